import { LRUCache } from "lru-cache";

/**
 * Counts what an address is sent within an hour. What is too much is left out in silence: the caller must not learn
 * whether there is such an account, so addresses without one are counted in the same way.
 */
export class GentleLimit {
  readonly #counts = new LRUCache<string, { count: number }>({ max: 20_000, ttl: 3_600_000 });

  constructor(readonly perHour: number) {}

  allows(address: string): boolean {
    const entry = this.#counts.get(address) ?? { count: 0 };
    if (entry.count === 0) this.#counts.set(address, entry);
    entry.count++;
    return entry.count <= this.perHour;
  }
}
