import { type Queryable, statement } from "../platform/database/database.js";

const CURRENT = statement(
  "license.current",
  `SELECT s.latest_time, s.evaluation_start, s.evaluation_end, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS database_time,
     l.id AS row_id, l.content
   FROM edition_state s LEFT JOIN LATERAL (SELECT id, content FROM licenses WHERE remove_at = 0 ORDER BY create_at DESC, id DESC LIMIT 1) l ON true`,
);
const SEEN = statement("license.seen", "UPDATE edition_state SET latest_time = $1 WHERE latest_time < $1");
const RESET_CLOCK = statement("license.reset_clock", "UPDATE edition_state SET latest_time = $1");
const EVALUATE = statement(
  "license.evaluate",
  "UPDATE edition_state SET evaluation_start = $1, evaluation_user = $2 WHERE evaluation_start = 0",
);
const END_EVALUATION = statement(
  "license.end_evaluation",
  "UPDATE edition_state SET evaluation_end = $1 WHERE evaluation_start > 0 AND evaluation_end = 0",
);
const RECORD = statement(
  "license.record",
  "UPDATE edition_state e SET recorded_state = $1 FROM edition_state old WHERE old.recorded_state <> $1 RETURNING old.recorded_state AS before",
);
const KNOWN = statement("license.known", "SELECT 1 AS one FROM licenses WHERE license_id = $1 LIMIT 1");
const ALL_CONTENTS = statement("license.contents", "SELECT content FROM licenses");
const ADD = statement(
  "license.add",
  "INSERT INTO licenses (id, license_id, create_at, user_id, content) VALUES ($1, $2, $3, $4, $5)",
);
const REMOVE = statement("license.remove", "UPDATE licenses SET remove_at = $1 WHERE remove_at = 0");
const COUNT_ACTIVE = statement(
  "license.count_active",
  "SELECT count(*) AS count FROM users WHERE delete_at = 0 AND NOT is_bot",
);
const ADD_SWITCH = statement(
  "license.add_switch",
  "INSERT INTO edition_switches (id, create_at, user_id, cause, receipt) VALUES ($1, $2, $3, $4, $5)",
);
const SWITCHES = statement(
  "license.switches",
  "SELECT id, create_at, user_id, cause, receipt FROM edition_switches ORDER BY create_at DESC, id DESC LIMIT $1 OFFSET $2",
);
const COUNT_MIGRATIONS = statement("license.count_migrations", "SELECT count(*) AS count FROM migrations");
// Two nodes must not apply different licences at the same moment.
const LOCK = statement("license.lock", "SELECT pg_advisory_xact_lock(7305813)");

export interface StoredState {
  latest_time: number;
  evaluation_start: number;
  evaluation_end: number;
  database_time: number;
  row_id: string | null;
  content: string | null;
}

export interface SwitchRow<Receipt> {
  id: string;
  create_at: number;
  user_id: string;
  cause: string;
  receipt: Receipt;
}

export const licenseStore = {
  lock: (db: Queryable) => db.run(LOCK),
  current: async (db: Queryable) => (await db.row<StoredState>(CURRENT)) as StoredState,
  seen: (db: Queryable, time: number) => db.run(SEEN, [time]),
  resetClock: (db: Queryable, time: number) => db.run(RESET_CLOCK, [time]),
  /** Starts the one evaluation; returns false when there was one. */
  evaluate: async (db: Queryable, now: number, userId: string) => (await db.run(EVALUATE, [now, userId])) === 1,
  endEvaluation: (db: Queryable, now: number) => db.run(END_EVALUATION, [now]),
  /** Notes a state; returns the one before, or undefined when it was noted already. */
  record: async (db: Queryable, state: string) => (await db.row<{ before: string }>(RECORD, [state]))?.before,
  known: async (db: Queryable, licenseId: string) => (await db.row(KNOWN, [licenseId])) !== undefined,
  contents: async (db: Queryable) => (await db.rows<{ content: string }>(ALL_CONTENTS)).map((row) => row.content),
  add: (db: Queryable, row: { id: string; licenseId: string; at: number; userId: string; content: string }) =>
    db.run(ADD, [row.id, row.licenseId, row.at, row.userId, row.content]),
  remove: (db: Queryable, now: number) => db.run(REMOVE, [now]),
  countMigrations: async (db: Queryable) => (await db.row<{ count: number }>(COUNT_MIGRATIONS))?.count ?? 0,
  countActive: async (db: Queryable) => (await db.row<{ count: number }>(COUNT_ACTIVE))?.count ?? 0,
  addSwitch: (db: Queryable, row: { id: string; at: number; userId: string; cause: string; receipt: unknown }) =>
    db.run(ADD_SWITCH, [row.id, row.at, row.userId, row.cause, JSON.stringify(row.receipt)]),
  switches: <Receipt>(db: Queryable, limit: number, offset: number) =>
    db.rows<SwitchRow<Receipt>>(SWITCHES, [limit, offset]),
};
