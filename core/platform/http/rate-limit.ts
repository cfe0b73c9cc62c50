import { LRUCache } from "lru-cache";
import { AppError } from "../app-error.js";

/** Counts calls per key in windows of a minute; keeps the 10,000 keys used last. */
export class RateLimit {
  readonly #windows = new LRUCache<string, { ends: number; used: number }>({ max: 10_000 });

  /** Counts one call. @throws AppError 429 with the seconds to wait when the key has used its `perMinute` calls. */
  take(key: string, perMinute: number, now = Date.now()): void {
    let window = this.#windows.get(key);
    if (!window || window.ends <= now) {
      window = { ends: now + 60_000, used: 0 };
      this.#windows.set(key, window);
    }
    window.used += 1;
    if (window.used > perMinute) {
      throw new AppError("api.context.rate_limit.app_error", { seconds: Math.ceil((window.ends - now) / 1000) });
    }
  }
}
