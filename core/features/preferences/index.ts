import type { Preference } from "../../api/preferences.js";

declare module "../../platform/events.js" {
  interface DomainEvents {
    "preferences.changed": { userId: string; preferences: readonly Preference[] };
    "preferences.deleted": { userId: string; preferences: readonly Preference[] };
  }
}

export { preferenceRoutes } from "./routes.js";
export { Preferences } from "./service.js";
