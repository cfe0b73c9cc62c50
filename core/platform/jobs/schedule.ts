import type { Schedule } from "./types.js";

/** A daily run that could not begin in time (the server was down) is made up for this long, ms. */
const LATE = 3_600_000;

/** The newest moment (ms) at or before `now` that a schedule means; undefined when it is too long ago or never. */
export function latestSlot(schedule: Schedule, now: number): number | undefined {
  if ("every" in schedule) return schedule.every > 0 ? now - (now % schedule.every) : undefined;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(schedule.daily) ?? [];
  if (hour === undefined) return undefined;
  const slot = new Date(now);
  slot.setHours(Number(hour), Number(minute), 0, 0);
  if (slot.getTime() > now) slot.setDate(slot.getDate() - 1);
  return now - slot.getTime() < LATE ? slot.getTime() : undefined;
}

/** The next moment (ms) after `now` that a schedule means; 0 = never. */
export function nextSlot(schedule: Schedule, now: number): number {
  if ("every" in schedule) return schedule.every > 0 ? now - (now % schedule.every) + schedule.every : 0;
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(schedule.daily) ?? [];
  if (hour === undefined) return 0;
  const slot = new Date(now);
  slot.setHours(Number(hour), Number(minute), 0, 0);
  if (slot.getTime() <= now) slot.setDate(slot.getDate() + 1);
  return slot.getTime();
}
