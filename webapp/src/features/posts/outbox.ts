/**
 * Messages on their way. A message is written to the browser's storage before the composer lets
 * go of it and leaves it when the server has confirmed it, so it survives a reload, a crash and a
 * bad network. One message is sent at a time, in the order of writing; the server knows a
 * repeated `pending_post_id`, so sending again never doubles a message.
 */
export interface OutboxEntry {
  pendingId: string;
  channelId: string;
  rootId: string;
  message: string;
  fileIds: string[];
  props: Record<string, unknown>;
  metadata?: Record<string, unknown>;
  createAt: number;
  state: "queued" | "failed";
  /** Why it failed, for the person. */
  error: string;
}

export type SendResult = { kind: "sent" } | { kind: "later" } | { kind: "rejected"; error: string };

export interface OutboxPorts {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
  userId: string;
  send(entry: OutboxEntry): Promise<SendResult>;
  /** Told of every change, also of removal (undefined). */
  onChange(pendingId: string, entry: OutboxEntry | undefined): void;
  setTimer(run: () => void, ms: number): unknown;
}

const RETRY_MS = [1000, 2000, 5000, 10_000, 20_000, 30_000];

const PREFIX = "courtyard.outbox.";

/** How many messages of a person wait in the browser's storage. */
export function countKept(storage: Pick<Storage, "key" | "length">, userId: string): number {
  let count = 0;
  for (let i = 0; i < storage.length; i++) if (storage.key(i)?.startsWith(`${PREFIX}${userId}.`)) count++;
  return count;
}

export class Outbox {
  readonly #ports: OutboxPorts;
  readonly #entries = new Map<string, OutboxEntry>();
  /** What is on disk. Another tab of the same person may take it away there: sent, or given up. */
  readonly #kept = new Set<string>();
  #sending = false;
  #stopped = false;
  #failures = 0;
  #lastStamp = 0;

  constructor(ports: OutboxPorts) {
    this.#ports = ports;
  }

  #key(pendingId: string): string {
    return `${PREFIX}${this.#ports.userId}.${pendingId}`;
  }

  /** Takes up what an earlier page left behind, oldest first. */
  restore(): OutboxEntry[] {
    const prefix = this.#key("");
    const found: OutboxEntry[] = [];
    for (let i = 0; i < this.#ports.storage.length; i++) {
      const key = this.#ports.storage.key(i);
      if (!key?.startsWith(prefix)) continue;
      const entry = parse(this.#ports.storage.getItem(key));
      if (entry) found.push(entry);
    }
    found.sort((a, b) => a.createAt - b.createAt || (a.pendingId < b.pendingId ? -1 : 1));
    for (const entry of found) {
      if (this.#entries.has(entry.pendingId)) continue;
      this.#kept.add(entry.pendingId);
      this.#entries.set(entry.pendingId, entry);
      this.#ports.onChange(entry.pendingId, entry);
    }
    void this.flush();
    return found;
  }

  /** A new pending id. The stamp only ever grows, so ids sort in the order of writing. */
  newPendingId(now: number): { pendingId: string; createAt: number } {
    this.#lastStamp = Math.max(now, this.#lastStamp + 1);
    const salt = Math.floor(Math.random() * 1000)
      .toString()
      .padStart(3, "0");
    return { pendingId: `${this.#ports.userId}:${this.#lastStamp}${salt}`, createAt: this.#lastStamp };
  }

  /** Keeps a message and starts sending. Returns true if it is safe on disk, false if only in memory. */
  add(entry: OutboxEntry): boolean {
    const kept = this.#save(entry);
    void this.flush();
    return kept;
  }

  retry(pendingId: string): void {
    const entry = this.#entries.get(pendingId);
    if (!entry) return;
    this.#failures = 0;
    this.#save({ ...entry, state: "queued", error: "" });
    void this.flush();
  }

  cancel(pendingId: string): void {
    this.#remove(pendingId);
  }

  get(pendingId: string): OutboxEntry | undefined {
    return this.#entries.get(pendingId);
  }

  /** The post came back by another way (the event stream, another tab). */
  confirmed(pendingId: string): void {
    this.#remove(pendingId);
  }

  /** Sends what is queued; called again when the network returns. */
  async flush(): Promise<void> {
    if (this.#sending || this.#stopped) return;
    this.#sending = true;
    try {
      for (let entry = this.#next(); entry && !this.#stopped; entry = this.#next()) {
        if (this.#isGone(entry.pendingId)) {
          this.#remove(entry.pendingId);
          continue;
        }
        const result = await this.#ports.send(entry);
        if (result.kind === "later") {
          this.#scheduleRetry();
          return;
        }
        this.#failures = 0;
        if (result.kind === "sent") this.#remove(entry.pendingId);
        else if (this.#entries.has(entry.pendingId)) this.#save({ ...entry, state: "failed", error: result.error });
      }
    } finally {
      this.#sending = false;
    }
  }

  /** No more sending from this page (sign-out). What is kept stays kept. */
  stop(): void {
    this.#stopped = true;
  }

  #isGone(pendingId: string): boolean {
    return this.#kept.has(pendingId) && this.#ports.storage.getItem(this.#key(pendingId)) === null;
  }

  #next(): OutboxEntry | undefined {
    for (const entry of this.#entries.values()) if (entry.state === "queued") return entry;
    return undefined;
  }

  #scheduleRetry(): void {
    const wait = RETRY_MS[Math.min(this.#failures, RETRY_MS.length - 1)] ?? 30_000;
    this.#failures++;
    this.#ports.setTimer(() => void this.flush(), wait);
  }

  #save(entry: OutboxEntry): boolean {
    this.#entries.set(entry.pendingId, entry);
    this.#ports.onChange(entry.pendingId, entry);
    try {
      this.#ports.storage.setItem(this.#key(entry.pendingId), JSON.stringify(entry));
      this.#kept.add(entry.pendingId);
      return true;
    } catch {
      return false;
    }
  }

  #remove(pendingId: string): void {
    if (this.#entries.delete(pendingId)) this.#ports.onChange(pendingId, undefined);
    this.#kept.delete(pendingId);
    this.#ports.storage.removeItem(this.#key(pendingId));
  }
}

function parse(text: string | null): OutboxEntry | undefined {
  try {
    const entry = JSON.parse(text ?? "") as OutboxEntry;
    return typeof entry.pendingId === "string" && typeof entry.channelId === "string" ? entry : undefined;
  } catch {
    return undefined;
  }
}
