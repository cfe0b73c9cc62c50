import type { FieldAttrs, FieldType } from "../../api/profile-attributes.js";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";

export interface FieldRow {
  id: string;
  name: string;
  type: FieldType;
  attrs: FieldAttrs;
  create_at: number;
  update_at: number;
  delete_at: number;
  created_by: string;
  updated_by: string;
}

export interface ValueRow {
  user_id: string;
  field_id: string;
  value: string | string[];
  create_at: number;
  update_at: number;
}

const FIELDS = statement(
  "profile_fields.all",
  "SELECT * FROM profile_fields WHERE delete_at = 0 ORDER BY (attrs->>'sort_order')::float8, create_at, id",
);
const LOCK = statement("profile_fields.lock", "SELECT pg_advisory_xact_lock(7305831)");
const SHARE = statement("profile_fields.share", "SELECT pg_advisory_xact_lock_shared(7305831)");
const ONE = statement("profile_fields.one", "SELECT * FROM profile_fields WHERE id = $1 AND delete_at = 0");
const INSERT = statement(
  "profile_fields.insert",
  `INSERT INTO profile_fields (id, name, type, attrs, create_at, update_at, created_by, updated_by)
   VALUES ($1, $2, $3, $4, $5, $5, $6, $6) RETURNING *`,
);
const UPDATE = statement(
  "profile_fields.update",
  "UPDATE profile_fields SET name = $2, type = $3, attrs = $4, update_at = $5, updated_by = $6 WHERE id = $1 RETURNING *",
);
const DELETE = statement(
  "profile_fields.delete",
  "UPDATE profile_fields SET delete_at = $2, update_at = $2 WHERE id = $1",
);
const VALUES = statement("profile_values.of_user", "SELECT * FROM profile_values WHERE user_id = $1");
const SET = statement(
  "profile_values.set",
  `INSERT INTO profile_values (user_id, field_id, value, create_at, update_at) VALUES ($1, $2, $3, $4, $4)
   ON CONFLICT (user_id, field_id) DO UPDATE SET value = excluded.value, update_at = excluded.update_at`,
);
const UNSET = statement("profile_values.unset", "DELETE FROM profile_values WHERE user_id = $1 AND field_id = $2");
const DROP = statement("profile_values.drop", "DELETE FROM profile_values WHERE field_id = $1");
// $2 = the options there still are
const DROP_CHOICES = statement(
  "profile_values.drop_choices",
  `DELETE FROM profile_values WHERE field_id = $1 AND jsonb_typeof(value) = 'string' AND NOT (value #>> '{}' = ANY ($2))`,
);
const THIN_CHOICES = statement(
  "profile_values.thin_choices",
  `UPDATE profile_values SET value = coalesce((SELECT jsonb_agg(o) FROM jsonb_array_elements_text(value) AS o WHERE o = ANY ($2)), '[]')
   WHERE field_id = $1 AND jsonb_typeof(value) = 'array'`,
);
const DROP_EMPTY = statement(
  "profile_values.drop_empty",
  "DELETE FROM profile_values WHERE field_id = $1 AND value = '[]'",
);

/** @throws AppError 400 when the name is taken. */
async function saved(work: Promise<FieldRow | undefined>): Promise<FieldRow> {
  try {
    return (await work) as FieldRow;
  } catch (error) {
    throw violates(error, "profile_fields_name") ? new AppError("app.custom_profile_attributes.name.app_error") : error;
  }
}

export const profileStore = {
  fields: (db: Queryable) => db.rows<FieldRow>(FIELDS),
  /** Changes of fields happen one after the other. */
  lock: (db: Queryable) => db.run(LOCK),
  /** Values are written while no field changes. */
  share: (db: Queryable) => db.run(SHARE),
  field: (db: Queryable, id: string) => db.row<FieldRow>(ONE, [id]),
  insert: (db: Queryable, f: Pick<FieldRow, "id" | "name" | "type" | "attrs">, by: string, now: number) =>
    saved(db.row<FieldRow>(INSERT, [f.id, f.name, f.type, JSON.stringify(f.attrs), now, by])),
  update: (db: Queryable, f: Pick<FieldRow, "id" | "name" | "type" | "attrs">, by: string, now: number) =>
    saved(db.row<FieldRow>(UPDATE, [f.id, f.name, f.type, JSON.stringify(f.attrs), now, by])),

  async remove(db: Queryable, id: string, now: number) {
    await db.run(DELETE, [id, now]);
    await db.run(DROP, [id]);
  },
  dropValues: (db: Queryable, fieldId: string) => db.run(DROP, [fieldId]),
  /** Takes choices away that are none any more. */
  async keepChoices(db: Queryable, fieldId: string, options: readonly string[]) {
    await db.run(DROP_CHOICES, [fieldId, options]);
    await db.run(THIN_CHOICES, [fieldId, options]);
    await db.run(DROP_EMPTY, [fieldId]);
  },
  values: (db: Queryable, userId: string) => db.rows<ValueRow>(VALUES, [userId]),
  set: (db: Queryable, userId: string, fieldId: string, value: string | string[], now: number) =>
    db.run(SET, [userId, fieldId, JSON.stringify(value), now]),
  unset: (db: Queryable, userId: string, fieldId: string) => db.run(UNSET, [userId, fieldId]),
};
