const two = (value: number) => String(value).padStart(2, "0");

/** The day of a time (ms) as a date field has it; '' for none. */
export function dayOf(time: number): string {
  if (!(time > 0)) return "";
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The first day somebody can be back on. */
export const tomorrow = () => dayOf(Date.now() + 86_400_000);

/** When somebody is back who is back on a day: as it begins, where they are. Milliseconds. */
export const endOfAway = (day: string) => new Date(`${day}T00:00:00`).getTime();
