/**
 * A place where the Enterprise Edition may put something better, or something more. Features use what stands there and
 * never ask who put it.
 */
export interface Port<T> {
  readonly name: string;
  /** Whether implementations replace each other (the last one counts) or stand side by side. */
  readonly takes: "one" | "many";
  readonly community: T | undefined;
}

/** Declares a port with one implementation at a time. `community` may be set later, where it needs other parts. */
export const onePort = <T>(name: string, community?: T): Port<T> => ({ name, takes: "one", community });
/** Declares a port with any number of implementations; the community has none. */
export const manyPort = <T>(name: string): Port<T> => ({ name, takes: "many", community: undefined });

/** What stands in the ports of one server. */
export class Ports {
  readonly #provided = new Map<string, unknown[]>();
  readonly #community = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();

  /** Sets the community implementation of a port that could not be declared with one. */
  base<T>(port: Port<T>, implementation: T): void {
    this.#community.set(port.name, implementation);
  }

  /** Puts an implementation into a port; returns the function that takes it out. */
  provide<T>(port: Port<T>, implementation: T): () => void {
    const list = this.#provided.get(port.name) ?? [];
    this.#provided.set(port.name, list);
    list.push(implementation);
    this.#changed();
    return () => {
      const at = list.indexOf(implementation);
      if (at < 0) return;
      list.splice(at, 1);
      this.#changed();
    };
  }

  /** What stands in a port that takes one. */
  one<T>(port: Port<T>): T {
    const found = this.#provided.get(port.name)?.at(-1) ?? this.#community.get(port.name) ?? port.community;
    if (found === undefined) throw new Error(`Nothing stands in the port ${port.name}.`);
    return found as T;
  }

  /** Everything that stands in a port that takes many. */
  all<T>(port: Port<T>): readonly T[] {
    return (this.#provided.get(port.name) ?? []) as T[];
  }

  /** Calls back after every change of any port. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  #changed() {
    for (const listener of this.#listeners) listener();
  }
}
