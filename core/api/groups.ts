import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

const groups = `${API}/groups` as const;
const group = `${groups}/{group_id}` as const;
const Count = Type.Integer({ minimum: 0 });
const Name = Type.String({ minLength: 1, maxLength: 128 });

export const Group = Type.Object({
  id: Id,
  /** By which it is mentioned; '' = not at all. */
  name: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  source: Type.String(),
  remote_id: Type.Unsafe<string | null>(Type.Unknown()),
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  has_syncables: Type.Boolean(),
  member_count: Type.Optional(Count),
  scheme_admin: Type.Optional(Type.Boolean()),
  allow_reference: Type.Boolean(),
});
export type Group = Static<typeof Group>;

const Link = { auto_add: Type.Boolean(), scheme_admin: Type.Boolean() };
const times = { create_at: Timestamp, update_at: Timestamp, delete_at: Timestamp };
export const GroupTeam = Type.Object({
  group_id: Id,
  team_id: Id,
  team_display_name: Type.String(),
  team_type: Type.String(),
  ...Link,
  ...times,
  type: Type.Literal("Team"),
});
export type GroupTeam = Static<typeof GroupTeam>;
export const GroupChannel = Type.Object({
  group_id: Id,
  channel_id: Id,
  channel_display_name: Type.String(),
  channel_type: Type.String(),
  team_id: Type.String(),
  team_display_name: Type.String(),
  team_type: Type.String(),
  ...Link,
  ...times,
  type: Type.Literal("Channel"),
});
export type GroupChannel = Static<typeof GroupChannel>;
const LinkChange = Type.Object({
  auto_add: Type.Optional(Type.Boolean()),
  scheme_admin: Type.Optional(Type.Boolean()),
});

export const listLdapGroups = endpoint({
  method: "GET",
  path: `${API}/ldap/groups`,
  query: Type.Object({
    ...pageQuery,
    q: Type.Optional(Type.String({ maxLength: 256 })),
    is_linked: Type.Optional(Type.Boolean()),
    is_configured: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Object({
    count: Count,
    groups: Type.Array(
      Type.Object({
        primary_key: Type.String(),
        name: Type.String(),
        mattermost_group_id: Type.Unsafe<string | null>(Type.Unknown()),
        has_syncables: Type.Unsafe<boolean | null>(Type.Unknown()),
      }),
    ),
  }),
  summary: "Groups of the directory, and which of them are linked.",
});
export const linkLdapGroup = endpoint({
  method: "POST",
  path: `${API}/ldap/groups/{remote_key}/link`,
  reply: Group,
  status: 201,
  summary: "Links a group of the directory; one that was linked before gets everything back.",
});
export const unlinkLdapGroup = endpoint({
  method: "DELETE",
  path: `${API}/ldap/groups/{remote_key}/link`,
  reply: StatusOk,
  summary: "Unlinks a group; its people stay where they are.",
});
export const syncUserGroups = endpoint({
  method: "POST",
  path: `${API}/ldap/users/{user_id}/group_sync_memberships`,
  reply: StatusOk,
  summary: "Puts a person into the teams and channels of their groups, also those they left.",
});

export const listGroups = endpoint({
  method: "GET",
  path: groups,
  query: Type.Object({
    ...pageQuery,
    q: Type.Optional(Type.String({ maxLength: 256 })),
    include_member_count: Type.Optional(Type.Boolean()),
    filter_allow_reference: Type.Optional(Type.Boolean()),
    not_associated_to_team: Type.Optional(Type.String({ maxLength: 26 })),
    not_associated_to_channel: Type.Optional(Type.String({ maxLength: 26 })),
    filter_has_member: Type.Optional(Type.String({ maxLength: 26 })),
    group_source: Type.Optional(Type.String({ maxLength: 64 })),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Type.Array(Group),
  summary: "Linked groups.",
});
export const getGroupsByNames = endpoint({
  method: "POST",
  path: `${groups}/names`,
  body: Type.Array(Type.String({ maxLength: 128 }), { maxItems: 200 }),
  reply: Type.Array(Group),
  summary: "Groups that can be mentioned, by their names.",
});
export const getGroup = endpoint({
  method: "GET",
  path: group,
  query: Type.Object({ include_member_count: Type.Optional(Type.Boolean()) }),
  reply: Group,
  summary: "One group.",
});
export const patchGroup = endpoint({
  method: "PUT",
  path: `${group}/patch`,
  body: Type.Object({
    name: Type.Optional(Type.String({ maxLength: 64 })),
    display_name: Type.Optional(Name),
    description: Type.Optional(Type.String({ maxLength: 1024 })),
    allow_reference: Type.Optional(Type.Boolean()),
  }),
  reply: Group,
  summary: "Changes how a group is named and whether it can be mentioned.",
});
export const getGroupStats = endpoint({
  method: "GET",
  path: `${group}/stats`,
  reply: Type.Object({ group_id: Id, total_member_count: Count }),
  summary: "How many people are in a group.",
});
export const listGroupMembers = endpoint({
  method: "GET",
  path: `${group}/members`,
  query: Type.Object(pageQuery),
  reply: Type.Object({ members: Type.Array(User), total_member_count: Count }),
  summary: "The people of a group.",
});

export const listGroupTeams = endpoint({
  method: "GET",
  path: `${group}/teams`,
  reply: Type.Array(GroupTeam),
  summary: "The teams a group belongs to.",
});
export const listGroupChannels = endpoint({
  method: "GET",
  path: `${group}/channels`,
  reply: Type.Array(GroupChannel),
  summary: "The channels a group belongs to.",
});
export const getGroupTeam = endpoint({
  method: "GET",
  path: `${group}/teams/{team_id}`,
  reply: GroupTeam,
  summary: "What a group has to do with a team.",
});
export const getGroupChannel = endpoint({
  method: "GET",
  path: `${group}/channels/{channel_id}`,
  reply: GroupChannel,
  summary: "What a group has to do with a channel.",
});
export const linkGroupTeam = endpoint({
  method: "POST",
  path: `${group}/teams/{team_id}/link`,
  body: LinkChange,
  reply: GroupTeam,
  status: 201,
  summary: "Gives a group a team; with auto_add its people are put into it.",
});
export const linkGroupChannel = endpoint({
  method: "POST",
  path: `${group}/channels/{channel_id}/link`,
  body: LinkChange,
  reply: GroupChannel,
  status: 201,
  summary: "Gives a group a channel; with auto_add its people are put into it and its team.",
});
export const patchGroupTeam = endpoint({
  method: "PUT",
  path: `${group}/teams/{team_id}/patch`,
  body: LinkChange,
  reply: GroupTeam,
  summary: "Changes what a group does in a team.",
});
export const patchGroupChannel = endpoint({
  method: "PUT",
  path: `${group}/channels/{channel_id}/patch`,
  body: LinkChange,
  reply: GroupChannel,
  summary: "Changes what a group does in a channel.",
});
export const unlinkGroupTeam = endpoint({
  method: "DELETE",
  path: `${group}/teams/{team_id}/link`,
  reply: StatusOk,
  summary: "Takes a team from a group; people stay in the team unless only groups may be in it.",
});
export const unlinkGroupChannel = endpoint({
  method: "DELETE",
  path: `${group}/channels/{channel_id}/link`,
  reply: StatusOk,
  summary: "Takes a channel from a group.",
});

const ofPlace = Type.Object({
  ...pageQuery,
  q: Type.Optional(Type.String({ maxLength: 256 })),
  include_member_count: Type.Optional(Type.Boolean()),
  filter_allow_reference: Type.Optional(Type.Boolean()),
  paginate: Type.Optional(Type.Boolean()),
});
const GroupsWithCount = Type.Object({ groups: Type.Array(Group), total_group_count: Count });
export const listGroupsOfTeam = endpoint({
  method: "GET",
  path: `${API}/teams/{team_id}/groups`,
  query: ofPlace,
  reply: GroupsWithCount,
  summary: "The groups of a team.",
});
export const listGroupsOfChannel = endpoint({
  method: "GET",
  path: `${API}/channels/{channel_id}/groups`,
  query: ofPlace,
  reply: GroupsWithCount,
  summary: "The groups of a channel.",
});
