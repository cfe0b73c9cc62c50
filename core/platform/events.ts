/**
 * Domain events by name: what happened in one feature that later features may care about. Each feature adds its own by
 * declaration merging in its index.ts.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the features
export interface DomainEvents {}

type Listener<T> = (event: T) => void;

/** Carries events upward, from a feature to those that come after it. Listeners run at once, in the order they came. */
export class Events {
  readonly #listeners = new Map<string, Set<Listener<never>>>();

  on<N extends keyof DomainEvents>(name: N, listener: Listener<DomainEvents[N]>): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set.add(listener as Listener<never>));
    return () => set.delete(listener as Listener<never>);
  }

  emit<N extends keyof DomainEvents>(name: N, event: DomainEvents[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) (listener as Listener<DomainEvents[N]>)(event);
  }
}
