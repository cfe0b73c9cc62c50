import type { SchemeKind } from "../../api/schemes.js";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";

export interface SchemeRow {
  id: string;
  name: string;
  display_name: string;
  description: string;
  scope: "team" | "channel";
  /** Kind of membership -> name of the role that stands for it. */
  roles: Partial<Record<SchemeKind, string>>;
  create_at: number;
  update_at: number;
  delete_at: number;
}

const ALL = statement("schemes.all", "SELECT * FROM schemes WHERE delete_at = 0 ORDER BY lower(display_name), id");
const INSERT = statement(
  "schemes.insert",
  `INSERT INTO schemes (id, name, display_name, description, scope, roles, create_at, update_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
);
const UPDATE = statement(
  "schemes.update",
  "UPDATE schemes SET name = $2, display_name = $3, description = $4, update_at = $5 WHERE id = $1 AND delete_at = 0",
);
const DELETE = statement("schemes.delete", "UPDATE schemes SET delete_at = $2 WHERE id = $1 AND delete_at = 0");
const DELETE_ROLES = statement("schemes.delete_roles", "UPDATE roles SET delete_at = $2 WHERE name = ANY($1)");

/** @throws AppError 400 when the name is taken */
async function named(work: Promise<number>): Promise<boolean> {
  try {
    return (await work) === 1;
  } catch (error) {
    throw violates(error, "schemes_name") ? new AppError("app.scheme.save.exists.app_error") : error;
  }
}

export const schemeStore = {
  /** All that are not deleted, by their display names. */
  all: (db: Queryable) => db.rows<SchemeRow>(ALL),
  insert: (db: Queryable, row: Omit<SchemeRow, "update_at" | "delete_at">) =>
    named(
      db.run(INSERT, [
        row.id,
        row.name,
        row.display_name,
        row.description,
        row.scope,
        JSON.stringify(row.roles),
        row.create_at,
      ]),
    ),
  /** False when there is no such scheme. */
  update: (db: Queryable, row: Pick<SchemeRow, "id" | "name" | "display_name" | "description">, now: number) =>
    named(db.run(UPDATE, [row.id, row.name, row.display_name, row.description, now])),
  /** Deletes a scheme and its roles; false when somebody did so before. */
  async delete(db: Queryable, row: SchemeRow, now: number): Promise<boolean> {
    if ((await db.run(DELETE, [row.id, now])) !== 1) return false;
    await db.run(DELETE_ROLES, [Object.values(row.roles), now]);
    return true;
  },
};
