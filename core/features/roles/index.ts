declare module "../../platform/events.js" {
  interface DomainEvents {
    "role.changed": { name: string };
  }
}

export { roleRoutes } from "./routes.js";
export { Roles } from "./service.js";
export type { RoleRow } from "./store.js";
