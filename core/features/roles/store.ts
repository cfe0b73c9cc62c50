import { type Queryable, statement } from "../../platform/database/database.js";

export interface RoleRow {
  id: string;
  name: string;
  display_name: string;
  description: string;
  permissions: string[];
  scheme_managed: boolean;
  built_in: boolean;
  create_at: number;
  update_at: number;
  delete_at: number;
}

const ALL = statement("roles.all", "SELECT * FROM roles WHERE delete_at = 0 ORDER BY name");
const INSERT = statement(
  "roles.insert",
  `INSERT INTO roles (id, name, display_name, description, permissions, scheme_managed, built_in, create_at, update_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (name) DO NOTHING`,
);
const SET_PERMISSIONS = statement(
  "roles.permissions",
  "UPDATE roles SET permissions = $2, update_at = $3 WHERE id = $1 RETURNING *",
);

export const roleStore = {
  all: (db: Queryable) => db.rows<RoleRow>(ALL),
  insert: (
    db: Queryable,
    role: {
      id: string;
      name: string;
      displayName: string;
      permissions: readonly string[];
      schemeManaged: boolean;
      /** Whether the product knows it by name. */
      builtIn: boolean;
      now: number;
    },
  ) =>
    db.run(INSERT, [
      role.id,
      role.name,
      role.displayName,
      "",
      role.permissions,
      role.schemeManaged,
      role.builtIn,
      role.now,
    ]),
  setPermissions: (db: Queryable, id: string, permissions: readonly string[], now: number) =>
    db.row<RoleRow>(SET_PERMISSIONS, [id, permissions, now]),
};
