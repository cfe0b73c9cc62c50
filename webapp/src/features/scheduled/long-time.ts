import { use24Hours } from "../preferences/store.js";

const FAR = 300 * 24 * 3_600_000;

/** A time with its day, as people say it: "Mon, Aug 3, 9:00 AM". Followed: the clock one has chosen. */
export function longTime(at: number): string {
  return new Date(at).toLocaleString(undefined, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "numeric",
    minute: "2-digit",
    hour12: !use24Hours.value,
    ...(Math.abs(at - Date.now()) > FAR ? { year: "numeric" } : {}),
  });
}

const SOON = 36 * 3_600_000;

/** A time within the next days, short: "Mon 9:00 AM", or "Aug 10, 9:00 AM" where the weekday could be this one. */
export function nearTime(at: number): string {
  const soon = at - Date.now() < SOON;
  return new Date(at).toLocaleString(undefined, {
    ...(soon ? { weekday: "short" } : { day: "numeric", month: "short" }),
    hour: "numeric",
    minute: "2-digit",
    hour12: !use24Hours.value,
  });
}
