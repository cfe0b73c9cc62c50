import type { UserTimezone } from "@mattermost/types/users";
import { use24Hours } from "../preferences/store.js";

/** The zone a person lives by, or "" if it is not known. */
export function timeZoneOf(zone: UserTimezone | undefined): string {
  if (!zone) return "";
  const automatic = zone.useAutomaticTimezone === true || zone.useAutomaticTimezone === "true";
  return (automatic ? zone.automaticTimezone : zone.manualTimezone) || zone.automaticTimezone || "";
}

/** The time of day in a zone now, "" for a zone the browser does not know. */
export function localTime(zone: string, now: Date = new Date()): string {
  try {
    return new Intl.DateTimeFormat(undefined, {
      hour: "numeric",
      minute: "2-digit",
      timeZone: zone,
      hour12: !use24Hours.value,
    }).format(now);
  } catch {
    return "";
  }
}
