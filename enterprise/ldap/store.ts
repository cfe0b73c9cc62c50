import type { UserRow } from "../../core/features/users/index.js";
import { type Queryable, statement } from "../../core/platform/database/database.js";
import type { SyncResult } from "./result.js";

/** Value of `auth_service` of the accounts of the directory. */
export const SERVICE = "ldap";

export interface PersonRow {
  user_id: string;
  dn: string;
  seen_at: number;
  away_at: number;
  away_reason: string;
  promoted: boolean;
  picture_hash: string;
}

/** An account of the directory with what is kept about it there. */
export type Account = UserRow & Omit<PersonRow, "user_id">;

export type SyncState = "running" | "done" | "failed" | "stopped";

export interface SyncRow {
  id: string;
  started_at: number;
  finished_at: number;
  state: SyncState;
  reason: string;
  result: Partial<SyncResult>;
  confirmed_by: string;
  confirmed_at: number;
}

const ACCOUNT = `SELECT u.*, coalesce(p.dn, '') AS dn, coalesce(p.seen_at, 0) AS seen_at, coalesce(p.away_at, 0) AS away_at,
  coalesce(p.away_reason, '') AS away_reason, coalesce(p.promoted, false) AS promoted, coalesce(p.picture_hash, '') AS picture_hash
  FROM users u LEFT JOIN directory_people p ON p.user_id = u.id WHERE u.auth_service = '${SERVICE}'`;
const ACCOUNTS = statement("directory.accounts", `${ACCOUNT} AND NOT u.is_bot ORDER BY u.username`);
const BY_DATA = statement("directory.by_data", `${ACCOUNT} AND u.auth_data = ANY($1)`);
const BY_ID = statement("directory.by_id", `${ACCOUNT} AND u.id = $1`);
const COUNT = statement(
  "directory.count",
  `SELECT count(*) AS count FROM users WHERE auth_service = '${SERVICE}' AND delete_at = 0 AND NOT is_bot`,
);
const SEEN = statement(
  "directory.seen",
  `INSERT INTO directory_people (user_id, dn, seen_at) SELECT id, dn, $3 FROM unnest($1::text[], $2::text[]) AS seen (id, dn)
   ON CONFLICT (user_id) DO UPDATE SET dn = excluded.dn, seen_at = excluded.seen_at`,
);
const SET = {
  away: statement(
    "directory.set_away",
    `INSERT INTO directory_people (user_id, away_at, away_reason) VALUES ($1, $2, $3)
     ON CONFLICT (user_id) DO UPDATE SET away_at = $2, away_reason = $3`,
  ),
  promoted: statement("directory.set_promoted", "UPDATE directory_people SET promoted = $2 WHERE user_id = $1"),
  picture: statement("directory.set_picture", "UPDATE directory_people SET picture_hash = $2 WHERE user_id = $1"),
};

const BEGIN = statement(
  "directory_syncs.begin",
  "INSERT INTO directory_syncs (id, service, started_at) VALUES ($1, $2, $3)",
);
const END = statement(
  "directory_syncs.end",
  "UPDATE directory_syncs SET finished_at = $2, state = $3, reason = $4, result = $5 WHERE id = $1",
);
const INTERRUPT = statement(
  "directory_syncs.interrupt",
  "UPDATE directory_syncs SET finished_at = $2, state = 'failed', reason = $3 WHERE service = $1 AND state = 'running'",
);
const LIST = statement(
  "directory_syncs.list",
  "SELECT * FROM directory_syncs WHERE service = $1 ORDER BY started_at DESC, id DESC LIMIT $2 OFFSET $3",
);
const CONFIRM = statement(
  "directory_syncs.confirm",
  `UPDATE directory_syncs SET confirmed_by = $3, confirmed_at = $4 WHERE id = $2 AND state = 'stopped'
   AND id = (SELECT id FROM directory_syncs WHERE service = $1 ORDER BY started_at DESC, id DESC LIMIT 1)`,
);

export const directoryStore = {
  accounts: (db: Queryable) => db.rows<Account>(ACCOUNTS),
  /** The accounts linked to one of these identifiers. */
  byData: (db: Queryable, ids: readonly string[]) => db.rows<Account>(BY_DATA, [ids]),
  byId: (db: Queryable, id: string) => db.row<Account>(BY_ID, [id]),
  countActive: async (db: Queryable) => (await db.row<{ count: number }>(COUNT))?.count ?? 0,
  /** Notes where people were found. */
  seen: (db: Queryable, people: readonly { id: string; dn: string }[], now: number) =>
    db.run(SEEN, [people.map(({ id }) => id), people.map(({ dn }) => dn), now]),
  /** Notes that the directory keeps an account away since `at`, or (0) does no more. */
  setAway: (db: Queryable, id: string, at: number, reason: string) => db.run(SET.away, [id, at, reason]),
  setPromoted: (db: Queryable, id: string, promoted: boolean) => db.run(SET.promoted, [id, promoted]),
  setPicture: (db: Queryable, id: string, hash: string) => db.run(SET.picture, [id, hash]),
};

export const syncStore = {
  /** Begins a run. Those that never ended belong to servers that did. */
  async begin(db: Queryable, id: string, now: number): Promise<void> {
    await db.run(INTERRUPT, [
      SERVICE,
      now,
      "The server ended before it was done. Nothing is half done; it runs again.",
    ]);
    await db.run(BEGIN, [id, SERVICE, now]);
  },
  end: (db: Queryable, id: string, state: SyncState, reason: string, result: Partial<SyncResult>) =>
    db.run(END, [id, Date.now(), state, reason.slice(0, 1000), JSON.stringify(result)]),
  list: (db: Queryable, limit: number, offset: number) => db.rows<SyncRow>(LIST, [SERVICE, limit, offset]),
  /** Lets the newest run go on if it is this one and waits for that. */
  confirm: async (db: Queryable, id: string, userId: string) =>
    (await db.run(CONFIRM, [SERVICE, id, userId, Date.now()])) === 1,
};
