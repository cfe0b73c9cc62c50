import type { BodyOf } from "../../api/endpoint.js";
import type * as api from "../../api/profile-attributes.js";
import { MAX_FIELDS, type ProfileField, type ProfileValues } from "../../api/profile-attributes.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import type { Users } from "../users/index.js";
import { checkAttrs, checkValue, hasOptions } from "./policy.js";
import { type FieldRow, profileStore as store, type ValueRow } from "./store.js";

/** The group clients know these fields by. */
const GROUP = "custom_profile_attributes";

const present = (row: FieldRow): ProfileField => ({
  ...row,
  group_id: GROUP,
  target_id: "",
  target_type: "user",
  object_type: "user",
});

const valuesOf = (rows: readonly ValueRow[]): ProfileValues =>
  Object.fromEntries(rows.map((row) => [row.field_id, row.value]));

/** Fields administrators add to profiles, and what people enter there. */
export class ProfileAttributes {
  readonly platform: Platform;

  constructor(readonly users: Users) {
    this.platform = users.platform;
  }

  async fields(): Promise<ProfileField[]> {
    return (await store.fields(this.platform.db)).map(present);
  }

  #tell(event: string, data: Record<string, unknown>) {
    this.platform.hub.publish({ event, data, audience: { everyone: true } });
  }

  /** Adds a field. @throws AppError 400, 422 when there are too many */
  async create(caller: Caller, input: BodyOf<typeof api.createProfileField>): Promise<ProfileField> {
    const name = checkName(input.name);
    const attrs = checkAttrs(input.type, input.attrs ?? {});
    const row = await this.platform.db.transaction(async (tx) => {
      await store.lock(tx);
      if ((await store.fields(tx)).length >= MAX_FIELDS)
        throw new AppError("app.custom_profile_attributes.limit_reached.app_error", { limit: MAX_FIELDS });
      return store.insert(tx, { id: newId(), name, type: input.type, attrs }, caller.userId, Date.now());
    });
    this.#tell("custom_profile_attributes_field_created", { field: present(row) });
    return present(row);
  }

  /** Changes a field; values that do not fit its new form are removed. @throws AppError 400, 404 */
  async patch(caller: Caller, id: string, input: BodyOf<typeof api.patchProfileField>): Promise<ProfileField> {
    const { row, dropped } = await this.platform.db.transaction(async (tx) => {
      await store.lock(tx);
      const before = await store.field(tx, id);
      if (!before) throw notFound("profile field");
      const type = input.type ?? before.type;
      const attrs = checkAttrs(type, input.attrs ?? {}, before.attrs);
      const name = input.name === undefined ? before.name : checkName(input.name);
      const turned = type !== before.type;
      if (turned) await store.dropValues(tx, id);
      else if (hasOptions(type))
        await store.keepChoices(
          tx,
          id,
          (attrs.options ?? []).map((one) => one.id ?? ""),
        );
      const saved = await store.update(tx, { id, name, type, attrs }, caller.userId, Date.now());
      return { row: saved, dropped: turned };
    });
    this.#tell("custom_profile_attributes_field_updated", { field: present(row), delete_values: dropped });
    return present(row);
  }

  /** Removes a field with the values of everybody. @throws AppError 404 */
  async remove(id: string): Promise<void> {
    await this.platform.db.transaction(async (tx) => {
      await store.lock(tx);
      if (!(await store.field(tx, id))) throw notFound("profile field");
      await store.remove(tx, id, Date.now());
    });
    this.#tell("custom_profile_attributes_field_deleted", { field_id: id });
  }

  /** What somebody entered, without what is hidden from the reader. @throws AppError 404 */
  async values(caller: Caller, userId: string): Promise<ProfileValues> {
    const { db } = this.platform;
    await this.users.visibleTo(caller, await this.users.find(userId));
    const [rows, fields] = await Promise.all([store.values(db, userId), store.fields(db)]);
    const all = caller.userId === userId || caller.permissions.has("edit_other_users");
    const seen = new Set(fields.filter((field) => all || field.attrs.visibility !== "hidden").map((field) => field.id));
    return valuesOf(rows.filter((row) => seen.has(row.field_id)));
  }

  /** Sets values of a person; returns all of theirs that were named. @throws AppError 400, 403, 404 */
  async setValues(caller: Caller, userId: string, input: Record<string, unknown>): Promise<ProfileValues> {
    const admin = caller.permissions.has("edit_other_users");
    const now = Date.now();
    const { fields, rows } = await this.platform.db.transaction(async (tx) => {
      await store.share(tx);
      const known = new Map((await store.fields(tx)).map((field) => [field.id, field]));
      for (const [id, raw] of Object.entries(input)) {
        const field = known.get(id);
        if (!field) throw badBody(id.slice(0, 64));
        if (field.attrs.managed === "admin" && !admin) throw forbidden();
        const value = checkValue(field, raw);
        if (value === undefined) await store.unset(tx, userId, id);
        else await store.set(tx, userId, id, value, now);
      }
      return { fields: known, rows: await store.values(tx, userId) };
    });
    await this.#tellValues(userId, Object.keys(input), fields, rows);
    const set = valuesOf(rows);
    return Object.fromEntries(Object.keys(input).map((id) => [id, set[id] ?? ""]));
  }

  /** The person hears of all values; whoever may know them, of those that are not hidden. */
  async #tellValues(userId: string, ids: readonly string[], fields: Map<string, FieldRow>, rows: readonly ValueRow[]) {
    const shape = (id: string) => {
      const row = rows.find((one) => one.field_id === id);
      const times = { create_at: row?.create_at ?? 0, update_at: row?.update_at ?? Date.now(), delete_at: 0 };
      const of = { target_id: userId, target_type: "user", group_id: GROUP, field_id: id };
      return { id, ...of, value: row?.value ?? "", ...times, created_by: userId, updated_by: userId };
    };
    const shown = ids.filter((id) => fields.get(id)?.attrs.visibility !== "hidden");
    const told = (some: readonly string[]) => ({ user_id: userId, values: some.map(shape) });
    await this.users.publishProfile(userId, {
      event: "custom_profile_attributes_values_updated",
      own: told(ids),
      shown: shown.length > 0 ? told(shown) : undefined,
    });
  }
}

function checkName(name: string): string {
  const checked = name.trim();
  if (!checked) throw badBody("name");
  return checked;
}
