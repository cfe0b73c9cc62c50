import type { Post } from "../../api/posts.js";
import type { Platform } from "../../platform/platform.js";
import type { Hub } from "../../platform/realtime/index.js";
import type { ChannelRow } from "../channels/index.js";
import { forEverybody } from "./present.js";
import { postStore } from "./store.js";

/** A message that has been written, with what clients and later slices want to know at once. */
export interface Posted {
  post: Post;
  channel: ChannelRow;
  senderName: string;
  /** Whom it mentions by name or keyword. */
  mentioned: readonly string[];
  /** Whether it mentions everybody in the channel. */
  everybody: boolean;
  /** Those who are here and follow its thread. */
  followers: readonly string[];
  /** The connection of the author's client, which shows the message already. */
  connectionId: string;
}

/** Those who follow the thread of a reply and are here; its author knows of it. */
export async function followersHere(
  { db, hub }: Pick<Platform, "db" | "hub">,
  { root_id, channel_id, user_id }: Pick<Post, "root_id" | "channel_id" | "user_id">,
): Promise<string[]> {
  const here = root_id ? hub.onlineIn(`channel:${channel_id}`).filter((id) => id !== user_id) : [];
  return here.length > 0 ? postStore.followers(db, root_id, here) : [];
}

/**
 * Tells a channel of a new message. The event is the same for everybody but for `mentions` and `followers`, which name
 * only the reader: whom else a keyword of theirs called, or who else follows the thread, is nobody's business.
 */
export function announcePost(hub: Hub, { post, channel, senderName, mentioned, everybody, followers }: Posted): void {
  const topic = `channel:${channel.id}`;
  const conversation = channel.type === "D" || channel.type === "G";
  const called = new Set(conversation || everybody ? hub.onlineIn(topic) : mentioned);
  if (!post.type.startsWith("system_")) called.delete(post.user_id);
  else called.clear();
  hub.publish({
    event: "posted",
    data: {
      channel_display_name: channel.type === "D" ? `@${senderName}` : channel.display_name,
      channel_name: channel.name,
      channel_type: channel.type,
      post: JSON.stringify(forEverybody(post)),
      sender_name: senderName.startsWith("@") ? senderName : `@${senderName}`,
      set_online: true,
      team_id: channel.team_id,
      ...(post.file_ids.length > 0 ? { otherFile: "true" } : {}),
      ...(post.metadata.files.some((file) => file.mime_type.startsWith("image/")) ? { image: "true" } : {}),
      ...(post.metadata.priority?.requested_ack ? { should_ack: true } : {}),
    },
    broadcast: { channel_id: channel.id },
    audience: { topic },
    perUser: new Map(
      [...new Set([...called, ...followers])].map((userId) => {
        const reader = JSON.stringify([userId]);
        const follows = followers.includes(userId) ? { followers: reader } : {};
        return [userId, { ...(called.has(userId) ? { mentions: reader } : {}), ...follows }];
      }),
    ),
  });
}
