import { type Queryable, statement } from "../../platform/database/database.js";
import type { TeamRow } from "../teams/index.js";

const OUTSIDERS = statement(
  "moves.outsiders",
  `SELECT m.user_id, u.delete_at > 0 AS gone FROM channel_members m JOIN users u ON u.id = m.user_id
   WHERE m.channel_id = $1 AND NOT EXISTS (SELECT 1 FROM team_members t WHERE t.team_id = $2 AND t.user_id = m.user_id AND t.delete_at = 0)
   ORDER BY m.user_id`,
);
const COMMON_TEAMS = statement(
  "moves.common_teams",
  `SELECT t.* FROM teams t WHERE t.delete_at = 0 AND NOT EXISTS (
     SELECT 1 FROM channel_members m JOIN users u ON u.id = m.user_id AND u.delete_at = 0 AND NOT u.is_bot
     WHERE m.channel_id = $1 AND NOT EXISTS (SELECT 1 FROM team_members tm WHERE tm.team_id = t.id AND tm.user_id = m.user_id AND tm.delete_at = 0))
   ORDER BY t.display_name, t.id`,
);
// Threads know their team; sidebars put the channel where it belongs by itself.
const FOLLOW = statement(
  "moves.follow",
  "WITH sidebars AS (DELETE FROM sidebar_channels WHERE channel_id = $1) UPDATE threads SET team_id = $2 WHERE channel_id = $1",
);

export const moveStore = {
  /** Members of a channel who are not in a team; `gone`: their account is deactivated. */
  outsiders: (db: Queryable, channelId: string, teamId: string) =>
    db.rows<{ user_id: string; gone: boolean }>(OUTSIDERS, [channelId, teamId]),
  /** Teams that all active people of a channel are in. */
  commonTeams: (db: Queryable, channelId: string) => db.rows<TeamRow>(COMMON_TEAMS, [channelId]),
  /** What hangs on a channel follows it to its team. */
  follow: (db: Queryable, channelId: string, teamId: string) => db.run(FOLLOW, [channelId, teamId]),
};
