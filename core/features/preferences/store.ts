import type { Preference } from "../../api/preferences.js";
import { type Queryable, statement } from "../../platform/database/database.js";

const COLUMNS = "user_id, category, name, value";
const ALL = statement(
  "preferences.all",
  `SELECT ${COLUMNS} FROM preferences WHERE user_id = $1 ORDER BY category, name`,
);
const CATEGORY = statement(
  "preferences.category",
  `SELECT ${COLUMNS} FROM preferences WHERE user_id = $1 AND category = $2 ORDER BY name`,
);
const ONE = statement(
  "preferences.one",
  `SELECT ${COLUMNS} FROM preferences WHERE user_id = $1 AND category = $2 AND name = $3`,
);
// Only what differs is written: clients send the same preferences again and again.
const SAVE = statement(
  "preferences.save",
  `INSERT INTO preferences (${COLUMNS}) SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[])
   ON CONFLICT (user_id, category, name) DO UPDATE SET value = excluded.value WHERE preferences.value <> excluded.value
   RETURNING ${COLUMNS}`,
);
const ROOM = statement(
  "preferences.room",
  `SELECT count(*) AS kept, count(*) FILTER (WHERE (category, name) IN (SELECT * FROM unnest($2::text[], $3::text[]))) AS known
   FROM preferences WHERE user_id = $1`,
);
const DELETE = statement(
  "preferences.delete",
  `DELETE FROM preferences p USING unnest($2::text[], $3::text[]) AS gone (category, name)
   WHERE p.user_id = $1 AND p.category = gone.category AND p.name = gone.name RETURNING p.user_id, p.category, p.name, p.value`,
);

type Key = Pick<Preference, "category" | "name">;
const columns = (list: readonly Key[]) => [list.map((one) => one.category), list.map((one) => one.name)];

export const preferenceStore = {
  all: (db: Queryable, userId: string) => db.rows<Preference>(ALL, [userId]),
  category: (db: Queryable, userId: string, category: string) => db.rows<Preference>(CATEGORY, [userId, category]),
  one: (db: Queryable, userId: string, category: string, name: string) =>
    db.row<Preference>(ONE, [userId, category, name]),
  /** How many somebody would have with these. */
  with: async (db: Queryable, userId: string, list: readonly Key[]) => {
    const row = await db.row<{ kept: number; known: number }>(ROOM, [userId, ...columns(list)]);
    return (row?.kept ?? 0) + list.length - (row?.known ?? 0);
  },
  /** Returns those that are new or changed. No two may have the same category and name. */
  save: (db: Queryable, userId: string, list: readonly Omit<Preference, "user_id">[]) =>
    db.rows<Preference>(SAVE, [userId, ...columns(list), list.map((one) => one.value)]),
  /** Returns those that were there. */
  delete: (db: Queryable, userId: string, list: readonly Key[]) =>
    db.rows<Preference>(DELETE, [userId, ...columns(list)]),
};
