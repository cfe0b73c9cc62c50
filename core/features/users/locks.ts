import type { OwnedField, ProfileOwner } from "../../edition/ports/profile-owner.js";
import { AppError } from "../../platform/app-error.js";
import { type Database, statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import type { UserRow } from "./store.js";

const nameOf = (service: string) => `ProfileFields.${service}`;
const REMEMBERED = statement("profile_locks.remembered", "SELECT value FROM systems WHERE name = $1");
const REMEMBER = statement(
  "profile_locks.remember",
  `INSERT INTO systems (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value
   WHERE systems.value <> excluded.value`,
);

/** Which fields of a profile come from elsewhere and cannot be changed here. */
export class ProfileLocks {
  constructor(
    readonly db: Database,
    readonly owners: () => readonly ProfileOwner[],
  ) {}

  /** Keeps what an owner says for the time it is away. */
  async remember(owner: ProfileOwner): Promise<void> {
    await this.db.run(REMEMBER, [nameOf(owner.service), owner.fields().join(" ")]);
  }

  /**
   * Refuses a change of fields that come from elsewhere. While their owner is away, those who may edit others can change
   * them, so that nothing stays wrong for good. @throws AppError 409 that names the field
   */
  async check(user: UserRow, fields: readonly string[], caller: Caller): Promise<void> {
    if (!user.auth_service || fields.length === 0) return;
    const owner = this.owners().find((candidate) => candidate.service === user.auth_service);
    if (!owner && caller.permissions.has("edit_other_users")) return;
    const locked: readonly string[] = owner ? owner.fields() : await this.#remembered(user.auth_service);
    const field = fields.find((candidate) => locked.includes(candidate));
    if (!field) return;
    throw new AppError("api.user.patch_user.login_provider_attribute_set.app_error", {
      field,
      service: user.auth_service,
    });
  }

  async #remembered(service: string): Promise<OwnedField[]> {
    const row = await this.db.row<{ value: string }>(REMEMBERED, [nameOf(service)]);
    return (row?.value ?? "").split(" ") as OwnedField[];
  }
}
