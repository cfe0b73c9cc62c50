import { LRUCache } from "lru-cache";

/** How long (ms) a change is remembered: no look-up in the database takes longer. */
const REMEMBER = 120_000;

/**
 * Keeps for a while what was read from the database about an owner, and forgets it when told of a change. What was read
 * before a change and arrives after it is given to whoever asked, but not kept: nobody would forget it again.
 */
export class FreshCache<Value extends object> {
  readonly #kept: LRUCache<string, Value>;
  readonly #changed = new LRUCache<string, number>({ max: 50_000, ttl: REMEMBER });
  #clock = 0;
  #cleared = 0;

  constructor(
    options: { max: number; ttl: number },
    readonly ownerOf: (value: Value) => string,
  ) {
    this.#kept = new LRUCache(options);
  }

  /** What is kept under a key, else what `read` finds. */
  async get(key: string, read: () => Promise<Value | undefined>): Promise<Value | undefined> {
    const known = this.#kept.get(key);
    if (known) return known;
    const asked = ++this.#clock;
    const value = await read();
    if (value && this.#cleared < asked && (this.#changed.get(this.ownerOf(value)) ?? 0) < asked)
      this.#kept.set(key, value);
    return value;
  }

  /** Something about this owner is different from now on. */
  forget(owner: string): void {
    this.#changed.set(owner, ++this.#clock);
    for (const [key, value] of this.#kept.entries()) if (this.ownerOf(value) === owner) this.#kept.delete(key);
  }

  /** Everything may be different from now on. */
  clear(): void {
    this.#cleared = ++this.#clock;
    this.#kept.clear();
  }
}
