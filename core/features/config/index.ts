declare module "../../platform/events.js" {
  interface DomainEvents {
    /** Settings were saved on this node; others read them when they hear of it. */
    "config.saved": { version: string };
  }
}

export { accessOf } from "./access.js";
export { changesIn, MASK } from "./change.js";
export { configRoutes } from "./routes.js";
export { type Author, Configuration } from "./service.js";
