import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, IdOrEmpty, Ids, pageQuery, StatusOk, StringMap, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

export const ChannelType = Type.Unsafe<"O" | "P" | "D" | "G">(Type.String({ enum: ["O", "P", "D", "G"] }));

export const Channel = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  team_id: IdOrEmpty,
  type: ChannelType,
  display_name: Type.String(),
  name: Type.String(),
  header: Type.String(),
  purpose: Type.String(),
  last_post_at: Timestamp,
  last_root_post_at: Timestamp,
  total_msg_count: Type.Integer(),
  total_msg_count_root: Type.Integer(),
  extra_update_at: Timestamp,
  creator_id: Type.String(),
  scheme_id: Type.String(),
  props: Type.Unsafe<Record<string, unknown>>(Type.Unknown()),
  group_constrained: Type.Boolean(),
  shared: Type.Boolean(),
  policy_id: Type.Unsafe<string | null>(Type.Unknown()),
});
export type Channel = Static<typeof Channel>;

/** A channel in a list across teams. */
export const ChannelWithTeam = Type.Intersect([
  Channel,
  Type.Object({ team_display_name: Type.String(), team_name: Type.String(), team_update_at: Timestamp }),
]);
export type ChannelWithTeam = Static<typeof ChannelWithTeam>;

export const ChannelMember = Type.Object({
  channel_id: Id,
  user_id: Id,
  roles: Type.String(),
  last_viewed_at: Timestamp,
  msg_count: Type.Integer(),
  mention_count: Type.Integer(),
  mention_count_root: Type.Integer(),
  urgent_mention_count: Type.Integer(),
  msg_count_root: Type.Integer(),
  notify_props: StringMap,
  last_update_at: Timestamp,
  scheme_guest: Type.Boolean(),
  scheme_user: Type.Boolean(),
  scheme_admin: Type.Boolean(),
  explicit_roles: Type.String(),
});
export type ChannelMember = Static<typeof ChannelMember>;

export const ChannelUnread = Type.Object({
  team_id: Type.String(),
  channel_id: Id,
  msg_count: Type.Integer(),
  mention_count: Type.Integer(),
  msg_count_root: Type.Integer(),
  mention_count_root: Type.Integer(),
  urgent_mention_count: Type.Integer(),
  last_viewed_at: Timestamp,
  notify_props: StringMap,
});

const Text = (max: number) => Type.Optional(Type.String({ maxLength: max }));
const channels = `${API}/channels` as const;
const teams = `${API}/teams` as const;
const users = `${API}/users` as const;
const change = { name: Text(64), display_name: Text(64), header: Text(1024), purpose: Text(250) };
const memberOf = `${channels}/{channel_id}/members` as const;

export const createChannel = endpoint({
  method: "POST",
  path: `${channels}`,
  body: Type.Object({
    ...change,
    team_id: Id,
    name: Type.String({ minLength: 1, maxLength: 64 }),
    display_name: Type.String({ minLength: 1, maxLength: 64 }),
    type: Type.Unsafe<"O" | "P">(Type.String({ enum: ["O", "P"] })),
  }),
  reply: Channel,
  status: 201,
  summary: "Make a public or private channel.",
});
export const createDirect = endpoint({
  method: "POST",
  path: `${channels}/direct`,
  body: Type.Array(Id, { minItems: 1, maxItems: 2 }),
  reply: Channel,
  status: 201,
  summary: "Open the direct messages of two people.",
});
export const createGroup = endpoint({
  method: "POST",
  path: `${channels}/group`,
  body: Type.Array(Id, { minItems: 1, maxItems: 100 }),
  reply: Channel,
  status: 201,
  summary: "Open a group message of 3 to 8 people.",
});
export const getChannel = endpoint({
  method: "GET",
  path: `${channels}/{channel_id}`,
  reply: Channel,
  summary: "One channel.",
});
export const updateChannel = endpoint({
  method: "PUT",
  path: `${channels}/{channel_id}`,
  body: Type.Object({ ...change, id: Type.Optional(Type.String()) }),
  reply: Channel,
  summary: "Change a channel; what is absent stays.",
});
export const patchChannel = endpoint({
  method: "PUT",
  path: `${channels}/{channel_id}/patch`,
  body: Type.Object({ ...change, group_constrained: Type.Optional(Type.Boolean()) }),
  reply: Channel,
  summary: "Change parts of a channel.",
});
export const updateChannelPrivacy = endpoint({
  method: "PUT",
  path: `${channels}/{channel_id}/privacy`,
  body: Type.Object({ privacy: Type.Unsafe<"O" | "P">(Type.String({ enum: ["O", "P"] })) }),
  reply: Channel,
  summary: "Make a channel public or private.",
});
export const convertChannel = endpoint({
  method: "POST",
  path: `${channels}/{channel_id}/convert`,
  reply: Channel,
  summary: "Make a public channel private: the older form of the same.",
});
export const archiveChannel = endpoint({
  method: "DELETE",
  path: `${channels}/{channel_id}`,
  query: Type.Object({ permanent: Type.Optional(Type.Boolean()) }),
  reply: StatusOk,
  summary: "Archive a channel.",
});
export const restoreChannel = endpoint({
  method: "POST",
  path: `${channels}/{channel_id}/restore`,
  reply: Channel,
  summary: "Bring an archived channel back.",
});
export const getChannelStats = endpoint({
  method: "GET",
  path: `${channels}/{channel_id}/stats`,
  query: Type.Object({ exclude_files_count: Type.Optional(Type.Boolean()) }),
  reply: Type.Object({
    channel_id: Id,
    member_count: Type.Integer(),
    guest_count: Type.Integer(),
    pinnedpost_count: Type.Integer(),
    files_count: Type.Integer(),
  }),
  summary: "How many members, pinned messages and files a channel has.",
});
export const getMemberCounts = endpoint({
  method: "POST",
  path: `${channels}/stats/member_count`,
  body: Ids,
  reply: Type.Record(Type.String(), Type.Integer()),
  summary: "Numbers of members by channel id.",
});
export const getChannelTimezones = endpoint({
  method: "GET",
  path: `${channels}/{channel_id}/timezones`,
  reply: Type.Array(Type.String()),
  summary: "The time zones of a channel's members.",
});

export const getChannelByName = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels/name/{channel_name}`,
  query: Type.Object({ include_deleted: Type.Optional(Type.Boolean()) }),
  reply: Channel,
  summary: "One channel of a team by its address.",
});
export const getChannelByNames = endpoint({
  method: "GET",
  path: `${teams}/name/{team_name}/channels/name/{channel_name}`,
  query: Type.Object({ include_deleted: Type.Optional(Type.Boolean()) }),
  reply: Channel,
  summary: "One channel by the addresses of its team and itself.",
});
export const getPublicChannels = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels`,
  query: Type.Object(pageQuery),
  reply: Type.Array(Channel),
  summary: "The public channels of a team.",
});
export const getPrivateChannels = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels/private`,
  query: Type.Object(pageQuery),
  reply: Type.Array(Channel),
  summary: "The private channels of a team, for administrators.",
});
export const getArchivedChannels = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels/deleted`,
  query: Type.Object(pageQuery),
  reply: Type.Array(Channel),
  summary: "The archived channels of a team that the caller may see.",
});
export const getChannelsByIds = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/channels/ids`,
  body: Ids,
  reply: Type.Array(Channel),
  summary: "Public channels of a team by their ids.",
});
export const listAllChannels = endpoint({
  method: "GET",
  path: `${channels}`,
  query: Type.Object({
    ...pageQuery,
    include_deleted: Type.Optional(Type.Boolean()),
    include_total_count: Type.Optional(Type.Boolean()),
    not_associated_to_group: Type.Optional(Type.String()),
    exclude_default_channels: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Union([
    Type.Array(ChannelWithTeam),
    Type.Object({ channels: Type.Array(ChannelWithTeam), total_count: Type.Integer() }),
  ]),
  summary: "All channels, for administrators.",
});

export const getMyTeamChannels = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams/{team_id}/channels`,
  query: Type.Object({
    include_deleted: Type.Optional(Type.Boolean()),
    last_delete_at: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Type.Array(Channel),
  summary: "The channels of a person in a team, with their direct and group messages.",
});
export const getMyChannels = endpoint({
  method: "GET",
  path: `${users}/{user_id}/channels`,
  query: Type.Object({
    include_deleted: Type.Optional(Type.Boolean()),
    last_delete_at: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Type.Array(Channel),
  summary: "The channels of a person in all teams.",
});
export const getMyTeamChannelMembers = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams/{team_id}/channels/members`,
  reply: Type.Array(ChannelMember),
  summary: "A person's memberships of the channels of a team.",
});
export const getMyChannelMembers = endpoint({
  method: "GET",
  path: `${users}/{user_id}/channel_members`,
  query: Type.Object({
    ...pageQuery,
    /** -1 = all of them at once, as web clients load them. */
    page: Type.Optional(Type.Integer({ minimum: -1, maximum: 10_000_000, default: 0 })),
  }),
  reply: Type.Array(
    Type.Intersect([
      ChannelMember,
      Type.Object({ team_display_name: Type.String(), team_name: Type.String(), team_update_at: Timestamp }),
    ]),
  ),
  summary: "A person's memberships of channels in all teams.",
});
export const getChannelUnread = endpoint({
  method: "GET",
  path: `${users}/{user_id}/channels/{channel_id}/unread`,
  reply: ChannelUnread,
  summary: "What is unread in one channel.",
});
export const getUsersOfGroups = endpoint({
  method: "POST",
  path: `${users}/group_channels`,
  body: Ids,
  reply: Type.Record(Type.String(), Type.Array(User)),
  summary: "The people of group messages, by channel id.",
});

export const getMembers = endpoint({
  method: "GET",
  path: memberOf,
  query: Type.Object(pageQuery),
  reply: Type.Array(ChannelMember),
  summary: "The members of a channel.",
});
export const getMembersByIds = endpoint({
  method: "POST",
  path: `${memberOf}/ids`,
  body: Ids,
  reply: Type.Array(ChannelMember),
  summary: "Members of a channel by their ids.",
});
export const getMember = endpoint({
  method: "GET",
  path: `${memberOf}/{user_id}`,
  reply: ChannelMember,
  summary: "One member of a channel.",
});
export const addMember = endpoint({
  method: "POST",
  path: memberOf,
  body: Type.Object({
    user_id: Type.Optional(Id),
    user_ids: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000 })),
    channel_id: Type.Optional(Type.String()),
    post_root_id: Type.Optional(IdOrEmpty),
  }),
  reply: Type.Union([ChannelMember, Type.Array(ChannelMember)]),
  status: 201,
  summary: "Add people to a channel, or join a public one.",
});
export const removeMember = endpoint({
  method: "DELETE",
  path: `${memberOf}/{user_id}`,
  reply: StatusOk,
  summary: "Remove a person from a channel, or leave it.",
});
export const updateMemberRoles = endpoint({
  method: "PUT",
  path: `${memberOf}/{user_id}/roles`,
  body: Type.Object({ roles: Type.String({ maxLength: 500 }) }),
  reply: StatusOk,
  summary: "Set the roles of a member.",
});
export const updateMemberSchemeRoles = endpoint({
  method: "PUT",
  path: `${memberOf}/{user_id}/schemeRoles`,
  body: Type.Object({
    scheme_admin: Type.Optional(Type.Boolean()),
    scheme_user: Type.Optional(Type.Boolean()),
    scheme_guest: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary: "Make a member an administrator of the channel, or not.",
});
export const updateNotifyProps = endpoint({
  method: "PUT",
  path: `${memberOf}/{user_id}/notify_props`,
  body: AnyObject,
  reply: StatusOk,
  summary: "How a member is notified of a channel.",
});

export const viewChannel = endpoint({
  method: "POST",
  path: `${channels}/members/{user_id}/view`,
  body: Type.Object({
    channel_id: Type.Optional(IdOrEmpty),
    prev_channel_id: Type.Optional(IdOrEmpty),
    collapsed_threads_supported: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({ status: Type.Literal("OK"), last_viewed_at_times: Type.Record(Type.String(), Timestamp) }),
  summary: "Mark a channel as read.",
});
export const markChannelsRead = endpoint({
  method: "POST",
  path: `${channels}/members/{user_id}/mark_read`,
  body: Ids,
  reply: Type.Object({ status: Type.Literal("OK"), last_viewed_at_times: Type.Record(Type.String(), Timestamp) }),
  summary: "Mark several channels as read.",
});
export const markDirectRead = endpoint({
  method: "PUT",
  path: `${channels}/members/{user_id}/direct/read`,
  reply: Type.Object({ status: Type.Literal("OK"), last_viewed_at_times: Type.Record(Type.String(), Timestamp) }),
  summary: "Mark all direct and group messages as read.",
});
export const markTeamRead = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/teams/{team_id}/read`,
  reply: Type.Object({ status: Type.Literal("OK"), last_viewed_at_times: Type.Record(Type.String(), Timestamp) }),
  summary: "Mark all channels of a team as read.",
});
