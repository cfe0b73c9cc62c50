import { AppError } from "../../platform/app-error.js";
import { statement } from "../../platform/database/database.js";
import { isAddress } from "../../platform/mail/index.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Platform } from "../../platform/platform.js";
import type { Guests } from "../guests/index.js";
import type { Invitations } from "../invitations/index.js";
import { GentleLimit } from "../recovery/index.js";
import { isGuest } from "../roles/index.js";
import { type Login, type Sessions, sessionSettings } from "../sessions/index.js";
import { type UserRow, type Users, userStore } from "../users/index.js";

const KIND = "guest_sign_in";
const MINUTE = 60_000;
const LIFE = 10 * MINUTE;
/** Nobody waits for a link any longer than this when the mail server was away. */
const STALE = 60 * MINUTE;

/** Who makes a link for an account waits for whoever else does: then the older one ends. */
const LOCK = statement("guest_links.lock", "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE");

const invalid = () => new AppError("api.user.login_by_link.invalid.app_error");

/** What a link is for: the account as it was when it was made. */
interface Meant {
  readonly user_id: string;
  readonly email: string;
  readonly password_at: number;
}

export interface GuestLinksDeps {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly login: Login;
  readonly guests: Guests;
  readonly invitations: Invitations;
}

/** Guests without a password, who sign in by a link that is mailed to them: good once, and for ten minutes. */
export class GuestLinks {
  readonly #tokens = new OneTimeTokens<Meant>("guest_sign_in", LIFE);
  readonly #limit = new GentleLimit(5);

  constructor(
    readonly platform: Platform,
    readonly deps: GuestLinksDeps,
  ) {
    const { config, events, log, mails } = platform;
    mails.define(KIND, {
      subject: "A link to sign in",
      prepare: ({ recipient, queuedAt }) => this.#prepare(recipient, queuedAt),
    });
    const end = (which: Partial<Meant>) =>
      this.#tokens
        .dropAtOnce(platform.db, which)
        .catch((error: Error) => log.warn({ reason: error.message }, "links of guests not removed"));
    events.on("user.password.changed", ({ userId }) => void end({ user_id: userId }));
    events.on("user.deactivated", ({ userId }) => void end({ user_id: userId }));
    config.onChange(() => {
      if (!deps.guests.signInByLink) void end({});
    });
  }

  #assertOn() {
    if (!this.deps.guests.signInByLink)
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Signing in by a mailed link" });
  }

  /** Whether somebody may come in by a link: a guest who is welcome and has no other way in. */
  #usable(user: UserRow): boolean {
    const ended = user.guest_expires_at > 0 && user.guest_expires_at <= Date.now();
    return (
      isGuest(user) &&
      !ended &&
      !user.is_bot &&
      user.delete_at === 0 &&
      user.password === "" &&
      user.auth_service === ""
    );
  }

  /**
   * How a login name signs in, as clients ask it before they ask for a password: `magic_link` for somebody who signs in
   * by a link, which is then on its way; '' for everybody else and for nobody.
   */
  async typeOf(loginId: string): Promise<"magic_link" | ""> {
    if (!this.deps.guests.signInByLink) return "";
    const { config, db } = this.platform;
    const byName = config.get(sessionSettings.EnableSignInWithUsername);
    const byEmail = config.get(sessionSettings.EnableSignInWithEmail);
    const user = await userStore.byLogin(db, loginId.trim().toLowerCase(), byName, byEmail);
    if (!user || !this.#usable(user)) return "";
    await this.#queue(user.email);
    return "magic_link";
  }

  /**
   * Has a link sent to an address. Only the sender looks whether there is such a guest, so the answer is the same in
   * text and in time. @throws AppError 501 while it is switched off
   */
  async send(email: string): Promise<void> {
    this.#assertOn();
    await this.#queue(email.trim().toLowerCase());
  }

  async #queue(address: string): Promise<void> {
    if (isAddress(address) && this.#limit.allows(address)) await this.platform.mails.queue(KIND, { to: address });
  }

  async #prepare(recipient: string, queuedAt: number) {
    if (!this.deps.guests.signInByLink || queuedAt < Date.now() - STALE) return undefined;
    const user = await userStore.byEmail(this.platform.db, recipient);
    if (!user || !this.#usable(user)) return undefined;
    return { to: { name: user.username, address: user.email }, write: () => this.#letter(user) };
  }

  async #letter(user: UserRow) {
    const { db, mails } = this.platform;
    const { site, siteName } = mails.options;
    const { token } = await db.transaction(async (tx) => {
      await tx.row(LOCK, [user.id]);
      await this.#tokens.drop(tx, { user_id: user.id });
      const meant = { user_id: user.id, email: user.email, password_at: user.last_password_update };
      return this.#tokens.issue(tx, meant);
    });
    return {
      subject: `Sign in to ${siteName()}`,
      title: `Sign in to ${siteName()}`,
      parts: [
        { text: `Somebody, probably you, wants to sign in as ${user.username}.` },
        { button: "Sign in", href: `${site()}/login/one_time_link?t=${token}` },
        {
          text: "The link works once and for ten minutes; a newer one replaces it. Do not pass it on: whoever opens it is signed in as you. If it was not you, do nothing.",
        },
      ],
    };
  }

  /**
   * Uses up a link, of a mail that was asked for or of an invitation, and returns who comes in by it.
   * @throws AppError 400 for one that is no good (any more), 401 when the second factor is missing or wrong, 501
   */
  async enter(token: string, code: string): Promise<UserRow> {
    this.#assertOn();
    const user = (await this.#byLink(token, code)) ?? (await this.#byInvitation(token));
    if (!user) throw invalid();
    return user;
  }

  async #byLink(token: string, code: string): Promise<UserRow | undefined> {
    const { db } = this.platform;
    const meant = await this.#tokens.find(db, token);
    if (!meant) return undefined;
    // Whoever reads the mails of an address has confirmed it.
    await this.deps.login.admit({ ...(await this.#holder(meant)), email_verified: true }, code);
    // A missing code does not use the link up; of those who use it at once one comes in.
    if (!(await this.#tokens.take(db, token))) throw invalid();
    const user = await this.#holder(meant);
    return user.email_verified ? user : this.deps.users.save(user.id, { email_verified: true });
  }

  /** The account of a link, while it is as it was when the link was made. @throws AppError 400 */
  async #holder({ user_id: userId, email, password_at: at }: Meant): Promise<UserRow> {
    const user = await this.deps.users.find(userId);
    if (!user || !this.#usable(user) || user.email !== email || user.last_password_update !== at) throw invalid();
    return user;
  }

  async #byInvitation(token: string): Promise<UserRow | undefined> {
    const user = await this.deps.invitations.makeGuest(token);
    if (user) await this.deps.login.admit(user, "");
    return user;
  }
}
