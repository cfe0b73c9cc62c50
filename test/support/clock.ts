import { until } from "./until.js";

/**
 * Does something at another time of day: `of` makes the time that the whole process sees of the real one, both in ms.
 * Timers run on as they do.
 */
export async function atTime<T>(of: (real: number) => number, work: () => Promise<T>): Promise<T> {
  const real = Date.now;
  Date.now = () => of(real());
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}

const DAY = 86_400_000;

/** Waits out the last two minutes of the day (UTC), for tests in which all that happens must be of the same day. */
export async function awayFromMidnight(): Promise<void> {
  await until(() => DAY - (Date.now() % DAY) > 120_000, "the next day to begin", { every: 1000, within: 150_000 });
}
