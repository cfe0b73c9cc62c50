import { type Queryable, statement } from "../../platform/database/database.js";
import { HAS_SECOND_FACTOR } from "../users/index.js";

export interface AccessTokenRow {
  id: string;
  user_id: string;
  description: string;
  is_active: boolean;
  create_at: number;
  expires_at: number;
  last_used_at: number;
  scope: string[];
}

export interface LiveToken extends AccessTokenRow {
  username: string;
  roles: string;
  is_bot: boolean;
  second_factor: boolean;
}

const COLUMNS = "t.id, t.user_id, t.description, t.is_active, t.create_at, t.expires_at, t.last_used_at, t.scope";
const INSERT = statement(
  "tokens.insert",
  "INSERT INTO access_tokens (id, token_hash, user_id, description, create_at, expires_at, scope) VALUES ($1, $2, $3, $4, $5, $6, $7)",
);
const BY_HASH = statement(
  "tokens.by_hash",
  `SELECT ${COLUMNS}, u.username, u.roles, u.is_bot, ${HAS_SECOND_FACTOR} AS second_factor FROM access_tokens t JOIN users u ON u.id = t.user_id
   WHERE t.token_hash = $1 AND t.is_active AND u.delete_at = 0 AND (t.expires_at = 0 OR t.expires_at > $2)`,
);
const ALIVE = statement(
  "tokens.alive",
  `SELECT t.id FROM access_tokens t JOIN users u ON u.id = t.user_id
   WHERE t.id = ANY($1) AND t.is_active AND u.delete_at = 0 AND (t.expires_at = 0 OR t.expires_at > $2)`,
);
const COUNT = statement("tokens.count", "SELECT count(*) AS count FROM access_tokens WHERE user_id = $1");
const BY_ID = statement("tokens.by_id", `SELECT ${COLUMNS} FROM access_tokens t WHERE t.id = $1`);
const LIST = statement(
  "tokens.list",
  `SELECT ${COLUMNS} FROM access_tokens t JOIN users u ON u.id = t.user_id
   WHERE ($1 = '' OR t.user_id = $1) AND ($2 = '' OR t.id LIKE $2 OR u.username LIKE $2 OR t.user_id LIKE $2 OR lower(t.description) LIKE $2)
   ORDER BY t.create_at DESC, t.id LIMIT $3 OFFSET $4`,
);
const DELETE = statement("tokens.delete", "DELETE FROM access_tokens WHERE id = $1");
const DELETE_OF_USER = statement(
  "tokens.delete_of_user",
  "DELETE FROM access_tokens WHERE user_id = $1 RETURNING id, user_id",
);
const SET_ACTIVE = statement("tokens.set_active", "UPDATE access_tokens SET is_active = $2 WHERE id = $1");
const USED = statement("tokens.used", "UPDATE access_tokens SET last_used_at = $2 WHERE id = $1");

export const accessTokenStore = {
  count: async (db: Queryable, userId: string) => (await db.row<{ count: number }>(COUNT, [userId]))?.count ?? 0,
  insert: (db: Queryable, row: AccessTokenRow, hash: string) =>
    db.run(INSERT, [row.id, hash, row.user_id, row.description, row.create_at, row.expires_at, row.scope]),
  byHash: (db: Queryable, hash: string, now: number) => db.row<LiveToken>(BY_HASH, [hash, now]),
  /** Those among some tokens that let somebody in. */
  alive: async (db: Queryable, among: readonly string[], now: number) =>
    (await db.rows<{ id: string }>(ALIVE, [among, now])).map(({ id }) => id),
  byId: (db: Queryable, id: string) => db.row<AccessTokenRow>(BY_ID, [id]),
  list: (db: Queryable, userId: string, like: string, limit: number, offset: number) =>
    db.rows<AccessTokenRow>(LIST, [userId, like, limit, offset]),
  delete: (db: Queryable, id: string) => db.run(DELETE, [id]),
  deleteOfUser: (db: Queryable, userId: string) => db.rows<{ id: string; user_id: string }>(DELETE_OF_USER, [userId]),
  setActive: (db: Queryable, id: string, active: boolean) => db.run(SET_ACTIVE, [id, active]),
  used: (db: Queryable, id: string, now: number) => db.run(USED, [id, now]),
};
