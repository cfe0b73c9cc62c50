import type { Post } from "../../api/posts.js";
import type { Hub } from "../../platform/realtime/index.js";
import type { ChannelRow } from "../channels/index.js";
import { forEverybody } from "./present.js";

/** A message that has been written, with what clients and later slices want to know at once. */
export interface Posted {
  post: Post;
  channel: ChannelRow;
  senderName: string;
  /** Whom it mentions by name or keyword. */
  mentioned: readonly string[];
  /** Whether it mentions everybody in the channel. */
  everybody: boolean;
  /** The connection of the author's client, which shows the message already. */
  connectionId: string;
}

/**
 * Tells a channel of a new message. The event is the same for everybody but for `mentions`, which names only the
 * reader: whom else a keyword of theirs called is nobody's business.
 */
export function announcePost(hub: Hub, { post, channel, senderName, mentioned, everybody }: Posted): void {
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
    perUser: new Map([...called].map((userId) => [userId, { mentions: JSON.stringify([userId]) }])),
  });
}
