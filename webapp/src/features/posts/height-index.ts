/**
 * The heights of a long list of rows, by position: sums and look-ups take logarithmic time
 * (a Fenwick tree), so scrolling costs the same with a hundred messages as with a hundred thousand.
 * Rows that were never drawn count with the mean height of those that were. Heights are in px.
 */
export class HeightIndex {
  #keys: readonly string[] = [];
  #positions = new Map<string, number>();
  readonly #measured = new Map<string, number>();
  #measuredSum = 0;
  #tree = new Float64Array(1);
  #used = new Float64Array(0);
  #estimate: number;

  constructor(estimate: number) {
    this.#estimate = estimate;
  }

  get length(): number {
    return this.#keys.length;
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  /** The sum of all heights. */
  get total(): number {
    return this.offset(this.#keys.length);
  }

  /** The position of a row, or -1. */
  positionOf(key: string): number {
    return this.#positions.get(key) ?? -1;
  }

  /** Takes a new list. Heights already measured stay with their keys. */
  setKeys(keys: readonly string[]): void {
    if (keys === this.#keys) return;
    const old = this.#keys;
    this.#keys = keys;
    if (this.#appended(old, keys)) return;
    this.#rebuild();
  }

  // The everyday case, a new message at the end, must not build everything again.
  #appended(old: readonly string[], keys: readonly string[]): boolean {
    if (old.length === 0 || keys.length < old.length || keys.length - old.length > 64) return false;
    if (keys.length + 1 > this.#tree.length) return false;
    for (let i = old.length - 1; i >= 0; i--) if (keys[i] !== old[i]) return false;
    for (let i = old.length; i < keys.length; i++) {
      const key = keys[i] ?? "";
      this.#positions.set(key, i);
      this.#add(i, this.#measured.get(key) ?? this.#estimate);
    }
    return true;
  }

  #rebuild(): void {
    const n = this.#keys.length;
    const size = n + 1 + Math.max(64, n >> 2);
    if (this.#measured.size > 0) this.#estimate = Math.round(this.#measuredSum / this.#measured.size);
    this.#positions = new Map();
    this.#tree = new Float64Array(size);
    this.#used = new Float64Array(size);
    for (let i = 0; i < n; i++) {
      const key = this.#keys[i] ?? "";
      this.#positions.set(key, i);
      const height = this.#measured.get(key) ?? this.#estimate;
      this.#used[i] = height;
      this.#tree[i + 1] = height;
    }
    for (let i = 1; i < size; i++) {
      const parent = i + (i & -i);
      if (parent < size) this.#tree[parent] = (this.#tree[parent] ?? 0) + (this.#tree[i] ?? 0);
    }
  }

  #add(position: number, delta: number): void {
    this.#used[position] = (this.#used[position] ?? 0) + delta;
    for (let i = position + 1; i < this.#tree.length; i += i & -i) this.#tree[i] = (this.#tree[i] ?? 0) + delta;
  }

  isMeasured(key: string): boolean {
    return this.#measured.has(key);
  }

  /** Notes the real height of a row. Answers whether that changed anything. */
  measure(key: string, height: number): boolean {
    const known = this.#measured.get(key);
    if (known === height) return false;
    this.#measured.set(key, height);
    this.#measuredSum += height - (known ?? 0);
    const position = this.positionOf(key);
    if (position < 0) return false;
    const delta = height - (this.#used[position] ?? 0);
    if (delta === 0) return false;
    this.#add(position, delta);
    return true;
  }

  /** Where the row at a position begins. */
  offset(position: number): number {
    let sum = 0;
    for (let i = Math.min(position, this.#keys.length); i > 0; i -= i & -i) sum += this.#tree[i] ?? 0;
    return sum;
  }

  /** The position of the row that covers a height from the top; the first or last row outside. */
  at(y: number): number {
    const n = this.#keys.length;
    if (n === 0) return 0;
    let position = 0;
    let left = y;
    for (let step = 1 << Math.floor(Math.log2(this.#tree.length)); step > 0; step >>= 1) {
      const next = position + step;
      if (next < this.#tree.length && next <= n && (this.#tree[next] ?? 0) <= left) {
        position = next;
        left -= this.#tree[next] ?? 0;
      }
    }
    return Math.min(position, n - 1);
  }

  /** The rows to draw for what is visible, with `overscan` px more on both sides: [from, to). */
  range(top: number, height: number, overscan: number): [from: number, to: number] {
    if (this.#keys.length === 0) return [0, 0];
    return [this.at(Math.max(0, top - overscan)), this.at(top + height + overscan) + 1];
  }
}
