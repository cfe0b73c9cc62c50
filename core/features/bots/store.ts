import { type Queryable, statement } from "../../platform/database/database.js";
import { ACTIVE_ADMIN, type UserRow } from "../users/index.js";

// $1 = whose ('' = everybody's), $2 = disabled ones too, $3 = only those whose owner is deactivated
const LIST = statement(
  "bots.list",
  `SELECT b.* FROM users b WHERE b.bot_owner_id <> '' AND ($1 = '' OR b.bot_owner_id = $1) AND ($2 OR b.delete_at = 0)
     AND (NOT $3 OR EXISTS (SELECT 1 FROM users o WHERE o.id = b.bot_owner_id AND o.delete_at > 0))
   ORDER BY b.create_at, b.id LIMIT $4 OFFSET $5`,
);
const OF_OWNER = statement("bots.of_owner", "SELECT * FROM users WHERE bot_owner_id = $1 AND delete_at = 0");
const DISABLE = statement(
  "bots.disable_of_owner",
  "UPDATE users SET delete_at = $2, update_at = $2 WHERE bot_owner_id = $1 AND delete_at = 0",
);
const HAND_OVER = statement(
  "bots.hand_over",
  "UPDATE users SET bot_owner_id = $2, update_at = $3 WHERE bot_owner_id = $1",
);
const ADMINS = statement("bots.admins", `SELECT id FROM users WHERE ${ACTIVE_ADMIN} ORDER BY create_at LIMIT 50`);

export interface BotFilter {
  readonly ownerId: string;
  readonly disabled: boolean;
  readonly orphaned: boolean;
}

export const botStore = {
  list: (db: Queryable, filter: BotFilter, limit: number, offset: number) =>
    db.rows<UserRow>(LIST, [filter.ownerId, filter.disabled, filter.orphaned, limit, offset]),
  /** The bots that somebody answers for and that are not disabled. */
  ofOwner: (db: Queryable, ownerId: string) => db.rows<UserRow>(OF_OWNER, [ownerId]),
  disable: (db: Queryable, ownerId: string, now: number) => db.run(DISABLE, [ownerId, now]),
  handOver: (db: Queryable, from: string, to: string, now: number) => db.run(HAND_OVER, [from, to, now]),
  /** The administrators who are told about bots, up to 50. */
  admins: async (db: Queryable) => (await db.rows<{ id: string }>(ADMINS)).map((row) => row.id),
};
