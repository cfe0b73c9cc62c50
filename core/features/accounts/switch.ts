import { authServices, type SignInSwitch } from "../../api/accounts.js";
import type { LoginProvider } from "../../edition/ports/login-provider.js";
import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import { violates } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Audits } from "../audit/index.js";
import { type Login, type Sessions, sessionSettings } from "../sessions/index.js";
import { checkPassword, hashPassword, type UserRow, type Users } from "../users/index.js";

/** Where the clients go afterwards; the sign-in page says that something has changed. */
const TO_SIGN_IN = "/login?extra=signin_change";

/** The service a client names; '' = a password of this server, which clients call email. @throws AppError 400 */
function serviceOf(field: "current_service" | "new_service", name: string): string {
  const service = name.trim().toLowerCase();
  if (service === "email") return "";
  if (service === "" || !(authServices as readonly string[]).includes(service)) throw badBody(field);
  return service;
}

/** People who change how they sign in. They prove the account as it is and what it shall be; all its sessions end. */
export class SignInSwitches {
  constructor(
    readonly users: Users,
    readonly sessions: Sessions,
    readonly login: Login,
    readonly audits: Audits,
  ) {}

  /** Makes a change, or begins it; returns where the client goes then. @throws AppError 400, 401, 403, 501 */
  async run(ask: SignInSwitch, caller: Caller | null, ip: string): Promise<string> {
    const from = serviceOf("current_service", ask.current_service);
    const to = serviceOf("new_service", ask.new_service);
    if ((from === "") === (to === "")) {
      const names = { from: ask.current_service, to: ask.new_service };
      throw new AppError("api.user.login_switch.combination.app_error", names);
    }
    const service = from || to;
    const provider = this.login.providers().find((one) => one.service === service);
    if (!provider) throw new AppError("api.user.login_switch.not_active.app_error", { service });
    if (!this.users.platform.config.get(sessionSettings.ExperimentalEnableAuthenticationTransfer))
      throw new AppError("api.user.login_switch.by_administrators.app_error");
    return to === "" ? this.#toPassword(provider, ask, caller, ip) : this.#toProvider(provider, ask, ip);
  }

  async #toProvider(provider: LoginProvider, ask: SignInSwitch, ip: string): Promise<string> {
    const { service } = provider;
    const user = await this.login.prove("", ask.email, ask.password ?? "", ask.mfa_code ?? "");
    if (provider.linkAt) {
      await this.users.save(user.id, { failed_attempts: 0 });
      return provider.linkAt({ id: user.id });
    }
    const identity = await provider.identify?.(ask.ldap_id?.trim() ?? "", ask.new_password ?? "");
    if (!identity) throw new AppError("api.user.login_switch.not_proved.app_error", { service });
    if (await identity.taken()) throw new AppError("api.user.update_auth.taken.app_error");
    // A password stays stored; it counts again only while nothing vouches for the service.
    await this.#change(user, { auth_service: service, auth_data: identity.authData }, ip);
    await identity.linked(user.id);
    return TO_SIGN_IN;
  }

  async #toPassword(provider: LoginProvider, ask: SignInSwitch, caller: Caller | null, ip: string): Promise<string> {
    const { config, events } = this.users.platform;
    const password = ask.new_password ?? "";
    // A password that is too weak must not cost anybody an attempt.
    checkPassword(config, password);
    const user = provider.signIn
      ? await this.login.prove(provider.service, ask.email, ask.password ?? "", ask.mfa_code ?? "")
      : await this.#signedIn(provider.service, ask.email, caller);
    const change = { password: await hashPassword(password), last_password_update: Date.now() };
    await this.#change(user, { auth_service: "", auth_data: null, ...change }, ip);
    events.emit("user.password.changed", { userId: user.id });
    return TO_SIGN_IN;
  }

  /** The account of somebody who is signed in, where its service proves people in the browser. @throws AppError 401, 403 */
  async #signedIn(service: string, email: string, caller: Caller | null): Promise<UserRow> {
    if (caller?.kind !== "session") throw new AppError("api.context.session_expired.app_error");
    const user = await this.users.get(caller.userId);
    if (user.email !== email.trim().toLowerCase() || user.auth_service !== service) throw forbidden();
    return user;
  }

  async #change(user: UserRow, change: Partial<UserRow>, ip: string): Promise<void> {
    const { id, auth_service: from } = user;
    try {
      await this.users.save(id, { ...change, failed_attempts: 0 }, (tx) => this.sessions.revokeAllWith(tx, id));
    } catch (error) {
      if (violates(error, "users_auth")) throw new AppError("api.user.update_auth.taken.app_error");
      throw error;
    }
    const extra = { from: from || "password", to: change.auth_service || "password" };
    await this.audits.record({ ip, action: "users.sign_in_method.switch", object: id, extra });
  }
}
