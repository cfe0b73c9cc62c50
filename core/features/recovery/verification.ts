import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import { emailSettings, isAddress } from "../../platform/mail/index.js";
import { OneTimeTokens } from "../../platform/one-time.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { isAdmin } from "../roles/index.js";
import type { Login } from "../sessions/index.js";
import { type UserRow, type Users, userStore } from "../users/index.js";
import { GentleLimit } from "./gentle-limit.js";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KIND = "email_verification";
/** Whoever signs up by an invitation that was mailed to them is confirmed a moment later. */
const AFTER_SIGN_UP = 1_000;

/** Proof that people can read the mails sent to their address: a link, good once and for a day. */
export class Verification {
  readonly #tokens = new OneTimeTokens<{ user_id: string; email: string }>("email_verification", DAY);
  readonly #limit = new GentleLimit(5);

  constructor(
    readonly platform: Platform,
    readonly users: Users,
    readonly login: Login,
    readonly audits: Audits,
  ) {
    const { events, mails } = platform;
    mails.define(KIND, {
      subject: "A link to confirm an address",
      prepare: ({ recipient }) => this.#prepare(recipient),
    });
    const onChange =
      (delay: number) =>
      ({ userId }: { userId: string }) => {
        this.#ask(userId, delay).catch((error: Error) =>
          platform.log.warn({ reason: error.message }, "confirmation not asked for"),
        );
      };
    events.on("user.created", onChange(AFTER_SIGN_UP));
    events.on("user.changed", onChange(0));
    login.checks.push((user) => this.#admit(user));
  }

  get #required(): boolean {
    return this.platform.config.get(emailSettings.RequireEmailVerification);
  }

  /** Whoever can repair the mail server must be able to come in. */
  #mustVerify(user: UserRow): boolean {
    const exempt = user.is_bot || user.delete_at > 0 || user.auth_service !== "" || isAdmin(user);
    return !user.email_verified && !exempt;
  }

  #admit(user: UserRow) {
    if (this.#required && this.#mustVerify(user)) throw new AppError("api.user.login.not_verified.app_error");
  }

  /** Asks for proof of an address that is new. */
  async #ask(userId: string, delay: number): Promise<void> {
    if (!this.#required) return;
    const { mails } = this.platform;
    const user = await this.users.find(userId);
    if (!user || !this.#mustVerify(user) || (await mails.recent(KIND, user.email, Date.now() - HOUR)) > 0) return;
    await mails.queue(KIND, { to: user.email, userId, notBefore: Date.now() + delay });
  }

  /** Has the link sent once more. Only the sender looks whether there is such an account. */
  async send(email: string): Promise<void> {
    const address = email.trim().toLowerCase();
    if (isAddress(address) && this.#limit.allows(address)) await this.platform.mails.queue(KIND, { to: address });
  }

  async #prepare(recipient: string) {
    const user = await userStore.byEmail(this.platform.db, recipient);
    if (!user || user.email_verified || user.is_bot || user.delete_at > 0) return undefined;
    return { to: { name: user.username, address: user.email }, write: () => this.#letter(user) };
  }

  async #letter(user: UserRow) {
    const { siteName } = this.platform.mails.options;
    const { link } = await this.#link(user);
    return {
      subject: `Confirm your address for ${siteName()}`,
      title: "Confirm your e-mail address",
      parts: [
        { text: `The account ${user.username} on ${siteName()} names this address. Confirm that it is yours.` },
        { button: "Confirm the address", href: link },
        { text: "The link works once and for one day. If you do not know of this account, do nothing." },
      ],
    };
  }

  async #link(user: UserRow) {
    const { token, expiresAt } = await this.#tokens.issue(this.platform.db, { user_id: user.id, email: user.email });
    return {
      link: `${this.platform.mails.options.site()}/do_verify_email?token=${token}`,
      token,
      expires_at: expiresAt,
    };
  }

  /** Confirms an address by a token, which is used up by it. @throws AppError 400 */
  async verify(token: string, ip: string): Promise<void> {
    const meant = await this.#tokens.take(this.platform.db, token);
    const user = meant && (await this.users.find(meant.user_id));
    if (!user || user.email !== meant.email) throw new AppError("api.user.verify_email.bad_link.app_error");
    await this.users.save(user.id, { email_verified: true });
    await this.#tokens.drop(this.platform.db, { user_id: user.id });
    await this.audits.record({ ip, action: "users.email.verify", object: user.id });
  }

  /** Takes the address of a person as confirmed, by the word of an administrator. */
  async vouch(caller: Caller, userId: string, ip: string): Promise<UserRow> {
    const user = await this.users.get(userId);
    const saved = user.email_verified ? user : await this.users.save(user.id, { email_verified: true });
    await this.audits.record({ caller, ip, action: "users.email.vouch", object: userId });
    return saved;
  }

  /** The link for a person who gets no mails. @throws AppError 501 when the address is confirmed */
  async linkFor(caller: Caller, userId: string, ip: string) {
    const user = await this.users.get(userId);
    if (user.email_verified) throw new AppError("api.user.send_verification.disabled.app_error");
    const made = await this.#link(user);
    await this.audits.record({ caller, ip, action: "users.email.verify_link", object: userId });
    return made;
  }
}
