import type { Platform } from "../../platform/platform.js";
import { ProxyError } from "./proxy.js";
import { type PushRow, pushStore as store, type Way } from "./store.js";
import { WebPushAway } from "./web-client.js";

const MINUTE = 60_000;
/** What is older than this helps nobody any more, ms. */
const TOO_OLD = 60 * MINUTE;
/** How long one server has a notification for itself, ms: longer than anybody is waited for. */
const LEASE = 2 * MINUTE;
const AT_ONCE = 20;
const TICK = 2_000;
/** How often is looked for what becomes due by the clock, ms. */
const LOOK_EVERY = 30_000;

/** Why something was not sent, for whoever looks into the database. */
const NOT_SENT: Record<Delivered, string> = {
  sent: "",
  pointless: "It is of no use any more.",
  gone: "The device is gone.",
  refused: "It was refused.",
};

/** The pause (ms) before the next try: five seconds, ten, twenty … five minutes. */
export const pauseAfter = (attempts: number): number => Math.min(5_000 * 2 ** Math.max(0, attempts - 1), 5 * MINUTE);

/** What became of a notification; `pointless`: there was nothing to say any more. `gone`: nor anybody to say it to. */
export type Delivered = "sent" | "pointless" | "gone" | "refused";

export interface SenderParts {
  /** What it sends. */
  way: Way;
  enabled(): boolean;
  /** Writes down what has become due by the clock alone; asked now and then. */
  look(): Promise<void>;
  /** Hands a notification over, if there still is something to say. Fails when it is to be tried again. */
  deliver(row: PushRow): Promise<Delivered>;
}

/** Sends what is due, one way. A notification is with one server at a time; what fails is tried for an hour. */
export class PushSender {
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  /** While the proxy is away nothing is tried before this time. */
  #pausedUntil = 0;
  #failures = 0;
  #nextLook = 0;
  #unhear: (() => void) | undefined;

  constructor(
    readonly platform: Platform,
    readonly parts: SenderParts,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.wake(), TICK).unref();
    // New settings may be what was needed.
    this.#unhear = this.platform.config.onChange(() => {
      this.#pausedUntil = 0;
      this.#failures = 0;
      this.#nextLook = 0;
      this.wake();
    });
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unhear?.();
    await this.#working;
  }

  /** Looks for notifications that are due. */
  wake(): void {
    if (!this.#timer || !this.parts.enabled()) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    while (this.#again && this.#timer) {
      this.#again = false;
      try {
        if (Date.now() >= this.#nextLook) {
          this.#nextLook = Date.now() + LOOK_EVERY;
          await this.parts.look();
        }
        while (this.#timer && Date.now() >= this.#pausedUntil && (await this.#sendSome()));
      } catch (error) {
        this.platform.log.warn({ reason: (error as Error).message }, "push notifications cannot be looked for now");
      }
    }
  }

  async #sendSome(): Promise<boolean> {
    const now = Date.now();
    const rows = await store.claim(this.platform.db, this.parts.way, now, now + LEASE, AT_ONCE);
    await Promise.all(rows.map((row) => this.#send(row)));
    return rows.length === AT_ONCE;
  }

  async #send(row: PushRow): Promise<void> {
    const { db, log } = this.platform;
    try {
      const delivered = Date.now() - row.create_at > TOO_OLD ? "pointless" : await this.parts.deliver(row);
      if (delivered !== "pointless") this.#failures = 0;
      await store.end(db, row, delivered === "sent" ? "sent" : "dropped", Date.now(), NOT_SENT[delivered]);
    } catch (error) {
      if (error instanceof ProxyError && error.everybody) this.#pause(error.message);
      else log.warn({ reason: (error as Error).message, push: row.id }, "push notification put off");
      const pause = Math.max(pauseAfter(row.attempts), error instanceof WebPushAway ? error.retryAfter : 0);
      await store.later(db, row, Date.now() + pause, (error as Error).message.slice(0, 500));
    }
  }

  /** The proxy is away: the others wait as well. */
  #pause(reason: string): void {
    // Those that were under way together are one failure.
    if (Date.now() < this.#pausedUntil) return;
    this.#failures++;
    this.#pausedUntil = Date.now() + pauseAfter(this.#failures);
    this.platform.log.warn({ reason, failures: this.#failures }, "the push proxy cannot be used; notifications wait");
  }
}
