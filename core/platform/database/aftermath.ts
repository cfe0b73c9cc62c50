import type { Logger } from "../log.js";

/** How long (ms) after a loss, and after a look that failed, the next one is tried. */
const SOON = 1_000;
/** A database that stood still may commit what it had received only after it answers others: the pause (ms) to a last look. */
const LATER = 10_000;

/**
 * Does what is due once the database is back after connections to it were lost. A change that was under way then may
 * have been committed with nobody being told of it: what is known from before is not to be believed any more.
 */
export class Aftermath {
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #looks = 0;
  #stopped = false;

  constructor(
    /** Compares what is known with the database. Rejects while that is away. */
    readonly work: () => Promise<void>,
    readonly log: Logger,
  ) {}

  /** A connection was lost. */
  begin(): void {
    this.#looks = 2;
    if (!this.#working) this.#plan(SOON);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#working;
  }

  #plan(wait: number): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#working = this.#look().then((next) => {
        this.#working = undefined;
        if (next > 0) this.#plan(next);
      });
    }, wait).unref();
  }

  /** Returns the pause to the next look; 0 for none. */
  async #look(): Promise<number> {
    const looks = this.#looks--;
    try {
      await this.work();
    } catch (error) {
      this.log.debug({ reason: (error as Error).message }, "the database is not back yet");
      this.#looks = Math.max(looks, this.#looks);
      return SOON;
    }
    // A loss during the look counts anew.
    if (this.#looks >= looks) return SOON;
    return this.#looks > 0 ? LATER : 0;
  }
}
