import { type Queryable, statement } from "../../platform/database/database.js";
import type { PostRow } from "../posts/index.js";
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

const THREAD = statement(
  "moves.thread",
  `SELECT id, user_id, message, type, props, file_ids, priority FROM posts
   WHERE (id = $1 OR root_id = $1) AND original_id = '' AND delete_at = 0 ORDER BY create_at, id LIMIT $2`,
);
// $1 = the message, $2 = its copy, $3 = the channel of the copy
const CARRY = statement(
  "moves.carry",
  `WITH files AS (
     UPDATE file_infos SET post_id = $2, channel_id = $3 WHERE post_id = $1 AND delete_at = 0 RETURNING 1
   ), reacted AS (
     INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at)
     SELECT $2, user_id, emoji_name, $3, create_at FROM reactions WHERE post_id = $1 ON CONFLICT DO NOTHING RETURNING 1
   ), acknowledged AS (
     INSERT INTO post_acknowledgements (post_id, user_id, acknowledged_at)
     SELECT $2, user_id, acknowledged_at FROM post_acknowledgements WHERE post_id = $1 ON CONFLICT DO NOTHING RETURNING 1
   ), followed AS (
     INSERT INTO thread_memberships (user_id, post_id, following, last_viewed, last_updated)
     SELECT f.user_id, $2, true, f.last_viewed, f.last_updated FROM thread_memberships f
       JOIN channel_members m ON m.channel_id = $3 AND m.user_id = f.user_id WHERE f.post_id = $1 AND f.following ON CONFLICT DO NOTHING
   ), found AS (
     SELECT (SELECT count(*) FROM files) + (SELECT count(*) FROM acknowledged) AS others, (SELECT count(*) FROM reacted) AS reactions
   )
   UPDATE posts SET has_reactions = has_reactions OR found.reactions > 0, update_at = update_at + 1
   FROM found WHERE id = $2 AND found.others + found.reactions > 0`,
);

export type ThreadPost = Pick<PostRow, "id" | "user_id" | "message" | "type" | "props" | "file_ids" | "priority">;

export const moveStore = {
  /** A thread from its first message on. */
  thread: (db: Queryable, rootId: string, limit: number) => db.rows<ThreadPost>(THREAD, [rootId, limit]),
  /** Gives what hangs on a message to its copy; says whether there was anything. */
  carry: async (db: Queryable, id: string, copyId: string, channelId: string) =>
    (await db.run(CARRY, [id, copyId, channelId])) === 1,
  /** Members of a channel who are not in a team; `gone`: their account is deactivated. */
  outsiders: (db: Queryable, channelId: string, teamId: string) =>
    db.rows<{ user_id: string; gone: boolean }>(OUTSIDERS, [channelId, teamId]),
  /** Teams that all active people of a channel are in. */
  commonTeams: (db: Queryable, channelId: string) => db.rows<TeamRow>(COMMON_TEAMS, [channelId]),
  /** What hangs on a channel follows it to its team. */
  follow: (db: Queryable, channelId: string, teamId: string) => db.run(FOLLOW, [channelId, teamId]),
};
