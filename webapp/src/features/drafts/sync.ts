import { type Draft, markOf } from "../composer/drafts.js";

/** What is known of a place's draft on the server. */
interface Ledger {
  /** The mark of what stood there when this browser and the server last agreed; "" for nothing. */
  agreed: string;
  /** The mark of what was sent since: its answer may have been lost on the way. */
  tried?: string;
  /** The server's time (ms) of what was agreed: older news are stale. */
  at: number;
  /** Here stands something else, which the server does not have yet. */
  dirty: boolean;
}

export type PushResult =
  | { kind: "done"; at: number }
  /** The server was not reached: later. */
  | { kind: "later" }
  /** The server will not have it: it stays here until it is changed. */
  | { kind: "refused" };

export interface SyncPorts {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
  userId: string;
  local(key: string): Draft | undefined;
  /** Shows the server's version instead of the one here. */
  adopt(key: string, draft: Draft | undefined): void;
  /** Keeps a version that lost against another, so that the person can have it back. */
  keepOther(key: string, draft: Draft): void;
  /** Whether the person is writing there at this moment. */
  typing(key: string): boolean;
  /** Whether the server has told what stands in a place: only then may something be sent there. */
  known(key: string): boolean;
  /** Asks the server again for what it has (`listed`). Fails when it is not reached. */
  look(): Promise<void>;
  push(key: string, draft: Draft | undefined): Promise<PushResult>;
  setTimer(run: () => void, ms: number): unknown;
  clearTimer(timer: unknown): void;
}

/** A pause in writing after which a draft is sent, and how long somebody who never pauses is waited for. */
const PAUSE_MS = 1000;
const PATIENCE_MS = 5000;
const RETRY_MS = [2000, 5000, 15_000, 60_000];
const PREFIX = "courtyard.draft-sync.";

/** True if everything of one draft stands in the other too. */
function holds(draft: Draft, other: Draft): boolean {
  const ids = new Set(draft.files.map((file) => file.id));
  return draft.message.includes(other.message.trim()) && other.files.every((file) => ids.has(file.id));
}

/**
 * Keeps the drafts of this browser and those of the server the same. What is written here is on disk first and on the
 * server soon after; what was written elsewhere is shown, unless the person is writing here. Where both have changed,
 * the newer one stays and the other is kept for the person to take back.
 */
export class DraftSync {
  readonly #ports: SyncPorts;
  readonly #ledger = new Map<string, Ledger>();
  readonly #refused = new Set<string>();
  /** When (by counting) a place was touched last: answers to older questions say nothing about it. */
  readonly #touched = new Map<string, number>();
  #count = 0;
  #timer: unknown;
  #waitingSince = 0;
  #failures = 0;
  /** Others may have written meanwhile: looks before it sends. */
  #blind = true;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(ports: SyncPorts) {
    this.#ports = ports;
  }

  /** Takes up what an earlier page left; `keys` are the drafts at hand. Those of before there was a server count as new. */
  restore(keys: Iterable<string>): void {
    const { storage } = this.#ports;
    const prefix = this.#name("");
    for (let i = 0; i < storage.length; i++) {
      const name = storage.key(i);
      const entry = name?.startsWith(prefix) ? parse(storage.getItem(name)) : undefined;
      if (name && entry) this.#ledger.set(name.slice(prefix.length), entry);
    }
    for (const key of [...keys, ...this.#ledger.keys()]) this.#compare(key);
  }

  /** The person changed the draft of a place here. */
  edited(key: string): void {
    this.#touch(key);
    this.#refused.delete(key);
    if (this.#compare(key)) this.#soon(PAUSE_MS);
  }

  /** The moment before a question to the server, for `listed`. */
  moment(): number {
    return this.#count;
  }

  /** The server told what stands in a place now; `at` is its time. */
  received(key: string, draft: Draft | undefined, at: number): void {
    const entry = this.#entry(key);
    if (at < entry.at) return;
    this.#touch(key);
    const theirs = markOf(draft);
    const local = this.#ports.local(key);
    // The same version may come without files: they have been sent with a message since.
    const unchanged = theirs === entry.agreed || theirs === entry.tried || (draft !== undefined && at === entry.at);
    if (theirs === markOf(local)) return this.#settle(key, theirs, at);
    this.#set(key, { ...entry, agreed: theirs, at });
    if (!unchanged && this.#yields(key, local, draft, entry.dirty)) return this.#adopt(key, draft, at);
    if (this.#compare(key)) this.#soon(PAUSE_MS);
  }

  /** Whether what stands here makes room for what was written (or, undefined, deleted) elsewhere. */
  #yields(key: string, local: Draft | undefined, draft: Draft | undefined, dirty: boolean): boolean {
    if (!local) return true;
    const busy = this.#ports.typing(key);
    if (!dirty && !busy) return true;
    if (!draft) return false;
    const yields = !busy && local.updatedAt < draft.updatedAt;
    const [stays, goes] = yields ? [draft, local] : [local, draft];
    if (!holds(stays, goes)) this.#ports.keepOther(key, goes);
    return yields;
  }

  /** The server told all drafts of some places (`covers`), asked at `moment`. */
  listed(drafts: ReadonlyMap<string, Draft>, covers: (key: string) => boolean, moment: number): void {
    const fresh = (key: string) => (this.#touched.get(key) ?? 0) <= moment;
    for (const [key, draft] of drafts) if (fresh(key)) this.received(key, draft, draft.updatedAt);
    for (const [key, entry] of [...this.#ledger]) {
      if (!drafts.has(key) && entry.agreed !== "" && covers(key) && fresh(key)) this.received(key, undefined, entry.at);
    }
  }

  /** News may have been missed. */
  away(): void {
    this.#blind = true;
  }

  /** Sends what the server does not have yet. Resolves when nothing more can be done now. */
  flush(): Promise<void> {
    this.#ports.clearTimer(this.#timer);
    this.#timer = undefined;
    this.#waitingSince = 0;
    this.#running ??= this.#send().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** How many drafts stand here that the server does not have. */
  unsent(): number {
    const keys = [...this.#ledger.keys()].filter((key) => this.#entry(key).dirty);
    return keys.filter((key) => markOf(this.#ports.local(key)) !== "").length;
  }

  /** No more sending from this page. What is kept stays kept. */
  stop(): void {
    this.#stopped = true;
    this.#ports.clearTimer(this.#timer);
  }

  async #send(): Promise<void> {
    if (this.#blind && this.#dirty().length > 0) {
      const seen = await this.#ports.look().then(
        () => true,
        () => false,
      );
      if (!seen) return this.#later();
      this.#blind = false;
    }
    for (const key of this.#dirty()) {
      const draft = this.#ports.local(key);
      const mark = markOf(draft);
      this.#set(key, { ...this.#entry(key), tried: mark });
      const result = await this.#ports.push(key, draft);
      if (this.#stopped) return;
      if (result.kind === "later") return this.#later();
      this.#failures = 0;
      this.#touch(key);
      if (result.kind === "refused") this.#refused.add(key);
      else this.#settle(key, mark, Math.max(result.at, this.#entry(key).at));
    }
    // Writing went on meanwhile.
    if (this.#dirty().length > 0) this.#soon(PAUSE_MS);
  }

  #dirty(): string[] {
    return [...this.#ledger.keys()].filter(
      (key) => this.#entry(key).dirty && !this.#refused.has(key) && this.#ports.known(key),
    );
  }

  #later(): void {
    this.#blind = true;
    this.#soon(RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 0, true);
    this.#failures++;
  }

  #soon(ms: number, retry = false): void {
    if (this.#stopped) return;
    const now = Date.now();
    this.#waitingSince ||= now;
    const wait = retry ? ms : Math.max(0, Math.min(ms, this.#waitingSince + PATIENCE_MS - now));
    this.#ports.clearTimer(this.#timer);
    this.#timer = this.#ports.setTimer(() => void this.flush(), wait);
  }

  #adopt(key: string, draft: Draft | undefined, at: number): void {
    this.#ports.adopt(key, draft);
    this.#settle(key, markOf(draft), at);
  }

  /** The server has `mark`. Whether that is what stands here is another question: writing goes on meanwhile. */
  #settle(key: string, mark: string, at: number): void {
    this.#set(key, { agreed: mark, at, dirty: mark !== markOf(this.#ports.local(key)) });
  }

  /** Notes whether a place's draft is another than the server's. */
  #compare(key: string): boolean {
    const entry = this.#entry(key);
    const mine = markOf(this.#ports.local(key));
    const dirty = mine !== entry.agreed || (entry.tried !== undefined && entry.tried !== mine);
    this.#set(key, { ...entry, dirty });
    return dirty;
  }

  #touch(key: string): void {
    this.#touched.set(key, ++this.#count);
  }

  #entry(key: string): Ledger {
    return this.#ledger.get(key) ?? { agreed: "", at: 0, dirty: markOf(this.#ports.local(key)) !== "" };
  }

  #name(key: string): string {
    return `${PREFIX}${this.#ports.userId}.${key}`;
  }

  #set(key: string, entry: Ledger): void {
    try {
      if (entry.agreed === "" && !entry.dirty) {
        this.#ledger.delete(key);
        this.#ports.storage.removeItem(this.#name(key));
        return;
      }
      this.#ledger.set(key, entry);
      this.#ports.storage.setItem(this.#name(key), JSON.stringify(entry));
    } catch {
      // No room: known as long as the page lives.
    }
  }
}

function parse(text: string | null): Ledger | undefined {
  try {
    const entry = JSON.parse(text ?? "null") as Ledger | null;
    return typeof entry?.agreed === "string" && typeof entry.at === "number"
      ? { ...entry, dirty: entry.dirty === true }
      : undefined;
  } catch {
    return undefined;
  }
}
