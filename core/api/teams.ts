import { type Static, Type } from "@sinclair/typebox";
import { API, Id, Ids, PageQuery, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const Team = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  display_name: Type.String(),
  name: Type.String(),
  description: Type.String(),
  email: Type.String(),
  type: Type.Unsafe<"O" | "I">(Type.String({ enum: ["O", "I"] })),
  company_name: Type.String(),
  allowed_domains: Type.String(),
  /** Only for those who may invite. */
  invite_id: Type.String(),
  allow_open_invite: Type.Boolean(),
  last_team_icon_update: Timestamp,
  scheme_id: Type.String(),
  group_constrained: Type.Boolean(),
  policy_id: Type.Unsafe<string | null>(Type.Unknown()),
});
export type Team = Static<typeof Team>;

export const TeamMember = Type.Object({
  team_id: Id,
  user_id: Id,
  roles: Type.String(),
  delete_at: Timestamp,
  scheme_guest: Type.Boolean(),
  scheme_user: Type.Boolean(),
  scheme_admin: Type.Boolean(),
  explicit_roles: Type.String(),
});
export type TeamMember = Static<typeof TeamMember>;

export const TeamUnread = Type.Object({
  team_id: Type.String(),
  msg_count: Type.Integer(),
  mention_count: Type.Integer(),
  msg_count_root: Type.Integer(),
  mention_count_root: Type.Integer(),
  thread_count: Type.Integer(),
  thread_mention_count: Type.Integer(),
  thread_urgent_mention_count: Type.Integer(),
});

const Name = Type.String({ minLength: 1, maxLength: 64 });
const details = {
  display_name: Type.Optional(Name),
  description: Type.Optional(Type.String({ maxLength: 255 })),
  company_name: Type.Optional(Type.String({ maxLength: 64 })),
  email: Type.Optional(Type.String({ maxLength: 128 })),
  allowed_domains: Type.Optional(Type.String({ maxLength: 1000 })),
  allow_open_invite: Type.Optional(Type.Boolean()),
};
const teams = `${API}/teams` as const;
const users = `${API}/users` as const;

export const createTeam = endpoint({
  method: "POST",
  path: `${teams}`,
  body: Type.Object({
    ...details,
    name: Name,
    display_name: Name,
    type: Type.Optional(Type.Unsafe<"O" | "I">(Type.String({ enum: ["O", "I"] }))),
  }),
  reply: Team,
  status: 201,
  summary: "Make a team; its maker becomes its administrator.",
});
export const listTeams = endpoint({
  method: "GET",
  path: `${teams}`,
  query: Type.Object({
    ...pageQuery,
    include_total_count: Type.Optional(Type.Boolean()),
    exclude_policy_constrained: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Union([Type.Array(Team), Type.Object({ teams: Type.Array(Team), total_count: Type.Integer() })]),
  summary: "The teams the caller may see: open ones, or all for administrators.",
});
export const getTeam = endpoint({ method: "GET", path: `${teams}/{team_id}`, reply: Team, summary: "One team." });
export const getTeamByName = endpoint({
  method: "GET",
  path: `${teams}/name/{team_name}`,
  reply: Team,
  summary: "One team by its address.",
});
export const teamExists = endpoint({
  method: "GET",
  path: `${teams}/name/{team_name}/exists`,
  reply: Type.Object({ exists: Type.Boolean() }),
  summary: "Whether a team of this address exists that the caller may see.",
});
export const updateTeam = endpoint({
  method: "PUT",
  path: `${teams}/{team_id}`,
  body: Type.Object({ ...details, id: Type.Optional(Type.String()) }),
  reply: Team,
  summary: "Change a team.",
});
export const patchTeam = endpoint({
  method: "PUT",
  path: `${teams}/{team_id}/patch`,
  body: Type.Object({ ...details, group_constrained: Type.Optional(Type.Boolean()) }),
  reply: Team,
  summary: "Change parts of a team.",
});
export const updateTeamPrivacy = endpoint({
  method: "PUT",
  path: `${teams}/{team_id}/privacy`,
  body: Type.Object({ privacy: Type.Unsafe<"O" | "I">(Type.String({ enum: ["O", "I"] })) }),
  reply: Team,
  summary: "Open a team to everybody, or close it.",
});
export const archiveTeam = endpoint({
  method: "DELETE",
  path: `${teams}/{team_id}`,
  query: Type.Object({ permanent: Type.Optional(Type.Boolean()) }),
  reply: StatusOk,
  summary: "Archive a team.",
});
export const restoreTeam = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/restore`,
  reply: Team,
  summary: "Bring an archived team back.",
});
export const regenerateInvite = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/regenerate_invite_id`,
  reply: Team,
  summary: "Make the invitation link anew; the old one stops working.",
});
export const searchTeams = endpoint({
  method: "POST",
  path: `${teams}/search`,
  body: Type.Object({
    term: Type.Optional(Type.String({ maxLength: 256 })),
    page: Type.Optional(Type.Integer({ minimum: 0 })),
    per_page: Type.Optional(Type.Integer({ minimum: 0 })),
    allow_open_invite: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Union([Type.Array(Team), Type.Object({ teams: Type.Array(Team), total_count: Type.Integer() })]),
  summary: "Teams whose name holds the term.",
});
export const getInviteInfo = endpoint({
  method: "GET",
  path: `${teams}/invite/{invite_id}`,
  reply: Type.Object({ id: Id, name: Type.String(), display_name: Type.String(), description: Type.String() }),
  summary: "The team an invitation link leads to.",
});
export const getTeamStats = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/stats`,
  reply: Type.Object({ team_id: Id, total_member_count: Type.Integer(), active_member_count: Type.Integer() }),
  summary: "How many people are in a team.",
});

export const getTeamMembers = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/members`,
  query: Type.Object({
    ...pageQuery,
    sort: Type.Optional(Type.String()),
    exclude_deleted_users: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Array(TeamMember),
  summary: "The members of a team.",
});
export const getTeamMember = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/members/{user_id}`,
  reply: TeamMember,
  summary: "One member of a team.",
});
export const getTeamMembersByIds = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/members/ids`,
  body: Ids,
  reply: Type.Array(TeamMember),
  summary: "Members of a team by their ids.",
});
export const addTeamMember = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/members`,
  body: Type.Object({ team_id: Type.Optional(Id), user_id: Id }),
  reply: TeamMember,
  status: 201,
  summary: "Add a person to a team, or join an open one.",
});
export const addTeamMembers = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/members/batch`,
  query: Type.Object({ graceful: Type.Optional(Type.Boolean()) }),
  body: Type.Array(Type.Object({ team_id: Type.Optional(Id), user_id: Id }), { minItems: 1, maxItems: 256 }),
  reply: Type.Array(Type.Unknown()),
  status: 201,
  summary: "Add several people to a team.",
});
export const joinByInvite = endpoint({
  method: "POST",
  path: `${teams}/members/invite`,
  query: Type.Object({ token: Type.Optional(Type.String()), invite_id: Type.Optional(Type.String()) }),
  reply: TeamMember,
  status: 201,
  summary: "Join the team of an invitation link.",
});
export const removeTeamMember = endpoint({
  method: "DELETE",
  path: `${teams}/{team_id}/members/{user_id}`,
  reply: StatusOk,
  summary: "Remove a person from a team, or leave it.",
});
export const updateTeamMemberRoles = endpoint({
  method: "PUT",
  path: `${teams}/{team_id}/members/{user_id}/roles`,
  body: Type.Object({ roles: Type.String({ maxLength: 500 }) }),
  reply: StatusOk,
  summary: "Set the roles of a member.",
});
export const updateTeamMemberSchemeRoles = endpoint({
  method: "PUT",
  path: `${teams}/{team_id}/members/{user_id}/schemeRoles`,
  body: Type.Object({
    scheme_admin: Type.Optional(Type.Boolean()),
    scheme_user: Type.Optional(Type.Boolean()),
    scheme_guest: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary: "Make a member an administrator of the team, or not.",
});

export const getTeamImage = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/image`,
  reply: Type.Unknown(),
  summary: "The picture of a team.",
});
export const setTeamImage = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/image`,
  reply: StatusOk,
  summary: "Set the picture of a team: multipart field `image`.",
});
export const removeTeamImage = endpoint({
  method: "DELETE",
  path: `${teams}/{team_id}/image`,
  reply: StatusOk,
  summary: "Remove the picture of a team.",
});

export const getUserTeams = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams`,
  query: PageQuery,
  reply: Type.Array(Team),
  summary: "The teams of a person.",
});
export const getUserTeamMembers = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams/members`,
  reply: Type.Array(TeamMember),
  summary: "A person's memberships of teams.",
});
export const getTeamsUnread = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams/unread`,
  query: Type.Object({
    exclude_team: Type.Optional(Type.String()),
    include_collapsed_threads: Type.Optional(Type.Boolean()),
  }),
  reply: Type.Array(TeamUnread),
  summary: "Unread messages and mentions of a person, by team.",
});
export const getTeamUnread = endpoint({
  method: "GET",
  path: `${users}/{user_id}/teams/{team_id}/unread`,
  reply: TeamUnread,
  summary: "Unread messages and mentions of a person in one team.",
});
