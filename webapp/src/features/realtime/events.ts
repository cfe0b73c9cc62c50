import type { ChannelCategory } from "@mattermost/types/channel_categories";
import type { ChannelMembership, ServerChannel } from "@mattermost/types/channels";
import type { ClientConfig, ClientLicense } from "@mattermost/types/config";
import type { Post } from "@mattermost/types/posts";
import type { PreferenceType } from "@mattermost/types/preferences";
import type { Reaction } from "@mattermost/types/reactions";
import type { Role } from "@mattermost/types/roles";
import type { Team } from "@mattermost/types/teams";
import type { UserThread } from "@mattermost/types/threads";
import type { UserProfile } from "@mattermost/types/users";
import { batch } from "@preact/signals";
import { receiveConfig, receiveLicense } from "../../lib/config.js";
import { applyUnread, applyViewed, holdUnread, readSoon } from "../channels/reading.js";
import {
  channelsById,
  countPost,
  fetchChannel,
  forgetMembership,
  loadChannels,
  memberCounts,
  membershipsById,
  receiveChannel,
  receiveMembership,
} from "../channels/store.js";
import { forgetWindows } from "../offline/windows.js";
import { receiveRole } from "../permissions/store.js";
import {
  receiveDelete,
  receiveEdit,
  receiveEphemeral,
  receiveFollow,
  receivePost,
  receiveReaction,
} from "../posts/receive.js";
import { postsById } from "../posts/state.js";
import { receiveDeletedPreferences, receivePreferences } from "../preferences/store.js";
import { profileFieldsChanged, receiveProfileValues } from "../profile-attributes/store.js";
import { loadCategories, receiveCategories, receiveCategoryOrder } from "../sidebar/store.js";
import { receiveTyping, stopTyping } from "../status/store.js";
import { ensureTeam } from "../teams/load.js";
import { currentTeamId, forgetTeam, loadTeams, receiveTeam } from "../teams/store.js";
import {
  receiveAllRead,
  receiveThread,
  receiveThreadRead,
  refreshCountsSoon,
  refreshThread,
  threadsById,
} from "../threads/store.js";
import { myId, receiveUsers, statusesById, usersById } from "../users/store.js";
import { addLiveEmoji } from "./emoji-events.js";
import { laterEvents } from "./later-events.js";
import { announce } from "./notify.js";

/** An event as it comes over the wire; `data` holds JSON strings where the protocol has them. */
interface Wire {
  event: string;
  data: Record<string, unknown>;
  broadcast?: { channel_id?: string; team_id?: string; user_id?: string };
}

/** Reads a field that is JSON in a string; some servers send the object itself. */
function parsed<T>(value: unknown): T | undefined {
  if (typeof value !== "string") return value as T | undefined;
  try {
    return JSON.parse(value) as T;
  } catch {
    return undefined;
  }
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" ? value : 0);

function posted({ data }: Wire): void {
  const post = parsed<Post>(data["post"]);
  if (!post) return;
  const known = postsById.peek(post.id) !== undefined;
  const mentions = parsed<string[]>(data["mentions"]) ?? [];
  const channel = channelsById.peek(post.channel_id);
  const mentioned = mentions.includes(myId.peek()) || (data["channel_type"] === "D" && post.user_id !== myId.peek());
  batch(() => {
    receivePost(post);
    stopTyping(post.channel_id, post.root_id, post.user_id);
    if (channel) {
      // The answer to one's own sending may have come first; the post is counted once, here.
      if (!known || post.user_id === myId.peek()) countPost(post, mentioned);
    } else void fetchChannel(post.channel_id);
  });
  readSoon(post.channel_id);
  const followers = parsed<string[]>(data["followers"]) ?? [];
  announce(post, {
    mentioned,
    following: followers.includes(myId.peek()),
    senderName: text(data["sender_name"]),
    channelName: text(data["channel_display_name"]),
    teamId: text(data["team_id"]),
  });
}

function threadUpdated({ data, broadcast }: Wire): void {
  const thread = parsed<UserThread>(data["thread"]);
  if (thread) receiveThread(thread, broadcast?.team_id || currentTeamId.peek());
}

function threadRead({ data, broadcast }: Wire): void {
  const team = broadcast?.team_id || currentTeamId.peek();
  const id = text(data["thread_id"]);
  if (!id) return receiveAllRead(team);
  receiveThreadRead(
    id,
    {
      timestamp: number(data["timestamp"]),
      unread_replies: number(data["unread_replies"]),
      unread_mentions: number(data["unread_mentions"]),
    },
    team,
  );
}

function followChanged({ data, broadcast }: Wire): void {
  const id = text(data["thread_id"]);
  const state = data["state"] === true;
  const team = broadcast?.team_id || currentTeamId.peek();
  receiveFollow(id, state, number(data["reply_count"]) || undefined);
  threadsById.update(id, (old) => ({ ...old, is_following: state }));
  if (state) void refreshThread(team, id);
  refreshCountsSoon(team);
}

function userRemoved({ data, broadcast }: Wire): void {
  const channelId = text(data["channel_id"]) || text(broadcast?.channel_id);
  const userId = text(data["user_id"]);
  if (!userId || userId === myId.peek()) forgetMembership(channelId);
  else memberCounts.update(channelId, (count) => Math.max(0, count - 1));
}

function userAdded({ data, broadcast }: Wire): void {
  const channelId = text(broadcast?.channel_id);
  if (text(data["user_id"]) !== myId.peek()) memberCounts.update(channelId, (count) => count + 1);
  else void joined(channelId);
}

async function joined(channelId: string): Promise<void> {
  const channel = await fetchChannel(channelId);
  const team = channel?.team_id || currentTeamId.peek();
  if (team) await loadCategories(team).catch(() => {});
}

function channelDeleted({ data }: Wire): void {
  channelsById.update(text(data["channel_id"]), (old) => ({
    ...old,
    delete_at: number(data["delete_at"]) || Date.now(),
  }));
}

function viewed(times: Record<string, number>): void {
  batch(() => {
    for (const [id, at] of Object.entries(times)) applyViewed(id, at);
  });
}

function unread({ data, broadcast }: Wire): void {
  const channelId = text(data["channel_id"]) || text(broadcast?.channel_id);
  holdUnread(channelId);
  applyUnread({
    channel_id: channelId,
    msg_count: number(data["msg_count"]),
    msg_count_root: number(data["msg_count_root"]),
    mention_count: number(data["mention_count"]),
    mention_count_root: number(data["mention_count_root"]),
    last_viewed_at: number(data["last_viewed_at"]),
  });
}

function leftTeam({ data }: Wire): void {
  const teamId = text(data["team_id"]);
  if (text(data["user_id"]) !== myId.peek()) return;
  batch(() => {
    for (const id of membershipsById.keys()) if (channelsById.peek(id)?.team_id === teamId) forgetMembership(id);
    forgetTeam(teamId);
  });
}

/** One's roles in the team and in all its channels have other names now. */
function schemeChanged({ broadcast }: Wire): void {
  const teamId = text(broadcast?.team_id);
  void loadTeams().catch(() => {});
  if (teamId) void loadChannels(teamId).catch(() => {});
}

function reloadSidebar({ broadcast }: Wire): void {
  const team = broadcast?.team_id || currentTeamId.peek();
  if (team) void loadCategories(team).catch(() => {});
}

function on<T>(field: string, act: (value: T, wire: Wire) => void): (wire: Wire) => void {
  return (wire) => {
    const value = parsed<T>(wire.data[field]);
    if (value !== undefined) act(value, wire);
  };
}

/** What this browser keeps of a message that this page does not hold would show it as it was. */
const changed = (receive: (post: Post) => void) => (post: Post) => {
  if (!postsById.peek(post.id)) forgetWindows(post.channel_id, post.root_id || post.id);
  receive(post);
};

const reducers: Record<string, (wire: Wire) => void> = {
  posted,
  post_edited: on<Post>("post", changed(receiveEdit)),
  post_deleted: on<Post>("post", changed(receiveDelete)),
  ephemeral_message: on<Post>("post", receiveEphemeral),
  post_unread: unread,
  reaction_added: on<Reaction>("reaction", (reaction) => receiveReaction(reaction, true)),
  reaction_removed: on<Reaction>("reaction", (reaction) => receiveReaction(reaction, false)),
  typing: ({ data, broadcast }) =>
    receiveTyping(text(broadcast?.channel_id), text(data["parent_id"]), text(data["user_id"])),
  thread_updated: threadUpdated,
  thread_read_changed: threadRead,
  thread_follow_changed: followChanged,
  status_change: ({ data }) =>
    statusesById.set(text(data["user_id"]), { user_id: text(data["user_id"]), status: text(data["status"]) }),
  user_updated: on<UserProfile>("user", (user) => receiveUsers([user])),
  user_role_updated: ({ data }) =>
    usersById.update(text(data["user_id"]), (old) => ({ ...old, roles: text(data["roles"]) })),
  channel_created: ({ data }) => void joined(text(data["channel_id"])),
  channel_updated: on<ServerChannel>("channel", receiveChannel),
  channel_converted: ({ data }) => void fetchChannel(text(data["channel_id"])),
  channel_deleted: channelDeleted,
  channel_restored: ({ data }) => channelsById.update(text(data["channel_id"]), (old) => ({ ...old, delete_at: 0 })),
  channel_viewed: ({ data }) => viewed({ [text(data["channel_id"])]: Date.now() }),
  multiple_channels_viewed: on<Record<string, number>>("channel_times", viewed),
  channel_member_updated: on<ChannelMembership>("channelMember", receiveMembership),
  direct_added: ({ broadcast }) => void joined(text(broadcast?.channel_id)),
  group_added: ({ broadcast }) => void joined(text(broadcast?.channel_id)),
  user_added: userAdded,
  user_removed: userRemoved,
  added_to_team: ({ data }) =>
    void loadTeams()
      .then(() => ensureTeam(text(data["team_id"])))
      .catch(() => {}),
  leave_team: leftTeam,
  update_team: on<Team>("team", receiveTeam),
  restore_team: on<Team>("team", receiveTeam),
  delete_team: on<Team>("team", (team) => forgetTeam(team.id)),
  update_team_scheme: schemeChanged,
  role_updated: on<Role>("role", receiveRole),
  memberrole_updated: () => void loadTeams().catch(() => {}),
  custom_profile_attributes_values_updated: ({ data }) =>
    receiveProfileValues(
      text(data["user_id"]),
      Object.fromEntries(
        ((data["values"] ?? []) as { field_id: string; value: string | string[] }[]).map((one) => [
          one.field_id,
          one.value,
        ]),
      ),
    ),
  custom_profile_attributes_field_created: profileFieldsChanged,
  custom_profile_attributes_field_updated: profileFieldsChanged,
  custom_profile_attributes_field_deleted: profileFieldsChanged,
  preference_changed: on<PreferenceType>("preference", (one) => receivePreferences([one])),
  preferences_changed: on<PreferenceType[]>("preferences", receivePreferences),
  preferences_deleted: on<PreferenceType[]>("preferences", receiveDeletedPreferences),
  sidebar_category_created: reloadSidebar,
  sidebar_category_deleted: reloadSidebar,
  sidebar_category_updated: on<ChannelCategory[]>("updatedCategories", (list, wire) =>
    Array.isArray(list) && list.length > 0 ? receiveCategories(list) : reloadSidebar(wire),
  ),
  sidebar_category_order_updated: ({ data, broadcast }) =>
    receiveCategoryOrder(broadcast?.team_id || currentTeamId.peek(), (data["order"] as string[]) ?? []),
  ...laterEvents(parsed),
  emoji_added: on("emoji", addLiveEmoji),
  config_changed: on<ClientConfig>("config", receiveConfig),
  license_changed: on<ClientLicense>("license", receiveLicense),
};

/** Applies one event of the stream to the stores. Unknown events are left alone. */
export function receiveEvent(message: unknown): void {
  const wire = message as Wire;
  if (Object.hasOwn(reducers, wire.event)) reducers[wire.event]?.({ ...wire, data: wire.data ?? {} });
}
