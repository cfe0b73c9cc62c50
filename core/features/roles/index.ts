declare module "../../platform/events.js" {
  interface DomainEvents {
    "role.changed": { name: string };
    /** Whatever was kept of the database in memory is to be read anew. */
    "caches.dropped": Record<string, never>;
  }
}

export { roleRoutes } from "./routes.js";
export { Roles } from "./service.js";
export type { RoleRow } from "./store.js";
