/** A clock that is set back by more than this (ms) was wrong before. */
const LITTLE = 300_000;

let last = 0;

/**
 * The time (ms) by which messages and their changes are found again. When the machine's clock is set back a little it
 * goes on, slowly, from where it was: clients ask for what is newer than what they have, and would miss the rest.
 */
export function steadyNow(): number {
  const now = Date.now();
  const back = last - now;
  last = back > 0 && back <= LITTLE ? last + 1 : now;
  return last;
}
