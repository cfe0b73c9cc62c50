import type { ErrorId } from "../../api/errors.js";
import type { LoginProvider } from "../../edition/ports/login-provider.js";
import { AppError } from "../../platform/app-error.js";
import type { Platform } from "../../platform/platform.js";
import { guessSettings, hashPassword, outdated, passwordFits, type UserRow, userStore } from "../users/index.js";
import { sessionSettings as settings } from "./config.js";

/** Checks a code of somebody's second factor. */
export type SecondFactor = (user: UserRow, code: string) => Promise<boolean>;

/** Checks who somebody is by login name and password. */
export class Login {
  secondFactor: SecondFactor | undefined;
  /** What else must be so before somebody comes in, once their credentials are right. They throw AppError 401. */
  readonly checks: ((user: UserRow) => void)[] = [];

  constructor(
    readonly platform: Platform,
    /** What may vouch for accounts besides the passwords kept here. */
    readonly allProviders: () => readonly LoginProvider[] = () => [],
  ) {}

  /** What vouches for accounts now. */
  providers = () => this.allProviders().filter((provider) => provider.active?.() ?? true);

  /** Whether something vouches for the accounts of a service now; while nothing does, a password set here counts. */
  vouchesFor = (service: string) => this.providers().some((provider) => provider.service === service);

  /** The account that may be signed in. @throws AppError 400, 401 with one text for every kind of wrong credentials */
  async check(login: string, password: string, code: string): Promise<UserRow> {
    if (password === "") throw new AppError("api.user.login.blank_pwd.app_error");
    const { config, db } = this.platform;
    const byName = config.get(settings.EnableSignInWithUsername);
    const byEmail = config.get(settings.EnableSignInWithEmail);
    const user = await userStore.byLogin(db, login.trim().toLowerCase(), byName, byEmail);
    const checked =
      (await this.#askProviders(user, login.trim(), password)) ?? (await this.#checkPassword(user, password));
    if (!checked) throw new AppError(wrongCredentials(byName, byEmail));
    await this.#mayEnter(checked, code);
    await userStore.clearFailures(db, checked.id, Date.now());
    for (const check of this.checks) check(checked);
    return checked;
  }

  /**
   * The account that signs in by one service ('' = a password here), once it is proved; no other account, and none that
   * is made for it. The attempt stays counted as a failed one until whoever asks knows that all the rest is right too.
   * @throws AppError 400, 401
   */
  async prove(service: string, login: string, password: string, code: string): Promise<UserRow> {
    if (password === "") throw new AppError("api.user.login.blank_pwd.app_error");
    const found = await userStore.byLogin(this.platform.db, login.trim().toLowerCase(), true, true);
    const user = found?.auth_service === service ? found : undefined;
    const vouched = user && service !== "" ? await this.#askProviders(user, login.trim(), password) : undefined;
    const proved = vouched ?? (await this.#checkPassword(user, password));
    if (!proved) throw new AppError(wrongCredentials(true, true));
    await this.#mayEnter(proved, code);
    for (const check of this.checks) check(proved);
    return proved;
  }

  /**
   * Lets somebody in who has proved in another way than by a password who they are. The second factor is still asked; an
   * attempt with a wrong code stays counted. @throws AppError 401
   */
  async admit(user: UserRow, code: string): Promise<void> {
    for (const check of this.checks) check(user);
    const { config, db } = this.platform;
    const counted =
      !user.mfa_active || (await userStore.countFailure(db, user.id, config.get(guessSettings.MaximumLoginAttempts)));
    if (!counted) throw new AppError("api.user.check_user_login_attempts.too_many.app_error");
    await this.#mayEnter(user, code);
  }

  async #mayEnter(user: UserRow, code: string): Promise<void> {
    if (user.delete_at > 0) throw new AppError("api.user.login.inactive.app_error");
    if (user.is_bot) throw new AppError("api.user.login.bot_login_forbidden.app_error");
    if (user.mfa_active) await this.#checkCode(user, code);
  }

  /** Wrong codes count like wrong passwords; asking for the code does not. @throws AppError 401 */
  async #checkCode(user: UserRow, code: string): Promise<void> {
    if (code.trim() === "") {
      await userStore.uncountFailure(this.platform.db, user.id);
      throw new AppError("mfa.validate_token.authenticate.app_error");
    }
    if (!(await this.secondFactor?.(user, code))) throw new AppError("api.user.check_user_mfa.bad_code.app_error");
  }

  /** Asks who vouches for the account, or for an unknown name everybody in turn. */
  async #askProviders(user: UserRow | undefined, login: string, password: string): Promise<UserRow | undefined> {
    if (user && !user.auth_service) return undefined;
    for (const provider of this.providers()) {
      if (user && provider.service !== user.auth_service) continue;
      const vouched = await provider.signIn?.(login, password, user);
      if (vouched) return userStore.byId(this.platform.db, vouched.id);
    }
    return undefined;
  }

  async #checkPassword(user: UserRow | undefined, password: string): Promise<UserRow | null> {
    const { config, db } = this.platform;
    // The attempt is counted before it is checked, so that guesses made at the same moment count one by one.
    const allowed =
      !user || (await userStore.countFailure(db, user.id, config.get(guessSettings.MaximumLoginAttempts)));
    const counts = allowed && user && !this.vouchesFor(user.auth_service);
    const fits = await passwordFits(password, counts ? user.password : "");
    if (!allowed) throw new AppError("api.user.check_user_login_attempts.too_many.app_error");
    if (!user || !fits) return null;
    if (outdated(user.password)) await userStore.update(db, user.id, { password: await hashPassword(password) });
    return user;
  }
}

/** The one answer to every kind of wrong credentials. */
export function wrongCredentials(byName: boolean, byEmail: boolean): ErrorId {
  if (byName && byEmail) return "api.user.login.invalid_credentials_email_username";
  return byName ? "api.user.login.invalid_credentials_username" : "api.user.login.invalid_credentials_email";
}
