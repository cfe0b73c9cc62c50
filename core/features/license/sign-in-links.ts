import { AppError, forbidden } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Audits } from "../audit/index.js";
import { roleNames } from "../roles/index.js";
import type { Login, Sessions } from "../sessions/index.js";
import { checkPassword, type UserRow, type Users } from "../users/index.js";

const LIFE = 24 * 3_600_000;

const invalid = () => new AppError("api.user.reset_password.invalid_link.app_error");

/**
 * The way back in for people whose own way of signing in is not active: an administrator hands them a link with which
 * they set a password. The account stays linked to its provider, and once that is active again only it counts.
 */
export class SignInLinks {
  readonly #tokens = new OneTimeTokens<{ user_id: string; by: string }>("sign_in_link", LIFE, "link-");

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
    const theirs = [...this.users.roles.permissionsOf(roleNames(user.roles))];
    if (!caller.permissions.has("manage_system") && theirs.some((one) => !caller.permissions.has(one)))
      throw forbidden();
    const { token, expiresAt } = await this.users.platform.db.transaction(async (tx) => {
      await this.#tokens.drop(tx, { user_id: userId });
      await this.audits.record({ caller, ip, action: "users.sign_in_link.create", object: userId }, tx);
      return this.#tokens.issue(tx, { user_id: userId, by: caller.userId });
    });
    const link = `${this.siteUrl() || site}/reset_password_complete?token=${token}`;
    return { link, token, expires_at: expiresAt };
  }

  /** Sets a password by a link, which is used up by it; open sessions end. Returns the account. @throws AppError 400 */
  async redeem(token: string, password: string, ip: string): Promise<UserRow> {
    const { db, config } = this.users.platform;
    const meant = await this.#tokens.find(db, token);
    const user = meant && (await this.users.find(meant.user_id));
    if (!user) throw invalid();
    this.#checkUsable(user);
    // A password that is too weak must not use the link up; of two who use it at once one wins.
    checkPassword(config, password);
    await this.users.setPassword(user.id, password, async (tx) => {
      if (!(await this.#tokens.take(tx, token))) throw invalid();
      await this.sessions.revokeAllWith(tx, user.id);
    });
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
