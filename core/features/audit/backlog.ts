import { isDatabaseAway } from "../../platform/database/database.js";
import type { Logger } from "../../platform/log.js";

/** How often (ms) it is tried again. */
const PAUSE = 2_000;
/** Entries kept at most; an administrator who does more while the database is away is a program that went wrong. */
const MOST = 10_000;

/** Values of an entry, in the order of the columns; the first is its id. */
export type Values = readonly unknown[];

/**
 * Entries about what is done already and can no longer be refused. While the database is away they are kept here, and
 * written when it is back.
 */
export class Backlog {
  readonly #waiting: Values[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(
    /** Writes an entry unless it is there: whether the last try wrote it, nobody may know. */
    readonly write: (values: Values) => Promise<unknown>,
    readonly log: Logger,
  ) {}

  /** Writes an entry now, or when the database is back. Rejects when it is refused for what it holds. */
  async put(values: Values): Promise<void> {
    // Whoever comes while others wait does not wait for the same failure again.
    if (this.#waiting.length > 0) return this.keep(values);
    try {
      await this.write(values);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      this.keep(values);
    }
  }

  /** Keeps an entry without trying: the database is known to be away. */
  keep(values: Values): void {
    if (this.#waiting.length >= MOST) this.#lose(values, "too many wait");
    else this.#waiting.push(values);
    this.#timer ??= setTimeout(() => void this.#again(), PAUSE).unref();
  }

  /** Writes what waits, if that can be done now; says the rest goodbye. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#flush();
    for (const values of this.#waiting.splice(0)) this.#lose(values, "the server stops");
  }

  async #again(): Promise<void> {
    await this.#flush();
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => void this.#again(), PAUSE).unref() : undefined;
  }

  async #flush(): Promise<void> {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        await this.write(next);
      } catch (error) {
        if (isDatabaseAway(error)) return;
        this.#lose(next, (error as Error).message);
      }
      this.#waiting.shift();
    }
  }

  #lose(entry: Values, reason: string) {
    this.log.error({ reason, entry }, "an entry of the audit log was lost");
  }
}
