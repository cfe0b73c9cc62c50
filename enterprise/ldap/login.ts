import type { Host } from "../../core/edition/contract.js";
import type { Identity, LoginProvider, ProvidedAccount } from "../../core/edition/ports/login-provider.js";
import { sessionSettings, wrongCredentials } from "../../core/features/sessions/index.js";
import { userStore } from "../../core/features/users/index.js";
import { AppError } from "../../core/platform/app-error.js";
import { type Accounts, AmbiguousPerson } from "./accounts.js";
import { type LdapOptions, missingSettings } from "./config.js";
import type { Connection } from "./connection.js";
import { type Directory, peopleByLogin, type Standing, standingOf } from "./directory.js";
import type { DirectoryEntry } from "./entry.js";
import { DirectoryError, unavailable } from "./errors.js";
import { idsOf, type Person, personOf } from "./person.js";
import { type Account, directoryStore, SERVICE } from "./store.js";

/** Time a sign-in may take in all (ms), whatever the directory does. */
const PATIENCE = 8_000;

/** Called after somebody has signed in, with what the directory says about them. */
export type AfterSignIn = (account: Account, person: Person, connection: Connection) => Promise<void>;

/** Signs people in with their password of the directory. */
export class LdapLogin implements LoginProvider {
  readonly service = SERVICE;

  constructor(
    readonly host: Host,
    readonly directory: Directory,
    readonly accounts: Accounts,
    readonly after: () => AfterSignIn | undefined,
  ) {}

  /** Whether sign-in is switched on. */
  active = (): boolean => this.directory.options.Enable;

  signIn = async (login: string, password: string, known?: ProvidedAccount): Promise<{ id: string } | null> => {
    const work = (connection: Connection) => this.#talk(connection, login, password, known);
    return this.#usable(login, password) ? this.#conversation(work) : null;
  };

  /** Who this is in the directory, if the password is right; makes and changes no account. @throws AppError 401, 503 */
  identify = async (login: string, password: string): Promise<Identity | null> => {
    if (!this.#usable(login, password)) return null;
    return this.#conversation(async (connection) => {
      const entry = choose(await peopleByLogin(connection, login), undefined, connection.options);
      const person = entry && personOf(entry, connection.options);
      const authData = person?.ids[0];
      if (!entry || !person || !authData) return null;
      const account = await this.#accountOf(person);
      // Guesses at somebody who has an account count there, whoever makes them.
      await this.#count(account, connection.options.MaximumLoginAttempts);
      if (!(await connection.isPassword(entry.dn, password))) return null;
      if (account) await userStore.uncountFailure(this.host.platform.db, account.id);
      return this.#identity(person, authData);
    });
  };

  #identity(person: Person, authData: string): Identity {
    const { db } = this.host.platform;
    return {
      authData,
      taken: async () => (await directoryStore.byData(db, person.ids)).length > 0,
      linked: async (accountId) => void (await directoryStore.seen(db, [{ id: accountId, dn: person.dn }], Date.now())),
    };
  }

  #usable(login: string, password: string): boolean {
    const { options } = this.directory;
    // A directory agrees to an empty password, and C programs take one that begins with NUL for empty.
    if (login === "" || password === "" || `${login}${password}`.includes("\0")) return false;
    return options.Enable && missingSettings(options).length === 0;
  }

  async #conversation<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const { options } = this.directory;
    try {
      return await this.directory.using(options, work, { within: PATIENCE, signal: this.host.signal });
    } catch (error) {
      if (error instanceof AppError) throw error;
      const { step, message: reason } = error as DirectoryError;
      this.host.platform.log.error({ step, reason }, "nobody can sign in with the directory");
      throw unavailable(error);
    }
  }

  async #talk(connection: Connection, login: string, password: string, known?: ProvidedAccount) {
    const entry = choose(await peopleByLogin(connection, login, known?.auth_data ?? ""), known, connection.options);
    if (!entry) return null;
    const person = personOf(entry, connection.options);
    const account = await this.#accountOf(person);
    await this.#prove(connection, entry, account, password);
    await connection.bind();
    const standing = await standingOf(connection, person);
    const current = account ? await this.#refresh(account, person, standing) : await this.#create(person, standing);
    if (connection.options.PictureAttribute !== "")
      await this.accounts.takePicture(current, entry.bytes(connection.options.PictureAttribute)[0]);
    await this.after()?.(current, person, connection);
    return { id: current.id };
  }

  async #accountOf(person: Person): Promise<Account | undefined> {
    try {
      return await this.accounts.of(person);
    } catch (error) {
      if (error instanceof AmbiguousPerson) throw new DirectoryError("answer", `${error.message} (${person.dn})`);
      throw error;
    }
  }

  /** @throws AppError 401 when the password is not right, or was not right too often */
  async #prove(connection: Connection, entry: DirectoryEntry, account: Account | undefined, password: string) {
    const { config } = this.host.platform;
    await this.#count(account, connection.options.MaximumLoginAttempts);
    if (await connection.isPassword(entry.dn, password)) return;
    const byName = config.get(sessionSettings.EnableSignInWithUsername);
    throw new AppError(wrongCredentials(byName, config.get(sessionSettings.EnableSignInWithEmail)));
  }

  /** Counted before it is tried, so that the directory sees no more attempts than this. @throws AppError 401 */
  async #count(account: Account | undefined, limit: number): Promise<void> {
    if (account && !(await userStore.countFailure(this.host.platform.db, account.id, limit)))
      throw new AppError("api.user.check_user_login_attempts.too_many.app_error");
  }

  async #create(person: Person, standing: Standing): Promise<Account> {
    try {
      return await this.accounts.create(person, standing);
    } catch (error) {
      const reason = (error as Error).message;
      if (error instanceof AppError)
        this.host.platform.log.warn(
          { dn: person.dn, reason },
          "no account could be made for somebody of the directory",
        );
      throw error;
    }
  }

  async #refresh(account: Account, person: Person, standing: Standing): Promise<Account> {
    const { db, log } = this.host.platform;
    await this.accounts.reactivate(account);
    const { problems } = await this.accounts.update(account, person, standing.admin);
    if (problems.length > 0) log.warn({ userId: account.id, problems }, "the directory was not taken over completely");
    await directoryStore.seen(db, [{ id: account.id, dn: person.dn }], Date.now());
    return account;
  }
}

/**
 * The one entry that is meant: whoever has the name in the directory, else whom the account of this name is linked to.
 * Never one of several.
 */
function choose(entries: DirectoryEntry[], known: ProvidedAccount | undefined, options: LdapOptions) {
  if (entries.length < 2) return entries[0];
  const isLinked = (entry: DirectoryEntry) => idsOf(entry, options).includes(known?.auth_data ?? "");
  const named = entries.filter((entry) => !isLinked(entry));
  return named.length === 1 ? named[0] : undefined;
}
