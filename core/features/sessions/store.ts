import { type Queryable, statement } from "../../platform/database/database.js";
import { HAS_SECOND_FACTOR } from "../users/index.js";

export interface SessionRow {
  id: string;
  user_id: string;
  create_at: number;
  expires_at: number;
  last_activity_at: number;
  device_id: string;
  is_oauth: boolean;
  csrf: string;
  props: Record<string, string>;
}

/** A session together with what every request needs to know of its person. */
export interface LiveSession extends SessionRow {
  username: string;
  roles: string;
  is_bot: boolean;
  second_factor: boolean;
}

const COLUMNS =
  "s.id, s.user_id, s.create_at, s.expires_at, s.last_activity_at, s.device_id, s.is_oauth, s.csrf, s.props";
const INSERT = statement(
  "sessions.insert",
  `INSERT INTO sessions (id, token_hash, user_id, create_at, expires_at, last_activity_at, device_id, is_oauth, csrf, props)
   SELECT $1, $2, u.id, $4, $5, $4, $6, $7, $8, $9 FROM users u
   WHERE u.id = $3 AND u.delete_at = 0 AND u.last_password_update = $10 FOR NO KEY UPDATE OF u`,
);
const BY_TOKEN = statement(
  "sessions.by_token",
  `SELECT ${COLUMNS}, u.username, u.roles, u.is_bot, ${HAS_SECOND_FACTOR} AS second_factor FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE s.token_hash = $1 AND u.delete_at = 0 AND (s.expires_at = 0 OR s.expires_at > $2)`,
);
const ALIVE = statement(
  "sessions.alive",
  `SELECT s.id FROM sessions s JOIN users u ON u.id = s.user_id
   WHERE s.id = ANY($1) AND u.delete_at = 0 AND (s.expires_at = 0 OR s.expires_at > $2)`,
);
const OF_USER = statement(
  "sessions.of_user",
  `SELECT ${COLUMNS} FROM sessions s WHERE user_id = $1 AND (expires_at = 0 OR expires_at > $2) ORDER BY last_activity_at DESC`,
);
const DELETE = statement("sessions.delete", "DELETE FROM sessions WHERE id = $1 AND user_id = $2");
const DELETE_OF_USER = statement(
  "sessions.delete_of_user",
  "DELETE FROM sessions WHERE user_id = $1 AND id <> $2 RETURNING id",
);
/** Also for those who are signing in: they wait, and find their account changed. */
const LOCK_USER = statement("sessions.lock_user", "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE");
const DELETE_OF_DEVICE = statement(
  "sessions.delete_of_device",
  "DELETE FROM sessions WHERE user_id = $1 AND device_id = $2 AND id <> $3 RETURNING id",
);
const DELETE_ALL = statement("sessions.delete_all", "DELETE FROM sessions RETURNING id, user_id");
const DELETE_EXPIRED = statement(
  "sessions.delete_expired",
  "DELETE FROM sessions WHERE expires_at > 0 AND expires_at < $1 AND (device_id = '' OR expires_at < $2)",
);
const DELETE_SURPLUS = statement(
  "sessions.delete_surplus",
  `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE user_id = $1 ORDER BY last_activity_at DESC OFFSET $2) RETURNING id`,
);
const TOUCH = statement("sessions.touch", "UPDATE sessions SET last_activity_at = $2, expires_at = $3 WHERE id = $1");
const SET_DEVICE = statement(
  "sessions.device",
  "UPDATE sessions SET device_id = $2, expires_at = $3, props = props || $4 WHERE id = $1",
);
const SET_PROPS = statement("sessions.props", "UPDATE sessions SET props = props || $2 WHERE id = $1");
const FORGET_DEVICE = statement(
  "sessions.forget_device",
  "UPDATE sessions SET device_id = '' WHERE device_id = $1 RETURNING user_id",
);

const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

export const sessionStore = {
  /**
   * Adds a session, while the account is as it was when it was proved; false when its password has changed since, or it
   * was deactivated. Whoever changes it waits until the session can be seen, and ends it.
   */
  insert: async (db: Queryable, row: SessionRow & { token_hash: string; last_password_update: number }) =>
    (await db.run(INSERT, [
      row.id,
      row.token_hash,
      row.user_id,
      row.create_at,
      row.expires_at,
      row.device_id,
      row.is_oauth,
      row.csrf,
      JSON.stringify(row.props),
      row.last_password_update,
    ])) === 1,
  byToken: (db: Queryable, hash: string, now: number) => db.row<LiveSession>(BY_TOKEN, [hash, now]),
  /** Those among some sessions that let somebody in. */
  alive: async (db: Queryable, among: readonly string[], now: number) =>
    ids(await db.rows<{ id: string }>(ALIVE, [among, now])),
  ofUser: (db: Queryable, userId: string, now: number) => db.rows<SessionRow>(OF_USER, [userId, now]),
  delete: async (db: Queryable, id: string, userId: string) => (await db.run(DELETE, [id, userId])) === 1,
  deleteOfUser: async (db: Queryable, userId: string, except = "") =>
    ids(await db.rows<{ id: string }>(DELETE_OF_USER, [userId, except])),
  lockUser: (db: Queryable, userId: string) => db.run(LOCK_USER, [userId]),
  deleteOfDevice: async (db: Queryable, userId: string, device: string, except: string) =>
    ids(await db.rows<{ id: string }>(DELETE_OF_DEVICE, [userId, device, except])),
  deleteAll: (db: Queryable) => db.rows<{ id: string; user_id: string }>(DELETE_ALL),
  /** Those on phones only when they expired before a time. */
  deleteExpired: (db: Queryable, now: number, phonesBefore: number) => db.run(DELETE_EXPIRED, [now, phonesBefore]),
  deleteSurplus: async (db: Queryable, userId: string, keep: number) =>
    ids(await db.rows<{ id: string }>(DELETE_SURPLUS, [userId, keep])),
  touch: (db: Queryable, id: string, now: number, expiresAt: number) => db.run(TOUCH, [id, now, expiresAt]),
  forgetDevice: (db: Queryable, device: string) => db.rows<{ user_id: string }>(FORGET_DEVICE, [device]),
  setDevice: (db: Queryable, id: string, device: string, expiresAt: number, props: Record<string, string>) =>
    db.run(SET_DEVICE, [id, device, expiresAt, JSON.stringify(props)]),
  setProps: (db: Queryable, id: string, props: Record<string, string>) =>
    db.run(SET_PROPS, [id, JSON.stringify(props)]),
};
