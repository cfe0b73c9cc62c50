import type { Mails } from "./mails.js";
import { type MailRow, mailStore } from "./store.js";
import { MailTransport, SmtpError, type SmtpOptions, smtpIn } from "./transport.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** How long a mail is tried, ms. */
const TRY_FOR = 72 * HOUR;
/** How long one sender has a mail for itself, ms: longer than a conversation with a mail server may take. */
const LEASE = 5 * MINUTE;
const TICK = 5_000;

/** The pause (ms) before the next try: a minute, two, four … an hour. */
export const pauseAfter = (attempts: number): number => Math.min(MINUTE * 2 ** Math.max(0, attempts - 1), HOUR);

/** Sends what is due, one mail after the other. A mail is with one server at a time. */
export class Sender {
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #again = false;
  #transport: { key: string; transport: MailTransport } | undefined;
  /** While the mail server cannot be reached nothing is tried before this time. */
  #pausedUntil = 0;
  #failures = 0;
  #unhearConfig: (() => void) | undefined;

  constructor(readonly mails: Mails) {}

  start(): void {
    if (this.#timer) return;
    this.#timer = setInterval(() => this.wake(), TICK).unref();
    // New settings may be what was needed.
    this.#unhearConfig = this.mails.options.config.onChange(() => this.resume());
    this.wake();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#unhearConfig?.();
    // A mail that is just being handed over is finished: its end is known then.
    await Promise.race([this.#working, new Promise((done) => setTimeout(done, 5_000).unref())]);
    this.#close();
  }

  /** Forgets that the mail server could not be reached, and tries again. */
  resume(): void {
    this.#pausedUntil = 0;
    this.#failures = 0;
    this.wake();
  }

  /** Looks for mails when one becomes due (ms). */
  wakeAt(time: number): void {
    const wait = time - this.mails.now();
    if (wait <= 0) this.wake();
    else if (wait < TICK) setTimeout(() => this.wake(), wait + 1).unref();
  }

  /** Looks for mails that are due. */
  wake(): void {
    if (!this.#timer) return;
    this.#again = true;
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    const { log } = this.mails.options;
    while (this.#again && this.#timer) {
      this.#again = false;
      try {
        while (this.#timer && this.mails.now() >= this.#pausedUntil && (await this.#sendOne()));
      } catch (error) {
        log.warn({ reason: (error as Error).message }, "mails cannot be looked for now");
      }
    }
    this.#close();
  }

  /** Sends one mail; false when none is due. */
  async #sendOne(): Promise<boolean> {
    const { db } = this.mails.options;
    const now = this.mails.now();
    const mail = await mailStore.claim(db, now, now + LEASE);
    if (!mail) return false;
    try {
      await this.#deliver(mail);
    } catch (error) {
      await this.#postpone(mail, error as Error);
    }
    return true;
  }

  async #deliver(mail: MailRow): Promise<void> {
    const { db, config } = this.mails.options;
    const prepared = await this.mails.prepare(mail);
    if (!prepared) return void (await mailStore.drop(db, mail));
    const smtp = smtpIn(config);
    if (!smtp) return void (await mailStore.end(db, mail, "held", { now: 0, recipient: prepared.to.address }));
    const outgoing = await this.mails.write(prepared, mail);
    await this.#transportTo(smtp).send(outgoing);
    this.#failures = 0;
    await this.#keepSent(mail, prepared.to.address);
  }

  /** Writes down that a mail is out. While the database is away it waits: what is not written would be sent again. */
  async #keepSent(mail: MailRow, recipient: string): Promise<void> {
    for (;;) {
      try {
        return void (await mailStore.end(this.mails.options.db, mail, "sent", { now: this.mails.now(), recipient }));
      } catch (error) {
        this.mails.options.log.warn(
          { id: mail.id, reason: (error as Error).message },
          "sent mail not written down yet",
        );
        if (!this.#timer || this.mails.now() > mail.lease_until) return;
        await new Promise((done) => setTimeout(done, 1_000).unref());
      }
    }
  }

  async #postpone(mail: MailRow, error: Error): Promise<void> {
    const { db, log } = this.mails.options;
    const now = this.mails.now();
    const reason = error.message.slice(0, 500);
    const pause = pauseAfter(mail.attempts);
    const smtp = error instanceof SmtpError ? error : undefined;
    if (smtp?.isUnknownAddress || now + pause - mail.create_at > TRY_FOR) {
      log.warn({ id: mail.id, kind: mail.kind, reason }, "mail given up");
      return void (await mailStore.end(db, mail, "failed", { now, error: reason }));
    }
    if (smtp && !smtp.isAboutOneMail) this.#pause(reason);
    await mailStore.later(db, mail, now + pause, reason);
  }

  /** The mail server is away: the other mails wait as well, instead of each waiting for its own failure. */
  #pause(reason: string): void {
    this.#close();
    this.#failures++;
    this.#pausedUntil = this.mails.now() + pauseAfter(this.#failures);
    this.mails.options.log.warn({ reason, failures: this.#failures }, "the mail server cannot be used; mails wait");
  }

  #transportTo(smtp: SmtpOptions): MailTransport {
    const key = JSON.stringify(smtp);
    if (this.#transport?.key !== key) {
      this.#close();
      this.#transport = { key, transport: new MailTransport(smtp) };
    }
    return this.#transport.transport;
  }

  #close(): void {
    this.#transport?.transport.close();
    this.#transport = undefined;
  }
}
