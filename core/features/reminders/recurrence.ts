import type { Recurrence } from "../../api/reminders.js";

const DAY = 86_400_000;

/** A moment as the clock on the wall of a time zone shows it, written as if it were UTC (ms). */
function wallOf(time: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(time);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** The moment at which the wall clock shows a time; where it jumps over that time, the moment after the jump. */
function momentOf(wall: number, zone: string): number {
  const guess = wall - (wallOf(wall, zone) - wall);
  return guess - (wallOf(guess, zone) - wall);
}

/** The same time of day after a number of months; in shorter months on their last day. */
function addMonths(wall: number, months: number): number {
  const date = new Date(wall);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1);
  const days = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months + 1, 0)).getUTCDate();
  return first + (Math.min(date.getUTCDate(), days) - 1) * DAY + (wall % DAY);
}

/**
 * When a reminder that first rang at `first` (ms) rings next after `now`; undefined for one that rings once. The time of
 * day stays the same on the person's own clock, also when that changes to summer time.
 */
export function nextAfter(first: number, recurrence: Recurrence, zone: string, now: number): number | undefined {
  if (recurrence === "") return undefined;
  const valid = knownZone(zone);
  const start = wallOf(first, valid);
  const step = recurrence === "monthly" ? 28 * DAY : recurrence === "weekly" ? 7 * DAY : DAY;
  // Close below the right one, then step by step.
  for (let n = Math.max(1, Math.floor((now - first) / (recurrence === "monthly" ? 31 * DAY : step)) - 1); ; n++) {
    const wall = recurrence === "monthly" ? addMonths(start, n) : start + n * step;
    const day = new Date(wall).getUTCDay();
    if (recurrence === "weekdays" && (day === 0 || day === 6)) continue;
    const time = momentOf(wall, valid);
    if (time > now) return time;
  }
}

function knownZone(zone: string): string {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone || "UTC";
  } catch {
    return "UTC";
  }
}
