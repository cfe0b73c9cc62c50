import type { Period } from "../../edition/ports/search-engine.js";

/** The clock of the person who searches. */
export interface Clock {
  /** Milliseconds since 1970. */
  now: number;
  /** How far the person's time is ahead of UTC, in seconds. */
  offset: number;
}

const DATE = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;

/**
 * The day, month or year that a text names, in the person's own time: `2026-01-31`, `2026-1-9`, `2026-01`, `2026`,
 * `today`, `yesterday`, `week`, `month`, `year` (the current ones, a week begins on Monday). Undefined when it names none.
 */
export function periodOf(text: string, clock: Clock): Period | undefined {
  const date = DATE.exec(text);
  if (date) return calendar(Number(date[1]), date[2], date[3], clock);
  const local = new Date(clock.now + clock.offset * 1000);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const monday = day - ((local.getUTCDay() + 6) % 7);
  switch (text.toLowerCase()) {
    case "today":
      return span([year, month, day], [year, month, day + 1], clock);
    case "yesterday":
      return span([year, month, day - 1], [year, month, day], clock);
    case "week":
      return span([year, month, monday], [year, month, monday + 7], clock);
    case "month":
      return span([year, month, 1], [year, month + 1, 1], clock);
    case "year":
      return span([year, 0, 1], [year + 1, 0, 1], clock);
  }
}

function calendar(year: number, month: string | undefined, day: string | undefined, clock: Clock): Period | undefined {
  if (year < 1970) return;
  if (month === undefined) return span([year, 0, 1], [year + 1, 0, 1], clock);
  const index = Number(month) - 1;
  if (index < 0 || index > 11) return;
  if (day === undefined) return span([year, index, 1], [year, index + 1, 1], clock);
  const date = Number(day);
  // the 31st of a shorter month is a slip, not the first of the next
  if (date < 1 || new Date(Date.UTC(year, index, date)).getUTCMonth() !== index) return;
  return span([year, index, date], [year, index, date + 1], clock);
}

type Day = [year: number, month: number, day: number];

const span = (from: Day, to: Day, { offset }: Clock): Period => ({
  start: Date.UTC(...from) - offset * 1000,
  end: Date.UTC(...to) - offset * 1000,
});
