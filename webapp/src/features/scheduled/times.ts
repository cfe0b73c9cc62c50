export interface Proposal {
  label: string;
  /** ms since 1970. */
  at: number;
}

const MORNING = 9;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function morning(now: number, daysAhead: number): number {
  const at = new Date(now);
  at.setDate(at.getDate() + daysAhead);
  at.setHours(MORNING, 0, 0, 0);
  return at.getTime();
}

const toMonday = (now: number) => (8 - new Date(now).getDay()) % 7 || 7;

/** Times at which people like to have a message sent: mornings of working days. */
export function sendingTimes(now: number): Proposal[] {
  const day = new Date(now).getDay();
  const monday = { label: "On Monday morning", at: morning(now, toMonday(now)) };
  // On Friday and Saturday tomorrow is no working day, and on Sunday it is Monday.
  if (day === 5 || day === 6) return [monday];
  const tomorrow = { label: "Tomorrow morning", at: morning(now, 1) };
  return day === 0 ? [tomorrow] : [tomorrow, monday];
}

/** Times at which people like to be reminded. */
export function reminderTimes(now: number): Proposal[] {
  const proposals = [
    { label: "In 30 minutes", at: now + 30 * MINUTE },
    { label: "In 1 hour", at: now + HOUR },
    { label: "In 3 hours", at: now + 3 * HOUR },
    { label: "Tomorrow morning", at: morning(now, 1) },
  ];
  const monday = morning(now, toMonday(now));
  return toMonday(now) === 1 ? proposals : [...proposals, { label: "On Monday morning", at: monday }];
}

/** What a field for date and time holds (local time), and back: ms, or NaN. */
export function toField(at: number): string {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}
export const fromField = (value: string): number => new Date(value).getTime();
