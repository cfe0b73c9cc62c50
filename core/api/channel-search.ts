import { Type } from "@sinclair/typebox";
import { Channel, ChannelWithTeam } from "./channels.js";
import { API, Id } from "./common.js";
import { endpoint } from "./endpoint.js";

const teams = `${API}/teams` as const;
const channels = `${API}/channels` as const;

export const searchTeamChannels = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/channels/search`,
  body: Type.Object({ term: Type.Optional(Type.String({ maxLength: 256 })) }),
  reply: Type.Array(Channel),
  summary: "Public channels of a team, and the caller's private ones, whose name holds the term.",
});
export const searchArchivedChannels = endpoint({
  method: "POST",
  path: `${teams}/{team_id}/channels/search_archived`,
  body: Type.Object({ term: Type.Optional(Type.String({ maxLength: 256 })) }),
  reply: Type.Array(Channel),
  summary: "Archived channels whose name holds the term.",
});
export const autocompleteChannels = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels/autocomplete`,
  query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 64 })) }),
  reply: Type.Array(Channel),
  summary: "Channels for a name being typed.",
});
export const autocompleteForSearch = endpoint({
  method: "GET",
  path: `${teams}/{team_id}/channels/search_autocomplete`,
  query: Type.Object({ name: Type.Optional(Type.String({ maxLength: 64 })) }),
  reply: Type.Array(Channel),
  summary: "The caller's channels for a name being typed in the search box.",
});
export const searchGroups = endpoint({
  method: "POST",
  path: `${channels}/group/search`,
  body: Type.Object({ term: Type.Optional(Type.String({ maxLength: 256 })) }),
  reply: Type.Array(Channel),
  summary: "The caller's group messages with a member whose name begins like the term.",
});
export const searchAllChannels = endpoint({
  method: "POST",
  path: `${channels}/search`,
  query: Type.Object({
    /** false: only channels the caller is in or may join, whoever asks. */
    system_console: Type.Optional(Type.Boolean()),
    include_deleted: Type.Optional(Type.Boolean()),
  }),
  body: Type.Object({
    term: Type.Optional(Type.String({ maxLength: 256 })),
    team_ids: Type.Optional(Type.Array(Id)),
    /** Both or none: channels of either kind. */
    public: Type.Optional(Type.Boolean()),
    private: Type.Optional(Type.Boolean()),
    exclude_default_channels: Type.Optional(Type.Boolean()),
    deleted: Type.Optional(Type.Boolean()),
    include_deleted: Type.Optional(Type.Boolean()),
    page: Type.Optional(Type.Integer({ minimum: 0 })),
    per_page: Type.Optional(Type.Integer({ minimum: 0 })),
  }),
  reply: Type.Union([
    Type.Array(ChannelWithTeam),
    Type.Object({ channels: Type.Array(ChannelWithTeam), total_count: Type.Integer() }),
  ]),
  summary: "Channels of all teams whose name holds the term.",
});
