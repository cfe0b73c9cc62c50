import { Model } from "objection";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";

export interface UserRow {
  id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  username: string;
  email: string;
  email_verified: boolean;
  password: string;
  auth_service: string;
  auth_data: string | null;
  nickname: string;
  first_name: string;
  last_name: string;
  position: string;
  roles: string;
  props: Record<string, string>;
  notify_props: Record<string, string>;
  timezone: Record<string, string>;
  locale: string;
  last_password_update: number;
  last_picture_update: number;
  failed_attempts: number;
  mfa_active: boolean;
  mfa_secret: string;
  is_bot: boolean;
  bot_description: string;
  /** Who answers for a bot; '' for people, and for the account in whose name the server writes. */
  bot_owner_id: string;
  last_login: number;
  /** When the account of a guest ends by itself; 0 = never. */
  guest_expires_at: number;
  /** The terms of service accepted last; '' = none. */
  terms_of_service_id: string;
  terms_of_service_create_at: number;
}

class UserModel extends Model {
  static override readonly tableName = "users";
  static override readonly jsonAttributes = ["props", "notify_props", "timezone"];
}

const BY_ID = statement("users.by_id", "SELECT * FROM users WHERE id = $1");
const BY_IDS = statement("users.by_ids", "SELECT * FROM users WHERE id = ANY($1) AND update_at > $2");
const BY_USERNAMES = statement("users.by_usernames", "SELECT * FROM users WHERE username = ANY($1)");
const BY_EMAIL = statement("users.by_email", "SELECT * FROM users WHERE email = $1");
const BY_LOGIN = statement(
  "users.by_login",
  "SELECT * FROM users WHERE ($2 AND username = $1) OR ($3 AND email = $1) LIMIT 1",
);
/** Holds for who has a second factor: their own, or that of the server which vouches for them; bots need none. */
export const HAS_SECOND_FACTOR = "(mfa_active OR is_bot OR auth_service NOT IN ('', 'ldap'))";
/** What the address of somebody who was erased ends with. */
export const ERASED_DOMAIN = "@erased.invalid";
/** Holds for rows of people who are not erased. */
export const NOT_ERASED = `email NOT LIKE '%${ERASED_DOMAIN}'`;
const ANY_ACCOUNT = statement(
  "users.any",
  `SELECT EXISTS (SELECT 1 FROM users WHERE NOT is_bot AND ${NOT_ERASED}) AS any`,
);
const COUNT_ACTIVE = statement(
  "users.count_active",
  "SELECT count(*) AS count FROM users WHERE delete_at = 0 AND NOT is_bot",
);
/** Holds for rows of people who administer the server and are not deactivated. */
export const ACTIVE_ADMIN = "delete_at = 0 AND NOT is_bot AND 'system_admin' = ANY(string_to_array(roles, ' '))";
const OTHER_ADMINS = statement(
  "users.other_admins",
  `SELECT count(*) AS count FROM users WHERE id <> $1 AND ${ACTIVE_ADMIN}`,
);
const FIRST_ADMIN = statement(
  "users.first_admin",
  `SELECT * FROM users WHERE ${ACTIVE_ADMIN} ORDER BY create_at LIMIT 1`,
);
const KNOWN = statement(
  "users.known",
  `SELECT DISTINCT other.user_id FROM channel_members mine JOIN channel_members other USING (channel_id)
   WHERE mine.user_id = $1 AND other.user_id <> $1`,
);
const SEES = statement(
  "users.sees",
  `SELECT EXISTS (SELECT 1 FROM channel_members mine JOIN channel_members other USING (channel_id)
   WHERE mine.user_id = $1 AND other.user_id = $2) AS sees`,
);
const GUESTS_WHO_SEE = statement(
  "users.guests_who_see",
  `SELECT g.id FROM users g WHERE g.roles LIKE '%system_guest%' AND g.delete_at = 0 AND g.id <> $1
     AND EXISTS (SELECT 1 FROM channel_members hers JOIN channel_members his USING (channel_id) WHERE hers.user_id = g.id AND his.user_id = $1)`,
);
const COUNT_FAILURE = statement(
  "users.count_failure",
  "UPDATE users SET failed_attempts = failed_attempts + 1 WHERE id = $1 AND failed_attempts < $2 RETURNING failed_attempts",
);
const UNCOUNT_FAILURE = statement(
  "users.uncount_failure",
  "UPDATE users SET failed_attempts = greatest(0, failed_attempts - 1) WHERE id = $1",
);
const CLEAR_FAILURES = statement(
  "users.clear_failures",
  "UPDATE users SET failed_attempts = 0, last_login = $2 WHERE id = $1",
);
const CLEAR_KEYWORDS = statement("users.clear_keywords", "DELETE FROM mention_keywords WHERE user_id = $1");
const SET_KEYWORDS = statement(
  "users.set_keywords",
  "INSERT INTO mention_keywords (keyword, user_id) SELECT unnest($2::text[]), $1 ON CONFLICT DO NOTHING",
);
// Only one account can be the first: whoever comes second waits for this lock and then sees the first.
const LOCK_FIRST = statement("users.lock_first", "SELECT pg_advisory_xact_lock(7305812)");

function explain(error: unknown): unknown {
  if (violates(error, "users_username")) return new AppError("app.user.save.username_exists.app_error");
  if (violates(error, "users_email")) return new AppError("app.user.save.email_exists.app_error");
  return error;
}

export const userStore = {
  byId: (db: Queryable, id: string) => db.row<UserRow>(BY_ID, [id]),
  byIds: (db: Queryable, ids: readonly string[], since = -1) => db.rows<UserRow>(BY_IDS, [ids, since]),
  byUsernames: (db: Queryable, names: readonly string[]) => db.rows<UserRow>(BY_USERNAMES, [names]),
  byEmail: (db: Queryable, email: string) => db.row<UserRow>(BY_EMAIL, [email]),
  byLogin: (db: Queryable, login: string, name: boolean, email: boolean) =>
    db.row<UserRow>(BY_LOGIN, [login, name, email]),
  lockFirst: (db: Queryable) => db.run(LOCK_FIRST),
  anyAccount: async (db: Queryable) => (await db.row<{ any: boolean }>(ANY_ACCOUNT))?.any ?? false,
  countActive: async (db: Queryable) => (await db.row<{ count: number }>(COUNT_ACTIVE))?.count ?? 0,
  otherAdmins: async (db: Queryable, id: string) => (await db.row<{ count: number }>(OTHER_ADMINS, [id]))?.count ?? 0,
  /** The administrator who has been here longest. */
  firstAdmin: (db: Queryable) => db.row<UserRow>(FIRST_ADMIN),
  knownTo: async (db: Queryable, id: string) =>
    (await db.rows<{ user_id: string }>(KNOWN, [id])).map((row) => row.user_id),
  sees: async (db: Queryable, reader: string, other: string) =>
    (await db.row<{ sees: boolean }>(SEES, [reader, other]))?.sees ?? false,
  /** The guests who share a channel with a person. */
  guestsWhoSee: async (db: Queryable, id: string) =>
    (await db.rows<{ id: string }>(GUESTS_WHO_SEE, [id])).map((row) => row.id),
  /** Counts a failed sign-in; returns false when the account had used up its attempts already. */
  countFailure: async (db: Queryable, id: string, max: number) => (await db.run(COUNT_FAILURE, [id, max])) === 1,
  /** Takes back a counted failure that turned out to be none. */
  uncountFailure: (db: Queryable, id: string) => db.run(UNCOUNT_FAILURE, [id]),
  clearFailures: (db: Queryable, id: string, now: number) => db.run(CLEAR_FAILURES, [id, now]),

  async setKeywords(db: Queryable, id: string, keywords: readonly string[]) {
    await db.run(CLEAR_KEYWORDS, [id]);
    if (keywords.length > 0) await db.run(SET_KEYWORDS, [id, keywords]);
  },

  /** @throws AppError 400 when the user name or e-mail address is taken. */
  async insert(db: Queryable, row: Partial<UserRow> & { id: string }): Promise<UserRow> {
    try {
      await UserModel.query(db.knex).insert(row as never);
    } catch (error) {
      throw explain(error);
    }
    return (await userStore.byId(db, row.id)) as UserRow;
  },

  /** @throws AppError 400 when the user name or e-mail address is taken. */
  async update(db: Queryable, id: string, change: Partial<UserRow>): Promise<UserRow | undefined> {
    try {
      await UserModel.query(db.knex)
        .findById(id)
        .patch(change as never);
    } catch (error) {
      throw explain(error);
    }
    return userStore.byId(db, id);
  },
};
