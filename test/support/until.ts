import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";

type Falsy = false | 0 | "" | null | undefined;

export interface Patience<T> {
  /** How long it may take, in ms: not how long it should. Nothing in the tests is about time. */
  readonly within?: number;
  /** How long to wait before asking again, in ms. */
  readonly every?: number;
  /** Whether what was given is what is waited for; when left out, everything truthy is. */
  readonly passes?: (value: T) => unknown;
}

/**
 * Asks until what is given passes, and returns it. Throws what asking throws, and after the limit an error that says
 * what was waited for and what was given last.
 */
export async function until<T>(
  ask: () => T | Promise<T>,
  /** What is waited for, such as "the socket to be closed"; a function is asked when it was in vain. */
  what: string | (() => string) = String(ask),
  { within = 30_000, every = 20, passes = Boolean }: Patience<T> = {},
): Promise<Exclude<T, Falsy>> {
  // Not the time of day, which may be set meanwhile.
  const end = performance.now() + within;
  for (;;) {
    const value = await ask();
    if (await passes(value)) return value as Exclude<T, Falsy>;
    if (performance.now() > end) {
      const said = typeof what === "string" ? what : what();
      throw new Error(`waited in vain for ${said}; last given: ${inspect(value, { depth: 4, maxStringLength: 2000 })}`);
    }
    await pause(every);
  }
}
