import { type GuestDeps, Guests, guestRoutes } from "../features/guests/index.js";
import type { Route } from "../platform/http/route.js";
import type { Platform } from "../platform/platform.js";

export type PeopleParts = GuestDeps;

/** Puts the features together that are about people beyond their accounts. */
export function composePeople(
  platform: Platform,
  parts: PeopleParts,
): { guests: Guests; routes: Route[]; start(): () => Promise<void> } {
  const guests = new Guests(platform, parts);
  return {
    guests,
    routes: [...guestRoutes(guests)],
    /** Begins what goes on by itself; returns the function that stops it. */
    start() {
      const stops = [guests.start()];
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },
  };
}
