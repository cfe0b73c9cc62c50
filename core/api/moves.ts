import { Type } from "@sinclair/typebox";
import { Channel } from "./channels.js";
import { API, Id, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Team } from "./teams.js";

const channel = `${API}/channels/{channel_id}` as const;

export const moveChannel = endpoint({
  method: "POST",
  path: `${channel}/move`,
  body: Type.Object({ team_id: Id, force: Type.Optional(Type.Boolean()) }),
  reply: Channel,
  summary: "Move a channel to another team; with force those who are not in that team leave the channel.",
});
export const convertGroup = endpoint({
  method: "POST",
  path: `${channel}/convert_to_channel`,
  query: Type.Object({ team_id: Type.Optional(Type.String()) }),
  body: Type.Object({
    channel_id: Type.Optional(Type.String()),
    team_id: Id,
    name: Type.String({ minLength: 1, maxLength: 64 }),
    display_name: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  reply: Channel,
  summary: "Make a group message a private channel of a team that all its people are in.",
});
export const getCommonTeams = endpoint({
  method: "GET",
  path: `${channel}/common_teams`,
  reply: Type.Array(Team),
  summary: "The teams that all people of a group message are in.",
});
export const moveThread = endpoint({
  method: "POST",
  path: `${API}/posts/{post_id}/move`,
  body: Type.Object({ channel_id: Id }),
  reply: StatusOk,
  summary: "Move a thread with its files and reactions to another channel.",
});
