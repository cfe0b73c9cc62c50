import type { Posted } from "./announce.js";

declare module "../../platform/events.js" {
  interface DomainEvents {
    /** `silent`: somebody came or went; `people`: written by a person, not by a machine. */
    "post.created": Posted & { silent: boolean; people: boolean };
    /** What is unread for somebody changed in another way than by a new message or by looking at one. */
    "badge.changed": { userId: string };
    "post.changed": { postId: string; channelId: string };
    "post.deleted": { postId: string; postIds: readonly string[]; channelId: string; rootId: string };
  }
}

export type { Posted } from "./announce.js";
export { FromSystem, type SystemLetter } from "./from-system.js";
export { inPost, PostDoorKey, postOf, readsPost } from "./guards.js";
export { callsIn } from "./mentions.js";
export { asList, type Decorator, forEverybody, presentPost, presentPosts, presentReaction } from "./present.js";
export { postQueries } from "./queries.js";
export { postRoutes } from "./routes.js";
export { type MachinePost, type PostAccess, Posts } from "./service.js";
export { POST_COLUMNS, type PostRow, postStore, type ReactionRow, SELECT_POST } from "./store.js";
export { writeSystemMessages } from "./system-messages.js";
export type { NewPost } from "./writer.js";
