import { type BotDeps, Bots, botRoutes } from "../features/bots/index.js";
import { FileTexts } from "../features/file-texts/index.js";
import { type GuestDeps, type Guests, guestRoutes } from "../features/guests/index.js";
import { ProfileAttributes, profileAttributeRoutes } from "../features/profile-attributes/index.js";
import { Storage, storageRoutes } from "../features/storage/index.js";
import type { System } from "../features/system/index.js";
import { Terms, TermsGate, termsRoutes } from "../features/terms/index.js";
import { Upkeep, type UpkeepDeps, upkeepRoutes } from "../features/upkeep/index.js";
import { Pictures } from "../features/users/index.js";
import type { Route } from "../platform/http/route.js";
import type { Platform } from "../platform/platform.js";

export interface PeopleParts extends GuestDeps, UpkeepDeps, BotDeps {
  readonly system: System;
  readonly guests: Guests;
}

/** Puts the features together that are about people beyond their accounts, and for the upkeep of the server. */
export async function composePeople(
  platform: Platform,
  parts: PeopleParts,
): Promise<{
  terms: TermsGate;
  fileTexts: FileTexts;
  storage: Storage;
  routes: Route[];
  start(): () => Promise<void>;
}> {
  const { guests } = parts;
  const terms = new Terms(parts.users, parts.system, parts.audits);
  await terms.load();
  const storage = new Storage(platform);
  parts.system.addClientConfig(() => ({ FeatureFlagCustomProfileAttributes: "true" }));
  return {
    terms: new TermsGate(terms),
    fileTexts: new FileTexts(platform),
    storage,
    routes: [
      ...botRoutes(new Bots(parts), new Pictures(parts.users)),
      ...guestRoutes(guests),
      ...profileAttributeRoutes(new ProfileAttributes(parts.users)),
      ...termsRoutes(terms),
      ...storageRoutes(storage),
      ...upkeepRoutes(new Upkeep(platform, parts)),
    ],
    /** Begins what goes on by itself; returns the function that stops it. */
    start() {
      const stops = [guests.start()];
      return async () => void (await Promise.all(stops.map((stop) => stop())));
    },
  };
}
