import { AppError } from "./app-error.js";

/**
 * Whether an administrator has marked this server as busy: until then what can wait is refused, so that messages get
 * through. It is a matter of minutes, kept in memory, and over with a restart.
 */
export class Busy {
  #until = 0;

  constructor(readonly now: () => number = Date.now) {}

  /** Marks the server as busy for some seconds from now on, in place of what was marked before. */
  mark(seconds: number): void {
    this.#until = this.now() + seconds * 1000;
  }

  clear(): void {
    this.#until = 0;
  }

  /** When the mark ends (ms); 0 = the server is not marked. */
  get until(): number {
    return this.#until > this.now() ? this.#until : 0;
  }

  get active(): boolean {
    return this.until > 0;
  }

  /** @throws AppError 503 with the seconds to wait while the server is busy */
  refuse(): void {
    const { until } = this;
    if (until === 0) return;
    throw new AppError("api.context.server_busy.app_error", { seconds: Math.ceil((until - this.now()) / 1000) });
  }
}
