import type { ServerChannel } from "@mattermost/types/channels";
import { batch } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { navigate } from "../../lib/navigation.js";
import { channelUrl, messagesUrl } from "../../lib/routes.js";
import { setPreferences } from "../preferences/store.js";
import { loadCategories } from "../sidebar/store.js";
import { currentTeam, currentTeamId } from "../teams/store.js";
import { myId, receiveUsers, usersById } from "../users/store.js";
import {
  channelByName,
  channelSlug,
  channelsById,
  fetchChannel,
  forgetMembership,
  isDirect,
  memberCounts,
  membershipsById,
  receiveChannel,
  receiveMembership,
  teammateId,
} from "./store.js";

/** Address of a channel in the current team. Followed. */
export function channelPath(channel: ServerChannel): string {
  const team = currentTeam.value?.name ?? "";
  return isDirect(channel) ? messagesUrl(team, channelSlug(channel)) : channelUrl(team, channel.name);
}

export function goToChannel(channelId: string): void {
  const channel = channelsById.peek(channelId);
  if (channel) navigate(channelPath(channel));
}

/** Runs a call and tells the person if it failed. Returns its result, or undefined. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    toast(errorText(error), { error: true });
    return undefined;
  }
}

/** Joins a public channel and places it in the sidebar. */
export function joinChannel(channel: ServerChannel): Promise<ServerChannel | undefined> {
  return attempt(async () => {
    const member = await client.addToChannel(myId.peek(), channel.id);
    batch(() => {
      receiveChannel(channel);
      receiveMembership(member);
    });
    await fetchChannel(channel.id);
    await loadCategories(channel.team_id).catch(() => {});
    return channel;
  });
}

export function leaveChannel(channelId: string): Promise<boolean> {
  return attempt(async () => {
    await client.removeFromChannel(myId.peek(), channelId);
    forgetMembership(channelId);
    leaveScreen();
    return true;
  }).then(Boolean);
}

/** Shows the team's default channel after the one on screen is gone. */
export function leaveScreen(): void {
  const team = currentTeam.peek();
  if (team) navigate(channelUrl(team.name, "town-square"), true);
}

/** The conversation with one person, or with oneself; made if there is none. */
export async function directWith(userId: string): Promise<ServerChannel | undefined> {
  const channel = await attempt(async (): Promise<ServerChannel> => {
    if (!usersById.peek(userId)) receiveUsers(await client.getProfilesByIds([userId]));
    const name = [myId.peek(), userId].sort().join("__");
    const known = channelByName("", name);
    if (known && membershipsById.peek(known.id)) return known;
    const made = await client.createDirectChannel([myId.peek(), userId]);
    return (await fetchChannel(made.id)) ?? (made as ServerChannel);
  });
  if (!channel) return undefined;
  void setPreferences([{ category: "direct_channel_show", name: userId, value: "true" }]);
  await loadCategories(currentTeamId.peek()).catch(() => {});
  return channel;
}

/** Opens the conversation with one person, or with oneself. */
export async function openDirect(userId: string): Promise<void> {
  const channel = await directWith(userId);
  if (channel) goToChannel(channel.id);
}

/** Opens a conversation of three to eight people (oneself included). */
export async function openGroup(userIds: readonly string[]): Promise<void> {
  const channel = await attempt(async () => {
    const made = await client.createGroupChannel([...userIds]);
    await fetchChannel(made.id);
    return made;
  });
  if (!channel) return;
  void setPreferences([{ category: "group_channel_show", name: channel.id, value: "true" }]);
  await loadCategories(currentTeamId.peek()).catch(() => {});
  goToChannel(channel.id);
}

/** Takes a conversation out of the sidebar; it comes back with the next message. */
export function hideConversation(channel: ServerChannel): Promise<boolean> {
  const direct = channel.type === "D";
  return setPreferences([
    {
      category: direct ? "direct_channel_show" : "group_channel_show",
      name: direct ? teammateId(channel, myId.peek()) : channel.id,
      value: "false",
    },
  ]);
}

/** A name for an address made of what people call the channel. May be empty for scripts without Latin letters. */
export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}

/** The address of a channel with this title. */
export const nameFor = (title: string): string => slugOf(title) || randomName();

function randomName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(13)), (byte) => (byte % 36).toString(36)).join("");
}

/** Makes a channel and joins it. Throws what the server said, for the form. */
export async function createChannel(fields: {
  title: string;
  purpose: string;
  isPrivate: boolean;
}): Promise<ServerChannel> {
  const channel = await client.createChannel({
    team_id: currentTeamId.peek(),
    display_name: fields.title,
    name: nameFor(fields.title),
    purpose: fields.purpose,
    type: fields.isPrivate ? "P" : "O",
  });
  await fetchChannel(channel.id);
  await loadCategories(channel.team_id).catch(() => {});
  return channel;
}

export function patchChannel(channelId: string, change: Partial<ServerChannel>): Promise<boolean> {
  return attempt(async () => {
    receiveChannel(await client.patchChannel(channelId, change));
    return true;
  }).then(Boolean);
}

export function archiveChannel(channelId: string): Promise<boolean> {
  return attempt(async () => {
    await client.deleteChannel(channelId);
    channelsById.update(channelId, (old) => ({ ...old, delete_at: Date.now() }));
    leaveScreen();
    return true;
  }).then(Boolean);
}

export function unarchiveChannel(channelId: string): Promise<boolean> {
  return attempt(async () => {
    await client.unarchiveChannel(channelId);
    channelsById.update(channelId, (old) => ({ ...old, delete_at: 0 }));
    return true;
  }).then(Boolean);
}

/** Changes one's own notification settings of a channel. */
export function setNotifyProps(channelId: string, props: Record<string, string>): Promise<boolean> {
  const before = membershipsById.peek(channelId);
  membershipsById.update(channelId, (old) => ({ ...old, notify_props: { ...old.notify_props, ...props } }));
  return attempt(async () => {
    await client.updateChannelNotifyProps({ ...props, channel_id: channelId, user_id: myId.peek() });
    return true;
  }).then((done) => {
    if (!done && before) membershipsById.set(channelId, before);
    return Boolean(done);
  });
}

export function setMuted(channelId: string, muted: boolean): Promise<boolean> {
  return setNotifyProps(channelId, { mark_unread: muted ? "mention" : "all" });
}

export async function loadMemberCount(channelId: string): Promise<void> {
  const stats = await client.getChannelStats(channelId).catch(() => undefined);
  if (stats) memberCounts.set(channelId, stats.member_count);
}
