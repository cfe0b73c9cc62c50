import type { ChannelMembership, ServerChannel } from "@mattermost/types/channels";
import { batch, computed, signal } from "@preact/signals";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { forgetWindows } from "../offline/windows.js";
import { displayName, ensureUsers, isComing, me, myId, user, userNamed } from "../users/store.js";

export const channelsById = new SignalMap<ServerChannel>();
/** One's own membership by channel id. */
export const membershipsById = new SignalMap<ChannelMembership>();
/** The channel on screen, "" if none. */
export const currentChannelId = signal("");
export const currentChannel = computed<ServerChannel | undefined>(() => channelsById.get(currentChannelId.value));
/** Member counts by channel id, loaded with the channel header. */
export const memberCounts = new SignalMap<number>();

export function isDirect(channel: { type: string }): boolean {
  return channel.type === "D" || channel.type === "G";
}

/** The other person of a direct channel (oneself in the note-to-self channel). */
export function teammateId(channel: { name: string }, mine: string = myId.value): string {
  const [a = "", b = ""] = channel.name.split("__");
  return a === mine ? b : a;
}

/** The name people see: of the channel, the teammate, or the group without oneself. Followed. */
export function channelTitle(channel: ServerChannel | undefined): string {
  if (!channel) return "";
  if (channel.type === "D") {
    const other = teammateId(channel);
    const name = displayName(user(other));
    return other === myId.value ? `${name} (you)` : name;
  }
  if (channel.type === "G") {
    const own = me.value?.username;
    const names = channel.display_name.split(", ").filter((name) => name !== own);
    const shown = names.map((name) => {
      const profile = userNamed(name);
      return profile ? displayName(profile) : name;
    });
    return shown.join(", ") || channel.display_name;
  }
  return channel.display_name;
}

/** Whether the title is a name that is still on its way. Followed. */
export const titleIsComing = (channel: ServerChannel) => channel.type === "D" && isComing(teammateId(channel));

/** Last part of the channel's address: "@anna" for a direct channel, else its name. Followed. */
export function channelSlug(channel: ServerChannel): string {
  return channel.type === "D" ? `@${user(teammateId(channel))?.username ?? ""}` : channel.name;
}

/** Loads one's channels and memberships of a team (direct and group channels come with each). */
export async function loadChannels(teamId: string): Promise<void> {
  const [channels, members] = await Promise.all([
    client.getMyChannels(teamId, true),
    client.getMyChannelMembers(teamId),
  ]);
  const mine = new Set(members.map((member) => member.channel_id));
  batch(() => {
    for (const channel of channelsById.values()) {
      if (channel.team_id === teamId && !mine.has(channel.id)) membershipsById.delete(channel.id);
    }
    for (const channel of channels) channelsById.set(channel.id, channel);
    for (const member of members) membershipsById.set(member.channel_id, member);
  });
  ensureUsers(channels.filter((channel) => channel.type === "D").map((channel) => teammateId(channel, myId.peek())));
}

export interface Unread {
  unread: boolean;
  mentions: number;
  muted: boolean;
}

const READ: Unread = { unread: false, mentions: 0, muted: false };

/** What is new in a channel. Threads count apart, so only root messages do. Followed. */
export function unreadOf(channelId: string): Unread {
  const channel = channelsById.get(channelId);
  const member = membershipsById.get(channelId);
  if (!channel || !member) return READ;
  const muted = member.notify_props?.mark_unread === "mention";
  const mentions = member.mention_count_root ?? 0;
  if (channel.delete_at) return { ...READ, muted };
  return { unread: mentions > 0 || (!muted && channel.total_msg_count_root > member.msg_count_root), mentions, muted };
}

export interface Totals {
  unread: boolean;
  mentions: number;
}

/** Sum of a team's channels; with "" the direct and group channels. Followed. */
export function teamUnread(teamId: string): Totals {
  let unread = false;
  let mentions = 0;
  for (const channel of channelsById.values()) {
    if (channel.team_id !== teamId) continue;
    const one = unreadOf(channel.id);
    unread ||= one.unread && !one.muted;
    mentions += one.mentions;
  }
  return { unread, mentions };
}

export function receiveChannel(channel: ServerChannel): void {
  const old = channelsById.peek(channel.id);
  // Events about a channel may be older than the counters that live posts have raised here.
  channelsById.set(channel.id, {
    ...old,
    ...channel,
    total_msg_count: Math.max(channel.total_msg_count ?? 0, old?.total_msg_count ?? 0),
    total_msg_count_root: Math.max(channel.total_msg_count_root ?? 0, old?.total_msg_count_root ?? 0),
    last_post_at: Math.max(channel.last_post_at ?? 0, old?.last_post_at ?? 0),
    last_root_post_at: Math.max(channel.last_root_post_at ?? 0, old?.last_root_post_at ?? 0),
  });
}

export function receiveMembership(member: ChannelMembership): void {
  membershipsById.set(member.channel_id, { ...membershipsById.peek(member.channel_id), ...member });
}

/** Fetches a channel and one's membership, after an event told that there is a new one. */
export async function fetchChannel(channelId: string): Promise<ServerChannel | undefined> {
  try {
    const [channel, member] = await Promise.all([client.getChannel(channelId), client.getMyChannelMember(channelId)]);
    batch(() => {
      receiveChannel(channel);
      receiveMembership(member);
    });
    return channel;
  } catch {
    return undefined;
  }
}

/** One has left a channel or was taken out of it. */
export function forgetMembership(channelId: string): void {
  const channel = channelsById.peek(channelId);
  forgetWindows(channelId);
  batch(() => {
    membershipsById.delete(channelId);
    if (channel?.type === "P") channelsById.delete(channelId);
  });
}

/** A channel of a team by name among those at hand. */
export function channelByName(teamId: string, name: string): ServerChannel | undefined {
  return channelsById
    .values()
    .find((channel) => channel.name === name && (channel.team_id === teamId || channel.team_id === ""));
}

/** System messages about coming and going do not make a channel unread. */
const SILENT_TYPES = new Set([
  "system_join_channel",
  "system_leave_channel",
  "system_add_to_channel",
  "system_remove_from_channel",
  "system_join_team",
  "system_leave_team",
  "system_add_to_team",
  "system_remove_from_team",
]);

/** Raises the counters for a live post. The server's figures replace them with the next load. */
export function countPost(
  post: { channel_id: string; root_id: string; user_id: string; type: string; create_at: number },
  mentioned: boolean,
): void {
  const isRoot = post.root_id === "";
  const silent = SILENT_TYPES.has(post.type);
  const own = post.user_id === myId.peek();
  batch(() => {
    channelsById.update(post.channel_id, (channel) => ({
      ...channel,
      last_post_at: Math.max(channel.last_post_at, post.create_at),
      last_root_post_at: isRoot ? Math.max(channel.last_root_post_at, post.create_at) : channel.last_root_post_at,
      total_msg_count: channel.total_msg_count + (silent ? 0 : 1),
      total_msg_count_root: channel.total_msg_count_root + (isRoot && !silent ? 1 : 0),
    }));
    if (silent) return;
    membershipsById.update(post.channel_id, (member) => ({
      ...member,
      msg_count: member.msg_count + (own ? 1 : 0),
      msg_count_root: member.msg_count_root + (own && isRoot ? 1 : 0),
      mention_count: member.mention_count + (mentioned && !own ? 1 : 0),
      mention_count_root: member.mention_count_root + (mentioned && !own && isRoot ? 1 : 0),
    }));
  });
}
