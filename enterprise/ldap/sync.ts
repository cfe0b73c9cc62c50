import type { Host } from "../../core/edition/contract.js";
import { AppError } from "../../core/platform/app-error.js";
import { newId } from "../../core/platform/ids.js";
import type { Accounts } from "./accounts.js";
import type { Directory } from "./directory.js";
import { DirectoryError } from "./errors.js";
import { type Gone, makePlan, type Plan, type Present } from "./plan.js";
import { emptyResult, name, type SyncResult } from "./result.js";
import { directoryStore, type SyncState, syncStore } from "./store.js";

/** How long somebody's word that a synchronisation may go on holds, in ms. */
const WORD_HOLDS = 3_600_000;

/** Called after accounts were brought up to date; problems go into the report. */
export type AfterSync = (signal: AbortSignal, result: SyncResult) => Promise<void>;

/** Brings the accounts of the directory up to date. */
export class Sync {
  constructor(
    readonly host: Host,
    readonly directory: Directory,
    readonly accounts: Accounts,
    readonly after: () => AfterSync | undefined,
  ) {}

  get #db() {
    return this.host.platform.db;
  }

  /** What a synchronisation would do now; changes nothing. @throws AppError 400 that says why it could not */
  async preview(): Promise<Plan> {
    try {
      return await this.#plan(this.host.signal, 0);
    } catch (error) {
      throw new AppError("ent.ldap.test.app_error", { reason: (error as Error).message }, { cause: error });
    }
  }

  async #plan(signal: AbortSignal, allowed: number): Promise<Plan> {
    const known = await directoryStore.accounts(this.#db);
    const { options } = this.directory;
    return this.directory.using(options, (connection) => makePlan(connection, this.accounts, known, allowed), {
      signal,
    });
  }

  /** One run, with a record of it. @throws DirectoryError when the directory could not be read; nobody is deactivated then */
  async run(signal: AbortSignal): Promise<void> {
    const { log } = this.host.platform;
    const agreed = await this.#agreed();
    const id = newId();
    await syncStore.begin(this.#db, id, Date.now());
    let result = emptyResult();
    const end = (state: SyncState, reason = "") => syncStore.end(this.#db, id, state, reason, result);
    try {
      const plan = await this.#plan(signal, agreed?.deactivate ?? 0);
      result = plan.result;
      result.agreed_removals = agreed?.members_to_remove ?? 0;
      if (plan.tooMany) {
        const reason = `${result.deactivate} of ${result.accounts} people would be deactivated, more than ${result.limit}. Nothing was changed.`;
        log.warn({ reason }, "a synchronisation with the directory asks before it goes on");
        return void (await end("stopped", reason));
      }
      await this.#carryOut(plan, signal);
      await this.after()?.(signal, result);
      signal.throwIfAborted();
      await end(result.question ? "stopped" : "done", result.question);
    } catch (error) {
      const reason = signal.aborted ? "It was ended before it was done." : (error as Error).message;
      await end("failed", reason);
      throw error instanceof DirectoryError ? error : new Error(reason, { cause: error });
    }
  }

  /** What somebody agreed to since the last run asked. */
  async #agreed(): Promise<Partial<SyncResult> | undefined> {
    const [last] = await syncStore.list(this.#db, 1, 0);
    const holds = last?.state === "stopped" && Date.now() - last.confirmed_at <= WORD_HOLDS;
    return holds ? last.result : undefined;
  }

  async #carryOut({ present, gone, result }: Plan, signal: AbortSignal): Promise<void> {
    for (const one of present) {
      signal.throwIfAborted();
      await this.#update(one, result);
    }
    const seen = present.map(({ account, person }) => ({ id: account.id, dn: person.dn }));
    await directoryStore.seen(this.#db, seen, Date.now());
    for (const one of gone) {
      signal.throwIfAborted();
      await this.#deactivate(one, result);
    }
  }

  async #update({ account, person, admin }: Present, result: SyncResult): Promise<void> {
    try {
      if (await this.accounts.reactivate(account)) result.reactivated += 1;
      const outcome = await this.accounts.update(account, person, admin);
      if (outcome.updated || outcome.role) result.updated += 1;
      if (outcome.role) result[outcome.role] += 1;
      const known = result.problems.filter((problem) => problem.name === account.username).map(({ detail }) => detail);
      for (const problem of outcome.problems)
        if (!known.includes(problem)) name(result.problems, account.username, problem);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      name(result.problems, account.username, error.message);
    }
  }

  async #deactivate({ account, reason }: Gone, result: SyncResult): Promise<void> {
    try {
      await this.accounts.deactivate(account, reason);
      result.deactivated += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      name(result.problems, account.username, error.message);
    }
  }
}
