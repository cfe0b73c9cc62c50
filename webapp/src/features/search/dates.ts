import { use24Hours } from "../preferences/store.js";

/** The time today, the weekday this week, else the date: what a list has room for. */
export function shortTime(at: number, now: number = Date.now()): string {
  const then = new Date(at);
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  if (at >= midnight.getTime())
    return then.toLocaleTimeString(undefined, { hour: "numeric", minute: "2-digit", hour12: !use24Hours.value });
  if (at >= midnight.getTime() - 6 * 86_400_000) return then.toLocaleDateString(undefined, { weekday: "short" });
  const year = then.getFullYear() === midnight.getFullYear() ? {} : { year: "numeric" as const };
  return then.toLocaleDateString(undefined, { day: "numeric", month: "short", ...year });
}
