import { type Queryable, statement } from "../../platform/database/database.js";
import { HAS_SECOND_FACTOR } from "../users/index.js";

const SET_SECRET = statement("mfa.set_secret", "UPDATE users SET mfa_secret = $2 WHERE id = $1 AND NOT mfa_active");
const SWITCH = statement(
  "mfa.switch",
  "UPDATE users SET mfa_active = $2, mfa_secret = CASE WHEN $2 THEN mfa_secret ELSE '' END, mfa_recovery = CASE WHEN $2 THEN mfa_recovery ELSE '{}' END, update_at = $3 WHERE id = $1",
);
// A code works once: the step it belongs to must be later than the last one used, also when two try it at one moment.
const USE_STEP = statement("mfa.use_step", "UPDATE users SET mfa_last_step = $2 WHERE id = $1 AND mfa_last_step < $2");
const USE_RECOVERY = statement(
  "mfa.use_recovery",
  "UPDATE users SET mfa_recovery = array_remove(mfa_recovery, $2) WHERE id = $1 AND $2 = ANY (mfa_recovery)",
);
const HAS_SECOND = statement("mfa.has_second", `SELECT ${HAS_SECOND_FACTOR} AS has FROM users WHERE id = $1`);
const SET_RECOVERY = statement("mfa.set_recovery", "UPDATE users SET mfa_recovery = $2 WHERE id = $1");

export const mfaStore = {
  setSecret: (db: Queryable, userId: string, secret: string) => db.run(SET_SECRET, [userId, secret]),
  switch: (db: Queryable, userId: string, on: boolean, now: number) => db.run(SWITCH, [userId, on, now]),
  useStep: async (db: Queryable, userId: string, step: number) => (await db.run(USE_STEP, [userId, step])) === 1,
  useRecovery: async (db: Queryable, userId: string, hash: string) =>
    (await db.run(USE_RECOVERY, [userId, hash])) === 1,
  hasSecond: async (db: Queryable, userId: string) =>
    (await db.row<{ has: boolean }>(HAS_SECOND, [userId]))?.has ?? false,
  setRecovery: (db: Queryable, userId: string, hashes: readonly string[]) => db.run(SET_RECOVERY, [userId, hashes]),
};
