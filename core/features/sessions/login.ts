import { AppError } from "../../platform/app-error.js";
import type { ErrorId } from "../../api/errors.js";
import type { Platform } from "../../platform/platform.js";
import { hashPassword, outdated, passwordFits, type UserRow, userStore } from "../users/index.js";
import { sessionSettings as settings } from "./config.js";

/** A way to check credentials that is not the password kept here: a directory, for example. */
export interface LoginProvider {
  /** Value of `auth_service` of the accounts this provider vouches for. */
  readonly service: string;
  /** The account for these credentials; null when this provider does not know the person. Throws AppError to refuse. */
  signIn(login: string, password: string): Promise<UserRow | null>;
}

/** Asks for and checks a second factor; throws AppError 401 when it is missing or wrong. */
export type SecondFactor = (user: UserRow, code: string) => Promise<void>;

/** Checks who somebody is by login name and password. */
export class Login {
  readonly providers: LoginProvider[] = [];
  secondFactor: SecondFactor | undefined;

  constructor(readonly platform: Platform) {}

  /** The account that may be signed in. @throws AppError 400, 401 with one text for every kind of wrong credentials */
  async check(login: string, password: string, code: string): Promise<UserRow> {
    if (password === "") throw new AppError("api.user.login.blank_pwd.app_error");
    const { config, db } = this.platform;
    const byName = config.get(settings.EnableSignInWithUsername);
    const byEmail = config.get(settings.EnableSignInWithEmail);
    const user = await userStore.byLogin(db, login.trim().toLowerCase(), byName, byEmail);
    const provider = this.providers.find((candidate) => !user || candidate.service === user.auth_service);
    const vouched = provider && (!user || user.auth_service) ? await provider.signIn(login.trim(), password) : null;
    const checked = vouched ?? (await this.#checkPassword(user, password));
    if (!checked) throw new AppError(wrongCredentials(byName, byEmail));
    if (checked.delete_at > 0) throw new AppError("api.user.login.inactive.app_error");
    if (checked.is_bot) throw new AppError("api.user.login.bot_login_forbidden.app_error");
    if (checked.mfa_active) await this.secondFactor?.(checked, code);
    return checked;
  }

  async #checkPassword(user: UserRow | undefined, password: string): Promise<UserRow | null> {
    const { config, db } = this.platform;
    // The attempt is counted before it is checked, so that guesses made at the same moment count one by one.
    const allowed = !user || (await userStore.countFailure(db, user.id, config.get(settings.MaximumLoginAttempts)));
    const fits = await passwordFits(password, allowed && user && !user.auth_service ? user.password : "");
    if (!allowed) throw new AppError("api.user.check_user_login_attempts.too_many.app_error");
    if (!user || !fits) return null;
    await userStore.clearFailures(db, user.id, Date.now());
    if (outdated(user.password)) await userStore.update(db, user.id, { password: await hashPassword(password) });
    return user;
  }
}

function wrongCredentials(byName: boolean, byEmail: boolean): ErrorId {
  if (byName && byEmail) return "api.user.login.invalid_credentials_email_username.app_error";
  return byName ? "api.user.login.invalid_credentials_username.app_error" : "api.user.login.invalid_credentials_email.app_error";
}
