import { batch, type Signal, signal } from "@preact/signals";

/**
 * A map whose readers follow single entries. A component that reads `get(id)` is drawn again
 * when that entry changes and not when another does, which keeps a list of thousands cheap.
 */
export class SignalMap<V> {
  readonly #cells = new Map<string, Signal<V | undefined>>();
  readonly #keys = signal(0);

  #cell(id: string): Signal<V | undefined> {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = signal<V | undefined>(undefined);
      this.#cells.set(id, cell);
    }
    return cell;
  }

  /** The entry, followed; undefined while there is none. */
  get(id: string): V | undefined {
    return this.#cell(id).value;
  }

  /** The entry, not followed. */
  peek(id: string): V | undefined {
    return this.#cells.get(id)?.peek();
  }

  set(id: string, value: V): void {
    const cell = this.#cell(id);
    const isNew = cell.peek() === undefined;
    batch(() => {
      cell.value = value;
      if (isNew) this.#keys.value++;
    });
  }

  /** Changes an entry if it exists. */
  update(id: string, change: (old: V) => V): void {
    const old = this.peek(id);
    if (old !== undefined) this.set(id, change(old));
  }

  delete(id: string): void {
    const cell = this.#cells.get(id);
    if (!cell || cell.peek() === undefined) return;
    batch(() => {
      cell.value = undefined;
      this.#keys.value++;
    });
  }

  /** Ids of all entries; followed: coming and going of entries, not their changes. */
  keys(): string[] {
    void this.#keys.value;
    const out: string[] = [];
    for (const [id, cell] of this.#cells) if (cell.peek() !== undefined) out.push(id);
    return out;
  }

  /** All entries, each of them followed. */
  values(): V[] {
    void this.#keys.value;
    const out: V[] = [];
    for (const cell of this.#cells.values()) {
      const value = cell.value;
      if (value !== undefined) out.push(value);
    }
    return out;
  }

  clear(): void {
    batch(() => {
      for (const cell of this.#cells.values()) cell.value = undefined;
      this.#keys.value++;
    });
  }
}
