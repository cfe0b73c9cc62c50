import { LRUCache } from "lru-cache";
import { type Outbound, OutboundError } from "../../platform/outbound/index.js";
import type { Vapid } from "./vapid.js";
import { type BrowserKeys, encryptFor } from "./web-encryption.js";

/** What a push service is told beside the message, which it cannot read. */
export interface Delivery {
  /** How long it may wait for the browser, seconds. */
  ttl: number;
  urgency: "high" | "normal";
  /** Of messages with one topic a browser that was away gets the last; letters of base64url, at most 32. */
  topic?: string;
}

/** `gone`: there is no such browser any more. `refused`: this message will never be taken. */
export type WebPushAnswer = { result: "ok" | "gone" | "refused"; detail: string };

/** A push service that cannot take a message now; `retryAfter`: for how long (ms) it wants to be left alone. */
export class WebPushAway extends Error {
  constructor(
    message: string,
    readonly retryAfter = 0,
  ) {
    super(message);
    this.name = "WebPushAway";
  }
}

const TIMEOUT = 5_000;
const HOUR = 3_600_000;
/** So many failures in a row, and everything for a push service waits. */
const FAILURES = 3;
const PAUSES = [5_000, 15_000, 60_000];
const SERVICES = 5_000;

/** What leads outside for ever: nobody is there, or not where the server goes. */
const NEVER = new Set<unknown>(["bad_url", "forbidden"]);

/** Speaks with the push services of browsers. Their addresses come from clients: whatever is there, little is waited for. */
export class WebPushClient {
  readonly #failing = new LRUCache<string, { count: number; until: number }>({ max: SERVICES, ttl: HOUR });

  constructor(
    readonly outbound: Outbound,
    readonly vapid: () => Promise<Vapid>,
    /** Whom the operators of a push service may turn to; '' = nobody. */
    readonly contact: () => string,
  ) {}

  /** Encrypts a message for a browser and hands it over. @throws WebPushAway */
  async send(browser: BrowserKeys & { endpoint: string }, text: Buffer, delivery: Delivery): Promise<WebPushAnswer> {
    const { origin, protocol } = new URL(browser.endpoint);
    if (protocol !== "https:") return { result: "gone", detail: "Its address is not one of https." };
    const pause = (this.#failing.get(origin)?.until ?? 0) - Date.now();
    if (pause > 0) throw new WebPushAway("The push service is away; this waits.", pause);
    const answer = await this.#post(origin, browser, text, delivery);
    if (!("status" in answer)) return answer;
    const { status, headers } = answer;
    if (status >= 500 || status === 408) {
      this.#failed(origin);
      throw new WebPushAway(`The push service answered ${status}.`, retryAfter(headers["retry-after"]));
    }
    this.#failing.delete(origin);
    // Meant for this browser alone, so the others need not wait.
    if (status === 429) throw new WebPushAway("The push service answered 429.", retryAfter(headers["retry-after"]));
    if (status === 404 || status === 410) return { result: "gone", detail: `The push service answered ${status}.` };
    if (status < 200 || status >= 300) return { result: "refused", detail: `The push service answered ${status}.` };
    return { result: "ok", detail: "" };
  }

  async #post(origin: string, browser: BrowserKeys & { endpoint: string }, text: Buffer, delivery: Delivery) {
    const authorization = (await this.vapid()).header(origin, this.contact());
    try {
      return await this.outbound.request(browser.endpoint, {
        method: "POST",
        headers: {
          authorization,
          ttl: String(delivery.ttl),
          urgency: delivery.urgency,
          ...(delivery.topic ? { topic: delivery.topic } : {}),
          "content-type": "application/octet-stream",
          "content-encoding": "aes128gcm",
        },
        body: encryptFor(browser, text),
        timeoutMs: TIMEOUT,
        redirects: 0,
        maxBytes: 4096,
        tooLarge: "cut",
      });
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      if (NEVER.has(error.code)) return { result: "gone" as const, detail: error.message };
      this.#failed(origin);
      throw new WebPushAway(error.message);
    }
  }

  #failed(origin: string): void {
    const count = (this.#failing.get(origin)?.count ?? 0) + 1;
    const pause = count < FAILURES ? 0 : (PAUSES[Math.min(count - FAILURES, PAUSES.length - 1)] as number);
    this.#failing.set(origin, { count, until: Date.now() + pause });
  }

  /** Forgets who was away. */
  tryAgain = (): void => this.#failing.clear();
}

/** Seconds or a date, as milliseconds from now: an hour at most. */
export function retryAfter(header: string | undefined, now = Date.now()): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), HOUR) : 0;
}
