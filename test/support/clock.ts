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
