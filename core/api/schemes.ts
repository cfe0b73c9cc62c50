import { type Static, Type } from "@sinclair/typebox";
import { Channel } from "./channels.js";
import { API, Id, IdOrEmpty, PageQuery, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Team } from "./teams.js";

/** The kinds of membership a scheme can give roles of its own, by scope. */
export const schemeKinds = {
  team: ["team_admin", "team_user", "team_guest", "channel_admin", "channel_user", "channel_guest"],
  channel: ["channel_admin", "channel_user", "channel_guest"],
} as const;
export type SchemeScope = keyof typeof schemeKinds;
export type SchemeKind = (typeof schemeKinds)[SchemeScope][number];

const Scope = Type.Unsafe<SchemeScope>(Type.String({ enum: Object.keys(schemeKinds) }));

/** The names of the roles of the scheme; '' for kinds outside its scope, and for products this server does not have. */
export const Scheme = Type.Object({
  id: Id,
  name: Type.String(),
  display_name: Type.String(),
  description: Type.String(),
  scope: Scope,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  default_team_admin_role: Type.String(),
  default_team_user_role: Type.String(),
  default_team_guest_role: Type.String(),
  default_channel_admin_role: Type.String(),
  default_channel_user_role: Type.String(),
  default_channel_guest_role: Type.String(),
  default_playbook_admin_role: Type.String(),
  default_playbook_member_role: Type.String(),
  default_run_admin_role: Type.String(),
  default_run_member_role: Type.String(),
});
export type Scheme = Static<typeof Scheme>;

const name = Type.String({ pattern: "^[a-z0-9_]{2,64}$" });
const displayName = Type.String({ minLength: 1, maxLength: 64 });
const description = Type.String({ maxLength: 1024 });
/** The scheme of a place; '' = none, the roles everybody knows hold there. */
const Choice = Type.Object({ scheme_id: IdOrEmpty });

const schemes = `${API}/schemes` as const;
const one = `${schemes}/{scheme_id}` as const;

export const listSchemes = endpoint({
  method: "GET",
  path: schemes,
  query: Type.Object({ ...pageQuery, scope: Type.Optional(Type.Union([Scope, Type.Literal("")])) }),
  reply: Type.Array(Scheme),
  summary: "Schemes: permissions of a team's or a channel's own.",
});
export const createScheme = endpoint({
  method: "POST",
  path: schemes,
  body: Type.Object({
    name: Type.Optional(name),
    display_name: Type.Optional(displayName),
    description: Type.Optional(description),
    scope: Scope,
  }),
  reply: Scheme,
  status: 201,
  summary: "Make a scheme. Its roles begin with the permissions that hold for everybody now.",
});
export const getScheme = endpoint({ method: "GET", path: one, reply: Scheme, summary: "One scheme." });
export const patchScheme = endpoint({
  method: "PUT",
  path: `${one}/patch`,
  body: Type.Object({
    name: Type.Optional(name),
    display_name: Type.Optional(displayName),
    description: Type.Optional(description),
  }),
  reply: Scheme,
  summary: "Change the name and the description of a scheme; its permissions are those of its roles.",
});
export const deleteScheme = endpoint({
  method: "DELETE",
  path: one,
  reply: StatusOk,
  summary: "Delete a scheme; where it was used, the roles everybody knows hold again.",
});
export const listSchemeTeams = endpoint({
  method: "GET",
  path: `${one}/teams`,
  query: PageQuery,
  reply: Type.Array(Team),
  summary: "The teams with a scheme.",
});
export const listSchemeChannels = endpoint({
  method: "GET",
  path: `${one}/channels`,
  query: PageQuery,
  reply: Type.Array(Channel),
  summary: "The channels with a scheme of their own.",
});
export const setTeamScheme = endpoint({
  method: "PUT",
  path: `${API}/teams/{team_id}/scheme`,
  body: Choice,
  reply: StatusOk,
  summary: "Give a team a scheme, or none.",
});
export const setChannelScheme = endpoint({
  method: "PUT",
  path: `${API}/channels/{channel_id}/scheme`,
  body: Choice,
  reply: StatusOk,
  summary: "Give a channel a scheme of its own, or that of its team again.",
});
