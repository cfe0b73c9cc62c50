import type { KeyObject } from "node:crypto";
import { AppError } from "../platform/app-error.js";
import type { Database, Transaction } from "../platform/database/database.js";
import type { Events } from "../platform/events.js";
import { newId } from "../platform/ids.js";
import type { Logger } from "../platform/log.js";
import { capabilityNames, features } from "./features.js";
import { type License, LicenseRefused, readLicense } from "./license-key.js";
import { endOf, inForce, type LicenseState, stateAt } from "./license-state.js";
import { type StoredState, licenseStore as store } from "./license-store.js";
import type { Seats } from "./ports/seats.js";
import type { Applied, Registry } from "./registry.js";

declare module "../platform/events.js" {
  interface DomainEvents {
    /** What is licensed or active is not what it was; clients must be told. */
    "edition.changed": { cause: SwitchCause };
    /** The licence came into another state; happens on one node of several. */
    "edition.state": { from: string; to: string; licenseId: string; customer: string };
  }
}

export type SwitchCause = "start" | "upload" | "removal" | "evaluation" | "expiry" | "retry" | "other node";

/** What clients and features are told of the licence in force, as texts. */
export interface LicensePort {
  /** The map of `GET /license/client`; without `full` names, dates and contacts are left out. */
  forClients(full: boolean): Record<string, string>;
  /** Whether a licence is in force. */
  readonly active: boolean;
}

/** What a switch did, kept for good. */
export interface Receipt {
  readonly started_at: number;
  readonly finished_at: number;
  readonly state: LicenseState;
  readonly licence: License | null;
  readonly active_before: readonly string[];
  readonly active_after: readonly string[];
  readonly raised: readonly string[];
  readonly lowered: readonly string[];
  readonly failed: Readonly<Record<string, string>>;
  /** Always 0: a switch never migrates. It is counted, not claimed. */
  readonly migrations_run: number;
}

export interface LicensingOptions {
  readonly db: Database;
  readonly events: Events;
  readonly log: Logger;
  readonly registry: Registry;
  readonly keys: ReadonlyMap<string, KeyObject>;
  readonly now?: () => number;
}

const TICK = 5_000;
/** How far the largest time seen may lag behind in the database, ms. */
const SEEN_EVERY = 60_000;
export const EVALUATION_DAYS = 30;
const DAY = 86_400_000;

/** The licence of this server: reads it, follows its dates and has the registry do what it allows. */
export class Licensing implements LicensePort, Seats {
  #stored: StoredState | undefined;
  #license: License | undefined;
  /** Why the stored licence cannot be read, if it cannot. */
  #problem = "";
  #time = 0;
  #readAt = performance.now();
  #state: LicenseState = "none";
  #users = 0;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #retries = 0;
  #retryAt = 0;

  constructor(readonly options: LicensingOptions) {}

  /** Brings the server to what its licence allows and follows it from now on. Never throws for a bad licence. */
  async start(): Promise<void> {
    await this.#inTurn(() => this.#follow("start"));
    this.#timer = setInterval(() => void this.tick(), TICK).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#turn;
    await this.options.registry.apply([]);
  }

  /** Looks at the clock and at what another node may have done; happens every 5 s by itself. */
  async tick(): Promise<void> {
    await this.#inTurn(() => this.#follow("expiry")).catch((error: Error) =>
      this.options.log.debug({ reason: error.message }, "the licence was not checked"),
    );
  }

  /** The time that counts for licences, ms: no clock that is set back takes it back. */
  now(): number {
    return this.#time + Math.floor(performance.now() - this.#readAt);
  }

  get license(): License | undefined {
    return this.#license;
  }

  get state(): LicenseState {
    return stateAt(this.#license, this.now());
  }

  get problem(): string {
    return this.#problem;
  }

  get active(): boolean {
    return inForce(this.state);
  }

  /** Seats in use now, and whether they are more than the licence has. */
  async seats(): Promise<{ used: number; licensed: number; over: boolean }> {
    this.#users = await store.countActive(this.options.db);
    return { used: this.#users, licensed: this.#seats, over: this.#over };
  }

  /** Seats the licence in force has; 0 = no limit. */
  get #seats(): number {
    return this.active ? (this.#license?.seats ?? 0) : 0;
  }

  get #over(): boolean {
    return this.#seats > 0 && this.#users > this.#seats;
  }

  /** Whether the one evaluation may still be started, and when it was. */
  get evaluation(): { available: boolean; started_at: number; ended_at: number } {
    const start = this.#stored?.evaluation_start ?? 0;
    return { available: start === 0 && !this.active, started_at: start, ended_at: this.#stored?.evaluation_end ?? 0 };
  }

  /** What a licence allows now, by its own list and the dates in it. */
  allowedBy(license: License | undefined): readonly string[] {
    return inForce(stateAt(license, this.now())) ? (license as License).capabilities : [];
  }

  async admit(count: () => Promise<number>): Promise<void> {
    const seats = this.#seats;
    if (seats > 0 && (await count()) >= seats)
      throw new AppError("api.user.create_user.license_user_limits.exceeded", { seats });
  }

  /** Checks a licence file without applying it. @throws LicenseRefused */
  read(content: string): License {
    const license = readLicense(content, this.options.keys);
    if (endOf(license) <= this.now()) throw new LicenseRefused(`It expired on ${day(license.expires_at)}.`);
    if (license.starts_at > this.now() + DAY)
      throw new LicenseRefused(`It begins on ${day(license.starts_at)}. Apply it then.`);
    return license;
  }

  /** Applies a licence file. @throws LicenseRefused */
  upload(content: string, userId: string): Promise<Receipt> {
    const license = this.read(content);
    return this.#switch("upload", userId, async (tx) => {
      const floor = await this.#issuedFloor(tx, license);
      const fresh = !(await store.known(tx, license.id));
      await store.endEvaluation(tx, this.now());
      await store.add(tx, { id: newId(), licenseId: license.id, at: Date.now(), userId, content });
      // A key that was never here proves a time, so it may put right a clock that was far ahead once.
      if (fresh) await store.resetClock(tx, Math.max(floor, (await store.current(tx)).database_time));
    });
  }

  /** Goes back to the Team Edition. What the licence was stays in the history. */
  remove(userId: string): Promise<Receipt> {
    return this.#switch("removal", userId, async (tx) => {
      await store.remove(tx, Date.now());
      await store.endEvaluation(tx, this.now());
    });
  }

  /** Starts the one evaluation of this server. @throws LicenseRefused when there was one, or a licence is in force */
  evaluate(userId: string): Promise<Receipt> {
    if (this.active) throw new LicenseRefused("A licence is in force already.");
    return this.#switch("evaluation", userId, async (tx) => {
      if (!(await store.evaluate(tx, this.now(), userId)))
        throw new LicenseRefused("This server has had its evaluation.");
      await store.remove(tx, Date.now());
    });
  }

  /** Tries again to raise what failed. */
  retry(userId: string): Promise<Receipt> {
    return this.#switch("retry", userId, async () => {});
  }

  history(limit: number, offset: number) {
    return store.switches<Receipt>(this.options.db, limit, offset);
  }

  forClients(full: boolean): Record<string, string> {
    const license = this.#license;
    if (!license || !this.active) return { IsLicensed: "false", IsTrial: "false" };
    const active = new Set(this.options.registry.active);
    const values: Record<string, string> = {
      IsLicensed: "true",
      IsTrial: String(license.trial),
      IsGovSku: "false",
      Cloud: "false",
    };
    for (const { capability, clientKeys } of features) {
      for (const key of clientKeys ?? []) values[key] = String(capability === undefined || active.has(capability));
    }
    if (!full) return values;
    return {
      ...values,
      Id: license.id,
      SkuName: license.trial ? "Enterprise Edition (evaluation)" : "Enterprise Edition",
      SkuShortName: license.edition,
      Users: String(license.seats),
      Name: license.customer.name,
      Company: license.customer.name,
      Email: license.customer.email,
      IssuedAt: String(license.issued_at),
      StartsAt: String(license.starts_at),
      ExpiresAt: String(license.expires_at),
    };
  }

  async #switch(cause: SwitchCause, userId: string, change: (tx: Transaction) => Promise<void>): Promise<Receipt> {
    return this.#inTurn(async () => {
      await this.options.db.transaction(async (tx) => {
        await store.lock(tx);
        await change(tx);
      });
      return this.#follow(cause, userId);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** Reads what is stored, and does what follows from it and from the time. */
  async #follow(cause: SwitchCause, userId = ""): Promise<Receipt> {
    const { registry } = this.options;
    const startedAt = Date.now();
    const before = {
      row: this.#stored?.row_id,
      evaluation: this.#stored?.evaluation_start,
      state: this.#state,
      active: registry.active,
    };
    const migrations = cause === "expiry" ? 0 : await store.countMigrations(this.options.db);
    await this.#read();
    this.#state = this.state;
    const moved = before.row !== this.#stored?.row_id || before.evaluation !== this.#stored?.evaluation_start;
    const applied = await this.#apply(cause, moved);
    const migrationsAfter = cause === "expiry" ? 0 : await store.countMigrations(this.options.db);
    const receipt = {
      ...this.#receipt(startedAt, before.active, applied),
      migrations_run: migrationsAfter - migrations,
    };
    const changed = moved || before.state !== this.#state || applied.raised.length + applied.lowered.length > 0;
    const noted = await this.#note();
    const own = cause === "expiry" ? noted === "expired" : cause !== "start";
    if (own) await store.addSwitch(this.options.db, { id: newId(), at: startedAt, userId, cause, receipt });
    if (changed && cause !== "start")
      this.options.events.emit("edition.changed", { cause: cause === "expiry" && moved ? "other node" : cause });
    return receipt;
  }

  async #apply(cause: SwitchCause, moved: boolean): Promise<Applied> {
    const { registry } = this.options;
    const allowed = this.allowedBy(this.#license);
    const failing = allowed.some((name) => registry.stateOf(name)?.state === "failed");
    const surplus = registry.active.some((name) => !allowed.includes(name));
    const again = failing && this.#retryAt > 0 && performance.now() >= this.#retryAt;
    const asked = allowed.every((name) => registry.stateOf(name) !== undefined);
    if (cause === "expiry" && !moved && !surplus && !again && asked) return { raised: [], lowered: [], failed: {} };
    const applied = await registry.apply(allowed, cause === "start");
    const failed = allowed.some((name) => registry.stateOf(name)?.state === "failed");
    // What failed for want of time gets three more tries: after half a minute, two and eight.
    this.#retries = cause === "expiry" && again ? this.#retries + 1 : 0;
    this.#retryAt = failed && this.#retries < 3 ? performance.now() + 30_000 * 4 ** this.#retries : 0;
    return applied;
  }

  #receipt(startedAt: number, activeBefore: readonly string[], applied: Applied): Omit<Receipt, "migrations_run"> {
    return {
      started_at: startedAt,
      finished_at: Date.now(),
      state: this.#state,
      licence: this.#license ?? null,
      active_before: activeBefore,
      active_after: this.options.registry.active,
      ...applied,
    };
  }

  async #read(): Promise<void> {
    const { db, now = Date.now } = this.options;
    const stored = await store.current(db);
    // A fresh key may have put the largest time right; else time only goes on.
    const reset = this.#stored !== undefined && stored.latest_time < this.#stored.latest_time;
    const known = this.#stored === undefined || reset ? 0 : this.now();
    this.#time = Math.max(known, now(), stored.database_time, stored.latest_time);
    this.#readAt = performance.now();
    if (this.#time - stored.latest_time > SEEN_EVERY) {
      await store.seen(db, this.#time);
      stored.latest_time = this.#time;
    }
    this.#stored = stored;
    this.#license = this.#licenseOf(stored);
    if (this.#seats > 0) this.#users = await store.countActive(db);
  }

  #licenseOf(stored: StoredState): License | undefined {
    this.#problem = "";
    if (stored.content === null)
      return stored.evaluation_start > 0 && stored.evaluation_end === 0
        ? evaluationLicense(stored.evaluation_start)
        : undefined;
    try {
      return readLicense(stored.content, this.options.keys);
    } catch (error) {
      this.#problem = (error as Error).message;
      return undefined;
    }
  }

  /** The newest date any key proves that was ever applied here. */
  async #issuedFloor(tx: Transaction, license: License): Promise<number> {
    const dates = (await store.contents(tx)).map((content) => {
      try {
        return readLicense(content, this.options.keys).issued_at;
      } catch {
        return 0;
      }
    });
    return Math.max(license.issued_at, ...dates);
  }

  /** Has a change of state written down once, by whichever node sees it first; returns the new state then. */
  async #note(): Promise<LicenseState | undefined> {
    const to = this.#over ? `${this.#state}, over seats` : this.#state;
    const from = await store.record(this.options.db, to);
    if (from === undefined) return undefined;
    this.options.events.emit("edition.state", {
      from,
      to,
      licenseId: this.#license?.id ?? "",
      customer: this.#license?.customer.name ?? "",
    });
    return this.#state;
  }
}

const day = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The evaluation as a licence: everything, for 30 days, without a limit of seats. */
function evaluationLicense(start: number): License {
  return {
    id: "evaluation".padEnd(26, "0"),
    customer: { id: "", name: "Evaluation", email: "" },
    edition: "enterprise",
    capabilities: capabilityNames,
    seats: 0,
    issued_at: start,
    starts_at: start,
    expires_at: start + EVALUATION_DAYS * DAY,
    trial: true,
  };
}
