import { type Queryable, statement } from "../../platform/database/database.js";
import type { ChannelRow } from "../channels/index.js";
import type { TeamRow } from "../teams/index.js";

const TEAMS = statement(
  "schemes.teams",
  "SELECT * FROM teams WHERE scheme_id = $1 ORDER BY display_name, id LIMIT $2 OFFSET $3",
);
const CHANNELS = statement(
  "schemes.channels",
  "SELECT * FROM channels WHERE scheme_id = $1 ORDER BY display_name, id LIMIT $2 OFFSET $3",
);
const CHANNELS_OF_TEAM = statement("schemes.channels_of_team", "SELECT id FROM channels WHERE team_id = $1");
const LEAVE_TEAMS = statement(
  "schemes.leave_teams",
  "UPDATE teams SET scheme_id = NULL WHERE scheme_id = $1 RETURNING id",
);
const LEAVE_CHANNELS = statement(
  "schemes.leave_channels",
  "UPDATE channels SET scheme_id = NULL WHERE scheme_id = $1 RETURNING id",
);

const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

export const placeStore = {
  teams: (db: Queryable, schemeId: string, limit: number, offset: number) =>
    db.rows<TeamRow>(TEAMS, [schemeId, limit, offset]),
  channels: (db: Queryable, schemeId: string, limit: number, offset: number) =>
    db.rows<ChannelRow>(CHANNELS, [schemeId, limit, offset]),
  channelsOfTeam: async (db: Queryable, teamId: string) =>
    ids(await db.rows<{ id: string }>(CHANNELS_OF_TEAM, [teamId])),
  /** Takes a scheme from all teams and channels; returns their ids. */
  leave: async (db: Queryable, schemeId: string) => ({
    teams: ids(await db.rows<{ id: string }>(LEAVE_TEAMS, [schemeId])),
    channels: ids(await db.rows<{ id: string }>(LEAVE_CHANNELS, [schemeId])),
  }),
};
