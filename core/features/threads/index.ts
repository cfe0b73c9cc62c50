declare module "../../platform/events.js" {
  interface DomainEvents {
    /** Somebody has looked at a thread, or set it as unread. */
    "thread.read": { userId: string; rootId: string; channelId: string };
  }
}

export { threadRoutes } from "./routes.js";
export { Threads } from "./service.js";
