import type { SignInMethod } from "../../api/accounts.js";
import { AppError, badBody } from "../../platform/app-error.js";
import { statement, violates } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Audits } from "../audit/index.js";
import type { Sessions } from "../sessions/index.js";
import { checkPassword, hashPassword, type Users } from "../users/index.js";

const MATCHED = `auth_service = $1 AND NOT is_bot AND id <> $2`;
/** Whoever has the name or address as their id in the new way already stands in the way. */
const TAKEN = `EXISTS (SELECT 1 FROM users other WHERE $3 <> '' AND other.auth_service = $3 AND other.id <> u.id
  AND other.auth_data = CASE WHEN $4 = 'username' THEN u.username ELSE u.email END)`;
const COUNT = statement(
  "accounts.count",
  `SELECT count(*) FILTER (WHERE NOT ${TAKEN}) AS moved, count(*) FILTER (WHERE ${TAKEN}) AS conflicts FROM users u WHERE ${MATCHED}`,
);
const MOVE = statement(
  "accounts.move",
  `UPDATE users u SET auth_service = $3, password = '', update_at = $5,
     auth_data = CASE WHEN $3 = '' THEN NULL WHEN $4 = 'username' THEN username ELSE email END
   WHERE ${MATCHED} AND NOT ${TAKEN} RETURNING id`,
);
const UNLOCK = statement("accounts.unlock", "UPDATE users SET failed_attempts = 0 WHERE id = $1");

export interface Move {
  from: string;
  to: string;
  match?: "email" | "username";
  dry_run?: boolean;
}

const serviceOf = (name: string) => (name === "email" ? "" : name);

/** What a help desk does with accounts beyond their profiles. */
export class Accounts {
  constructor(
    readonly users: Users,
    readonly sessions: Sessions,
    readonly audits: Audits,
  ) {}

  /** Lets an account sign in again that wrong passwords have locked. */
  async unlock(caller: Caller, id: string, ip: string): Promise<void> {
    const { db } = this.users.platform;
    await db.transaction(async (tx) => {
      await tx.run(UNLOCK, [id]);
      await this.audits.record({ caller, ip, action: "users.unlock", object: id }, tx);
    });
  }

  /**
   * Links an account to another way of signing in. A former password is forgotten and all sessions end.
   * @throws AppError 404, 403, 400
   */
  async setSignInMethod(caller: Caller, id: string, method: SignInMethod, ip: string): Promise<SignInMethod> {
    const service = serviceOf(method.auth_service ?? "");
    const data = (method.auth_data ?? "").trim();
    if (service !== "" && data === "") throw badBody("auth_data");
    let password = "";
    if (service === "" && method.password) {
      checkPassword(this.users.platform.config, method.password);
      password = await hashPassword(method.password);
    }
    try {
      const change = { auth_service: service, auth_data: service ? data : null, password };
      await this.users.save(id, { ...change, last_password_update: Date.now() }, (tx) =>
        this.sessions.revokeAllWith(tx, id, caller.userId === id ? caller.sessionId : ""),
      );
    } catch (error) {
      if (violates(error, "users_auth")) throw new AppError("api.user.update_auth.taken.app_error");
      throw error;
    }
    await this.audits.record({
      caller,
      ip,
      action: "users.sign_in_method",
      object: id,
      extra: { to: service || "password" },
    });
    return { auth_service: service as SignInMethod["auth_service"], auth_data: service ? data : "" };
  }

  /** Moves everybody but the caller from one way to another; those whose id is taken there stay. @throws AppError 400 */
  async move(caller: Caller, move: Move, ip: string): Promise<{ moved: number; conflicts: number }> {
    const [from, to] = [serviceOf(move.from), serviceOf(move.to)];
    if (from === to) throw badBody("to");
    const { db } = this.users.platform;
    const values = [from, caller.userId, to, move.match ?? "email"];
    const counts = (await db.row<{ moved: number; conflicts: number }>(COUNT, values)) as {
      moved: number;
      conflicts: number;
    };
    if (move.dry_run) return counts;
    const moved = await db.transaction(async (tx) => {
      const rows = await tx.rows<{ id: string }>(MOVE, [...values, Date.now()]);
      const extra = { from: from || "password", to: to || "password", people: rows.length };
      await this.audits.record({ caller, ip, action: "users.sign_in_method.move", extra }, tx);
      for (const { id } of rows) await this.sessions.revokeAllWith(tx, id);
      return rows;
    });
    return { moved: moved.length, conflicts: counts.conflicts };
  }
}
