import type { Post } from "../../api/posts.js";
import type { ChannelRow } from "../channels/index.js";

declare module "../../platform/events.js" {
  interface DomainEvents {
    /** Somebody was notified of an urgent message again. */
    "post.repeated": { post: Post; channel: ChannelRow; senderName: string; userId: string };
  }
}

export { persistentSettings, persistentSettingsList } from "./config.js";
export { persistentNotificationRoutes } from "./routes.js";
export { PersistentNotifications } from "./service.js";
