import { batch, signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { provideLastViewed } from "../posts/loaders.js";
import { myId } from "../users/store.js";
import { takeBack } from "../web-push/notifications.js";
import { channelsById, currentChannelId, membershipsById } from "./store.js";

provideLastViewed((channelId) => membershipsById.peek(channelId)?.last_viewed_at ?? 0);

/** Channels marked unread by hand stay so until they are opened again. */
const heldUnread = new Set<string>();
/** True while the window has the focus and is visible. */
export const windowActive = signal(true);

/** Puts one's membership at "all read". */
export function applyViewed(channelId: string, at: number): void {
  takeBack(channelId);
  const channel = channelsById.peek(channelId);
  membershipsById.update(channelId, (member) => ({
    ...member,
    msg_count: channel?.total_msg_count ?? member.msg_count,
    msg_count_root: channel?.total_msg_count_root ?? member.msg_count_root,
    mention_count: 0,
    mention_count_root: 0,
    urgent_mention_count: 0,
    last_viewed_at: Math.max(member.last_viewed_at, at),
  }));
}

/** Tells the server that the channel was read, and shows it read at once. */
export async function markRead(channelId: string): Promise<void> {
  const channel = channelsById.peek(channelId);
  if (!channel || !membershipsById.peek(channelId)) return;
  applyViewed(channelId, channel.last_post_at);
  try {
    const answer = await client.viewMyChannel(channelId);
    const at = answer.last_viewed_at_times?.[channelId];
    if (at)
      membershipsById.update(channelId, (member) => ({
        ...member,
        last_viewed_at: Math.max(member.last_viewed_at, at),
      }));
  } catch {
    // Told again with the next message or visit.
  }
}

let timer: ReturnType<typeof setTimeout> | undefined;

/** A message came into the channel on screen: read it if the person is looking. */
export function readSoon(channelId: string): void {
  if (!windowActive.peek() || heldUnread.has(channelId) || channelId !== currentChannelId.peek()) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (windowActive.peek() && channelId === currentChannelId.peek() && !heldUnread.has(channelId))
      void markRead(channelId);
  }, 400);
}

/** The person opened the channel. */
export function visited(channelId: string): void {
  heldUnread.delete(channelId);
  if (windowActive.peek()) void markRead(channelId);
}

/** Marks a channel unread from this message on. */
export async function markUnreadFrom(postId: string): Promise<void> {
  try {
    const state = await client.markPostAsUnread(myId.peek(), postId);
    heldUnread.add(state.channel_id);
    applyUnread(state);
  } catch (error) {
    toast(errorText(error), { error: true });
  }
}

export function applyUnread(state: {
  channel_id: string;
  msg_count: number;
  msg_count_root?: number;
  mention_count: number;
  mention_count_root?: number;
  last_viewed_at: number;
}): void {
  batch(() => {
    membershipsById.update(state.channel_id, (member) => ({
      ...member,
      msg_count: state.msg_count,
      msg_count_root: state.msg_count_root ?? state.msg_count,
      mention_count: state.mention_count,
      mention_count_root: state.mention_count_root ?? state.mention_count,
      last_viewed_at: state.last_viewed_at,
    }));
  });
}

/** Keeps a channel unread although it is on screen (an unread mark set by another device). */
export function holdUnread(channelId: string): void {
  heldUnread.add(channelId);
}
