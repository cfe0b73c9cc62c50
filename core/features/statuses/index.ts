import type { StatusName } from "../../api/statuses.js";

declare module "../../platform/events.js" {
  interface DomainEvents {
    /** Somebody chose a status by hand, or one they had chosen has ended. */
    "status.chosen": { userId: string; before: StatusName; after: StatusName };
  }
}

export { statusActions } from "./actions.js";
export { statusSettingsList } from "./config.js";
export { CustomStatuses } from "./custom.js";
export { statusRoutes } from "./routes.js";
export { Statuses } from "./service.js";
