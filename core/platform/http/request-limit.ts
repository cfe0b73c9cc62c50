import { LRUCache } from "lru-cache";
import type { Config } from "../config/config.js";
import { number, section, text, toggle } from "../config/setting.js";

/** The limit for all requests together. Calls that invite guessing have limits of their own, always. */
export const rateLimitSettings = section("RateLimitSettings", {
  Enable: toggle({
    default: false,
    title: "Limit requests",
    help: "Who asks more often than below is answered with status 429 for a moment. Sign-in, sign-up, invitations and forgotten passwords are limited always.",
  }),
  PerSec: number({
    default: 10,
    min: 1,
    max: 100_000,
    unit: "requests a second",
    title: "Lasting rate",
    help: "Requests a second that one address or person may send all the time.",
  }),
  MaxBurst: number({
    default: 100,
    min: 1,
    max: 100_000,
    unit: "requests",
    title: "At once",
    help: "Requests beyond the rate that may come together, as when the app starts.",
  }),
  MemoryStoreSize: number({
    default: 10_000,
    min: 100,
    max: 1_000_000,
    title: "Addresses remembered",
    help: "Of more than these, the ones unseen for longest start anew.",
    restart: true,
  }),
  VaryByRemoteAddr: toggle({
    default: true,
    title: "Count by address",
    help: "Switch off where many people come from one address, and count by person instead.",
  }),
  VaryByUser: toggle({
    default: false,
    title: "Count by person",
    help: "Each person who is signed in has the rate for themselves.",
  }),
  VaryByHeader: text({
    default: "",
    title: "Count by header",
    help: "Name of a request header that tells clients apart, such as one your proxy sets. Clients must not be able to set it.",
    maxLength: 100,
    pattern: "^[A-Za-z0-9-]*$",
  }),
});

/** The limit in force. */
export interface Throttling {
  /** Requests a second. */
  readonly perSecond: number;
  readonly burst: number;
  readonly byAddress: boolean;
  readonly byUser: boolean;
  /** Name of a header; '' for none. */
  readonly byHeader: string;
}

/** The limit for all requests; null while it is switched off. */
export function throttlingOf(config: Pick<Config, "get">): Throttling | null {
  if (!config.get(rateLimitSettings.Enable)) return null;
  return {
    perSecond: config.get(rateLimitSettings.PerSec),
    burst: config.get(rateLimitSettings.MaxBurst),
    byAddress: config.get(rateLimitSettings.VaryByRemoteAddr),
    byUser: config.get(rateLimitSettings.VaryByUser),
    byHeader: config.get(rateLimitSettings.VaryByHeader).toLowerCase(),
  };
}

/** What a key has left after a request. */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until everything is there again. */
  readonly reset: number;
  /** Seconds until the next request is taken; 0 = this one is. */
  readonly wait: number;
}

/**
 * Counts requests by the generic cell rate algorithm: each moves the time at which its key will be even again, and one
 * that would move it further than the burst allows is refused.
 */
export class RequestLimit {
  readonly #even: LRUCache<string, number>;

  constructor(keys: number) {
    this.#even = new LRUCache({ max: keys });
  }

  take(key: string, { perSecond, burst }: Pick<Throttling, "perSecond" | "burst">, now = Date.now()): Allowance {
    const each = 1000 / perSecond;
    const even = Math.max(this.#even.get(key) ?? 0, now);
    const over = even + each - now - burst * each;
    const refused = over > 1e-6;
    if (!refused) this.#even.set(key, even + each);
    return {
      limit: burst,
      remaining: refused ? 0 : Math.floor(-over / each + 1e-6),
      reset: Math.ceil((even + (refused ? 0 : each) - now) / 1000),
      wait: refused ? Math.max(1, Math.ceil(over / 1000)) : 0,
    };
  }
}

/** How a client is told what it has left. */
export const headersOf = ({ limit, remaining, reset }: Allowance): Record<string, string> => ({
  "X-RateLimit-Limit": String(limit),
  "X-RateLimit-Remaining": String(remaining),
  "X-RateLimit-Reset": String(reset),
});
