const number = new Intl.NumberFormat("en");
const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const long = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export const count = (value: number): string => number.format(value);
/** `1 person`, `3 people`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;
/** A date, or "never" for 0. */
export const day = (time: number): string => (time > 0 ? short.format(time) : "never");
/** Date and time, or "never" for 0. */
export const moment = (time: number): string => (time > 0 ? long.format(time) : "never");

const UNITS = [
  ["year", 31_557_600_000],
  ["month", 2_629_800_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

/** "3 days ago", "in 2 hours", "just now", "never". */
export function ago(time: number, now = Date.now()): string {
  if (time <= 0) return "never";
  const distance = time - now;
  const unit = UNITS.find(([, length]) => Math.abs(distance) >= length);
  return unit ? relative.format(Math.round(distance / unit[1]), unit[0]) : "just now";
}

/** "1.5 GB". */
export function bytes(value: number): string {
  const names = ["B", "kB", "MB", "GB", "TB", "PB"];
  let rest = value;
  let at = 0;
  while (rest >= 1000 && at < names.length - 1) {
    rest /= 1000;
    at++;
  }
  return `${rest >= 100 || at === 0 ? Math.round(rest) : rest.toFixed(1)} ${names[at]}`;
}

/** "3 h 12 min", "45 s". */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

/** How a person is called in lists. */
export const fullName = (user: { first_name: string; last_name: string; nickname: string }): string =>
  `${user.first_name} ${user.last_name}`.trim() || user.nickname;
