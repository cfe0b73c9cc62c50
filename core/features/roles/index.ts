declare module "../../platform/events.js" {
  interface DomainEvents {
    "role.changed": { name: string };
    /** Whatever was kept of the database in memory is to be read anew. */
    "caches.dropped": Record<string, never>;
    /** A team or a channel has another scheme, or none: what its members may do has changed. */
    "scheme.changed": { teamId?: string; channelId?: string };
  }
}

export { type MembershipKinds, membershipRoles, ofOtherKind } from "./membership.js";
export { isAdmin, isGuest, roleNames } from "./names.js";
export { roleRoutes } from "./routes.js";
export { type SchemeRow, schemeStore } from "./scheme-store.js";
export { Roles } from "./service.js";
export { type RoleRow, roleStore } from "./store.js";
