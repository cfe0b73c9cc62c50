import { randomInt } from "node:crypto";
import { Secret, TOTP } from "otpauth";
import QRCode from "qrcode";
import { AppError, forbidden } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { hashOfSecret } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { typesPassword, type UserRow, type Users } from "../users/index.js";
import { mfaSettings } from "./config.js";
import { mfaStore } from "./store.js";

/** Seconds a code is valid (RFC 6238's default); one step before and after are accepted for clocks that differ. */
const PERIOD = 30;
const RECOVERY_CODES = 10;
// No letters and digits that look alike.
const ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

const normal = (code: string) => code.toLowerCase().replace(/[\s-]/g, "");

/** Addresses that stay open to somebody who must still set up their second factor. */
const OPEN =
  /\/(users\/\{user_id\}(\/mfa(\/generate)?)?|users\/logout|courtyard\/users\/\{user_id\}\/mfa\/recovery_codes)$/;

/** The second factor of password accounts: a TOTP app (RFC 6238) and recovery codes. */
export class Mfa {
  readonly platform: Platform;
  /** Whether those who have opened a socket have a second factor. */
  readonly #listeners = new Map<string, boolean>();

  constructor(
    readonly users: Users,
    readonly siteName: () => string,
  ) {
    this.platform = users.platform;
    const { events, log } = this.platform;
    events.on("user.changed", ({ userId }) => {
      if (!this.#listeners.has(userId)) return;
      this.#review(userId).catch((error: Error) =>
        log.warn({ userId, reason: error.message }, "second factor not read"),
      );
    });
  }

  /** Who cannot set one up is not kept out for the want of it. */
  get #demanded(): boolean {
    const { config } = this.platform;
    return config.get(mfaSettings.EnforceMultifactorAuthentication) && this.#offered;
  }

  get #offered(): boolean {
    return this.platform.config.get(mfaSettings.EnableMultifactorAuthentication);
  }

  #assertOffered() {
    if (!this.#offered)
      throw new AppError("api.context.feature_disabled.app_error", { feature: "Multi-factor authentication" });
  }

  #totp(user: Pick<UserRow, "email" | "mfa_secret">) {
    return new TOTP({
      issuer: this.siteName(),
      label: user.email,
      secret: Secret.fromBase32(user.mfa_secret),
      period: PERIOD,
    });
  }

  /** A new secret, not in force before it is confirmed with a code. @throws AppError 400 when one is in force */
  async generate(userId: string): Promise<{ secret: string; qr_code: string }> {
    this.#assertOffered();
    const user = await this.users.get(userId);
    if (user.mfa_active)
      throw new AppError("api.context.invalid_body_param.app_error", { name: "mfa (switch it off first)" });
    const secret = new Secret({ size: 20 }).base32;
    await mfaStore.setSecret(this.platform.db, userId, secret);
    const picture = await QRCode.toBuffer(this.#totp({ email: user.email, mfa_secret: secret }).toString(), {
      width: 256,
      margin: 2,
    });
    return { secret, qr_code: picture.toString("base64") };
  }

  /** Switches the second factor on, with a code that proves the app has the secret. @throws AppError 400, 401 */
  async activate(userId: string, code: string): Promise<void> {
    this.#assertOffered();
    const user = await this.users.get(userId);
    if (!user.mfa_secret || !typesPassword(user))
      throw new AppError("api.context.invalid_body_param.app_error", { name: "code" });
    if (!(await this.#usesApp(user, code))) throw new AppError("api.user.check_user_mfa.bad_code.app_error");
    await this.#switch(user.id, true);
  }

  /** Switches the second factor off: one's own only while it is not demanded, somebody else's to help them. */
  async deactivate(caller: Caller, userId: string): Promise<void> {
    if (this.#demanded && caller.userId === userId) throw forbidden();
    await this.#switch(userId, false);
  }

  async #switch(userId: string, on: boolean) {
    await mfaStore.switch(this.platform.db, userId, on, Date.now());
    await this.users.announce(await this.users.get(userId));
  }

  /** Makes recovery codes anew. @throws AppError 400, 401 */
  async recoveryCodes(userId: string, code: string): Promise<string[]> {
    const user = await this.users.get(userId);
    if (!user.mfa_active)
      throw new AppError("api.context.invalid_body_param.app_error", { name: "mfa (switch it on first)" });
    if (!(await this.#usesApp(user, code))) throw new AppError("api.user.check_user_mfa.bad_code.app_error");
    const codes = Array.from({ length: RECOVERY_CODES }, () =>
      Array.from({ length: 10 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
    );
    await mfaStore.setRecovery(this.platform.db, userId, codes.map(hashOfSecret));
    return codes.map((one) => `${one.slice(0, 5)}-${one.slice(5)}`);
  }

  /** Whether a code is the app's present one, used for the first time. */
  async #usesApp(user: UserRow, code: string): Promise<boolean> {
    const token = normal(code);
    if (!/^\d{6}$/.test(token)) return false;
    const delta = this.#totp(user).validate({ token, window: 1 });
    if (delta === null) return false;
    return mfaStore.useStep(this.platform.db, user.id, Math.floor(Date.now() / 1000 / PERIOD) + delta);
  }

  /** Checks a code at sign-in: the app's, or a recovery code, which is then used up. */
  async accepts(user: UserRow, code: string): Promise<boolean> {
    if (await this.#usesApp(user, code)) return true;
    return normal(code).length === 10 && mfaStore.useRecovery(this.platform.db, user.id, hashOfSecret(normal(code)));
  }

  /** Whether somebody is answered nothing until they set up a second factor. */
  async keepsOut(userId: string): Promise<boolean> {
    return this.#demanded && !(await mfaStore.hasSecond(this.platform.db, userId));
  }

  /** Learns whether somebody who opens a socket has a second factor. */
  async meet(userId: string): Promise<void> {
    this.#listeners.set(userId, await mfaStore.hasSecond(this.platform.db, userId));
  }

  /** Who hears events: while a second factor is demanded, those who have one; null = all. */
  hears = (): ((userId: string) => boolean) | null =>
    this.#demanded ? (userId) => this.#listeners.get(userId) === true : null;

  /** Clients load what they missed when they connect anew. */
  async #review(userId: string): Promise<void> {
    const before = this.#listeners.get(userId);
    await this.meet(userId);
    if (this.hears() && !before && this.#listeners.get(userId)) this.platform.hub.closeUser(userId);
  }

  /**
   * Lets somebody who must still set up their second factor do only that, whether they come with a session or with an
   * access token of theirs: it is the person who owes it, and their sockets hear nothing either. @throws AppError 401
   */
  admit = async (caller: Caller, call: AnyCall): Promise<void> => {
    if (!this.#demanded || caller.hasSecondFactor || OPEN.test(call.request.route.path)) return;
    throw new AppError("api.context.mfa_required.app_error");
  };
}
