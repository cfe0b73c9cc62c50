import { AppError } from "../../platform/app-error.js";
import { isAddress } from "../../platform/mail/index.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import type { Login, Sessions } from "../sessions/index.js";
import { checkPassword, type UserRow, type Users, userStore } from "../users/index.js";
import { GentleLimit } from "./gentle-limit.js";

const HOUR = 3_600_000;
const invalid = () => new AppError("api.user.reset_password.invalid_link.app_error");

export interface RecoveryDeps {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly login: Login;
  readonly audits: Audits;
  /** Sets a password by a link an administrator handed over; such tokens begin with `link-`. */
  redeemLink(token: string, password: string, ip: string): Promise<UserRow>;
}

/** Forgotten passwords: a link by mail, good once and for an hour. */
export class Recovery {
  readonly #tokens = new OneTimeTokens<{ user_id: string; email: string }>("password_recovery", HOUR);
  readonly #limit = new GentleLimit(5);

  constructor(
    readonly platform: Platform,
    readonly deps: RecoveryDeps,
  ) {
    const { mails } = platform;
    mails.define("password_reset", {
      subject: "A link to set a new password",
      prepare: ({ recipient }) => this.#prepare(recipient),
    });
  }

  /**
   * Has a link sent to an address. Only the sender looks whether there is an account, so the answer is the same in
   * text and in time.
   */
  async send(email: string): Promise<void> {
    const address = email.trim().toLowerCase();
    if (isAddress(address) && this.#limit.allows(address))
      await this.platform.mails.queue("password_reset", { to: address });
  }

  async #prepare(recipient: string) {
    const { db } = this.platform;
    const user = await userStore.byEmail(db, recipient);
    if (!user || user.is_bot || user.delete_at > 0) return undefined;
    const elsewhere = user.auth_service !== "" && this.deps.login.vouchesFor(user.auth_service);
    const to = { name: user.username, address: user.email };
    return { to, write: async () => (elsewhere ? this.#elsewhereLetter(user) : this.#letter(user)) };
  }

  async #letter(user: UserRow) {
    const { db, mails } = this.platform;
    const { site, siteName } = mails.options;
    const { token } = await this.#tokens.issue(db, { user_id: user.id, email: user.email });
    return {
      subject: `Set a new password for ${siteName()}`,
      title: "Set a new password",
      parts: [
        { text: `Somebody, probably you, asked to set a new password for the account ${user.username}.` },
        { button: "Choose a new password", href: `${site()}/reset_password_complete?token=${token}` },
        { text: "The link works once and for one hour. If it was not you, do nothing: your password stays as it is." },
      ],
    };
  }

  #elsewhereLetter(user: UserRow) {
    const { site, siteName } = this.platform.mails.options;
    return {
      subject: `Your password for ${siteName()}`,
      title: "Your password is not kept here",
      parts: [
        {
          text: `The account ${user.username} signs in with ${user.auth_service.toUpperCase()}. Its password can only be changed there.`,
        },
        { button: "Go to sign-in", href: `${site()}/login` },
      ],
    };
  }

  /** Sets a password by a token, which is used up by it; the account is unlocked and open sessions end. @throws AppError 400 */
  async reset(token: string, password: string, ip: string): Promise<void> {
    const { users, sessions, audits } = this.deps;
    const { db, config } = this.platform;
    if (token.startsWith("link-")) return void (await this.deps.redeemLink(token, password, ip));
    const meant = await this.#tokens.find(db, token);
    const user = meant && (await users.find(meant.user_id));
    // A link that went to an address the account no longer has is worth nothing.
    if (!user || user.email !== meant.email) throw invalid();
    this.#checkUsable(user);
    // A password that is too weak must not use the link up; of two who use it at once one wins.
    checkPassword(config, password);
    await users.setPassword(user.id, password, async (tx) => {
      if (!(await this.#tokens.take(tx, token))) throw invalid();
      await this.#tokens.drop(tx, { user_id: user.id });
      await sessions.revokeAllWith(tx, user.id);
    });
    if (!user.email_verified) await users.save(user.id, { email_verified: true });
    await audits.record({ ip, action: "users.password.reset", object: user.id });
  }

  #checkUsable(user: UserRow) {
    if (user.is_bot) throw new AppError("api.user.login.bot_login_forbidden.app_error");
    if (user.delete_at > 0) throw new AppError("api.user.login.inactive.app_error");
    if (user.auth_service && this.deps.login.vouchesFor(user.auth_service)) {
      throw new AppError("api.user.update_password.oauth.app_error", { service: user.auth_service });
    }
  }
}
