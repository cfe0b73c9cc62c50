import { defaultRoles, permissionIds, withAncillary } from "../../api/permissions.js";
import type { Role } from "../../api/roles.js";
import { badBody, notFound } from "../../platform/app-error.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { Schemes } from "./schemes.js";
import { type RoleRow, roleStore } from "./store.js";

/** Roles and what they permit. All roles are kept in memory: there are few, and every request asks. */
export class Roles {
  #byName = new Map<string, RoleRow>();
  #sets = new Map<string, ReadonlySet<string>>();
  /** Finds roles that later slices know by name, such as those of one channel. They give rights only through their slice. */
  readonly others: ((names: readonly string[]) => Promise<Role[]>)[] = [];

  readonly schemes: Schemes;

  constructor(readonly platform: Platform) {
    this.schemes = new Schemes(platform);
  }

  /** Creates the default roles that are missing and loads all, with the schemes. */
  async load(): Promise<void> {
    const { db } = this.platform;
    const now = Date.now();
    const known = new Set((await roleStore.all(db)).map((role) => role.name));
    for (const [name, { permissions, schemeManaged }] of Object.entries(defaultRoles)) {
      if (known.has(name)) continue;
      const displayName = name.replaceAll("_", " ");
      await roleStore.insert(db, { id: newId(), name, displayName, permissions, schemeManaged, builtIn: true, now });
    }
    await this.reload();
  }

  /** Reads all roles and schemes anew from the database. */
  async reload(): Promise<void> {
    this.#keep(await roleStore.all(this.platform.db));
    await this.schemes.load();
  }

  #keep(roles: readonly RoleRow[]) {
    this.#byName = new Map(roles.map((role) => [role.name, role]));
    this.#sets.clear();
  }

  all(): RoleRow[] {
    return [...this.#byName.values()];
  }

  byName(name: string): RoleRow | undefined {
    return this.#byName.get(name);
  }

  /** Roles by name, those that later slices know too; unknown ones are left out. */
  async named(names: readonly string[]): Promise<Role[]> {
    const missing = names.filter((name) => !this.#byName.has(name));
    const known = names.flatMap((name) => this.#byName.get(name) ?? []);
    if (missing.length === 0) return known;
    return [...known, ...(await Promise.all(this.others.map((find) => find(missing)))).flat()];
  }

  /** @throws AppError 404 */
  byId(id: string): RoleRow {
    const role = this.all().find((candidate) => candidate.id === id);
    if (!role) throw notFound("role");
    return role;
  }

  /** The union of what the named roles permit, with what the permissions of the console bring along. The administrator's role always permits everything. */
  permissionsOf(names: readonly string[]): ReadonlySet<string> {
    const key = names.join(" ");
    let set = this.#sets.get(key);
    if (!set) {
      set = new Set(
        names.includes("system_admin")
          ? permissionIds
          : withAncillary(names.flatMap((name) => this.#byName.get(name)?.permissions ?? [])),
      );
      if (this.#sets.size > 1_000) this.#sets.clear();
      this.#sets.set(key, set);
    }
    return set;
  }

  /** Sets the permissions of a role and tells every client. @throws AppError 404, 400 for an unknown permission. */
  async setPermissions(id: string, permissions: readonly string[]): Promise<RoleRow> {
    const role = this.byId(id);
    const unknown = permissions.find(
      (permission) =>
        !(permissionIds as readonly string[]).includes(permission) && !role.permissions.includes(permission),
    );
    if (unknown || role.name === "system_admin") throw badBody("permissions");
    const updated = await roleStore.setPermissions(this.platform.db, id, [...new Set(permissions)], Date.now());
    if (!updated) throw notFound("role");
    this.#keep(this.all().map((other) => (other.id === id ? updated : other)));
    this.platform.events.emit("role.changed", { name: updated.name });
    this.platform.hub.publish({
      event: "role_updated",
      data: { role: JSON.stringify(updated) },
      audience: { everyone: true },
    });
    return updated;
  }
}
