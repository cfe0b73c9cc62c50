import type { Logger } from "./log.js";

/**
 * Looks again and again for what has become due in a table: at once while there is more, else after a pause. What is
 * due waits in the database, so it survives a stopped server; rows taken with FOR UPDATE SKIP LOCKED are done by one
 * server only.
 */
export class DueLoop {
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(
    readonly name: string,
    readonly pauseMs: number,
    /** Does a part of the work; says whether there may be more. */
    readonly work: () => Promise<boolean>,
    readonly log: Logger,
  ) {}

  /** Begins to look; returns the function that stops it and waits for the part under way. */
  start(): () => Promise<void> {
    this.#next(this.pauseMs);
    return async () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
      await this.#busy;
    };
  }

  #next(wait: number) {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#busy = this.#once();
    }, wait);
    this.#timer.unref();
  }

  async #once() {
    let more = false;
    try {
      more = await this.work();
    } catch (error) {
      this.log.warn({ reason: (error as Error).message, loop: this.name }, "due work was put off");
    }
    this.#next(more ? 0 : this.pauseMs);
  }
}
