import { AppError, forbidden } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { hashOfSecret, newSecret } from "../../platform/ids.js";
import type { Audits } from "../audit/index.js";
import type { Login, Sessions } from "../sessions/index.js";
import { checkPassword, type UserRow, type Users } from "../users/index.js";

const LIFE = 24 * 3_600_000;
const TYPE = "sign_in_link";

const ADD = statement(
  "sign_in_links.add",
  "INSERT INTO tokens (token_hash, type, create_at, expires_at, extra) VALUES ($1, $2, $3, $4, $5)",
);
const FIND = statement(
  "sign_in_links.find",
  "SELECT extra FROM tokens WHERE token_hash = $1 AND type = $2 AND expires_at > $3",
);
const TAKE = statement(
  "sign_in_links.take",
  "DELETE FROM tokens WHERE token_hash = $1 AND type = $2 AND expires_at > $3",
);
const DROP_OTHERS = statement(
  "sign_in_links.drop_others",
  "DELETE FROM tokens WHERE type = $1 AND (expires_at <= $2 OR extra->>'user_id' = $3)",
);

const invalid = () => new AppError("api.user.reset_password.invalid_link.app_error");

/**
 * The way back in for people whose own way of signing in is not active: an administrator hands them a link with which
 * they set a password. The account stays linked to its provider, and once that is active again only it counts.
 */
export class SignInLinks {
  constructor(
    readonly users: Users,
    readonly sessions: Sessions,
    readonly login: Login,
    readonly audits: Audits,
    readonly siteUrl: () => string,
  ) {}

  /** Makes a link; older ones of that person end. `site` is used when the server does not know its own address. */
  async create(
    caller: Caller,
    userId: string,
    site: string,
    ip: string,
  ): Promise<{ link: string; token: string; expires_at: number }> {
    const user = await this.users.get(userId);
    this.#checkUsable(user);
    // The link is as good as the account: whoever makes one must be allowed everything that account is.
    const theirs = [...this.users.roles.permissionsOf(user.roles.split(" ").filter(Boolean))];
    if (!caller.permissions.has("manage_system") && theirs.some((one) => !caller.permissions.has(one)))
      throw forbidden();
    const token = `link-${newSecret()}${newSecret()}`;
    const now = Date.now();
    await this.users.platform.db.transaction(async (tx) => {
      await tx.run(DROP_OTHERS, [TYPE, now, userId]);
      await tx.run(ADD, [
        hashOfSecret(token),
        TYPE,
        now,
        now + LIFE,
        JSON.stringify({ user_id: userId, by: caller.userId }),
      ]);
      await this.audits.record({ caller, ip, action: "users.sign_in_link.create", object: userId }, tx);
    });
    return { link: `${this.siteUrl() || site}/reset_password_complete?token=${token}`, token, expires_at: now + LIFE };
  }

  /** Sets a password by a link, which is used up by it; open sessions end. Returns the account. @throws AppError 400 */
  async redeem(token: string, password: string, ip: string): Promise<UserRow> {
    const { db, config } = this.users.platform;
    const values = [hashOfSecret(token), TYPE, Date.now()];
    const found = await db.row<{ extra: { user_id: string } }>(FIND, values);
    const user = found && (await this.users.find(found.extra.user_id));
    if (!user) throw invalid();
    this.#checkUsable(user);
    // A password that is too weak must not use the link up; of two who use it at once one wins.
    checkPassword(config, password);
    if ((await db.run(TAKE, values)) !== 1) throw invalid();
    await this.users.setPassword(user.id, password);
    await this.sessions.revokeAll(user.id);
    await this.audits.record({ ip, action: "users.sign_in_link.redeem", object: user.id });
    return user;
  }

  #checkUsable(user: UserRow) {
    if (user.is_bot) throw new AppError("api.user.login.bot_login_forbidden.app_error");
    if (user.delete_at > 0) throw new AppError("api.user.login.inactive.app_error");
    if (user.auth_service && this.login.vouchesFor(user.auth_service)) {
      throw new AppError("api.user.update_password.oauth.app_error", { service: user.auth_service });
    }
  }
}
