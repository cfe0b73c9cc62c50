import type { Post } from "@mattermost/types/posts";
import { config, configNumber } from "../../lib/config.js";
import { channelsById } from "../channels/store.js";
import { may, mayInChannel } from "../permissions/store.js";
import { myId } from "../users/store.js";
import { isSystem } from "./grouping.js";
import { isPending } from "./store.js";

// These decide what is offered. What is allowed is the server's decision.

function settled(post: Post): boolean {
  return !post.delete_at && !isPending(post) && post.type !== "system_ephemeral";
}

/** Whether to offer editing a message to its author. */
export function canEdit(post: Post, now = Date.now()): boolean {
  if (!settled(post) || post.type.startsWith("system_") || post.user_id !== myId.value) return false;
  if (config.value["AllowEditPost"] === "never") return false;
  const limit = configNumber("PostEditTimeLimit", -1);
  return (limit < 0 || now - post.create_at < limit * 1000) && mayInChannel("edit_post", post.channel_id);
}

/** Whether to offer what a message said before it was edited. */
export function canSeeHistory(post: Post): boolean {
  return Boolean(post.edit_at) && settled(post) && (post.user_id === myId.value || may("manage_system"));
}

export function canDelete(post: Post): boolean {
  if (!settled(post)) return false;
  const own = post.user_id === myId.value && !isSystem(post);
  return mayInChannel(own ? "delete_post" : "delete_others_posts", post.channel_id);
}

export function canReact(post: Post): boolean {
  return (
    settled(post) && !channelsById.get(post.channel_id)?.delete_at && mayInChannel("add_reaction", post.channel_id)
  );
}
