import { type Queryable, statement } from "../../platform/database/database.js";
import { beginsWith, holds } from "../../platform/database/like.js";
import type { ChannelMemberRow, ChannelRow } from "./store.js";

/** A membership with what its badges are counted from. */
export interface CountedMember extends ChannelMemberRow {
  team_id: string;
  mention_count: number;
  mention_count_root: number;
  urgent_mention_count: number;
  total_msg_count: number;
  total_msg_count_root: number;
  delete_at: number;
}

// Badges are counted, not kept: mentions by name since the last look, and messages to everybody unless ignored. In
// direct and group conversations every message of others counts.
const COUNTED = `
  SELECT m.*, c.team_id, c.delete_at, coalesce(c.scheme_id, place.scheme_id) AS scheme_id, c.moderated, c.total_msg_count, c.total_msg_count_root,
    CASE WHEN c.type IN ('D', 'G') THEN coalesce(z.n, 0) ELSE coalesce(x.n, 0) + coalesce(y.n, 0) END AS mention_count,
    CASE WHEN c.type IN ('D', 'G') THEN coalesce(z.root, 0) ELSE coalesce(x.root, 0) + coalesce(y.root, 0) END AS mention_count_root,
    coalesce(x.urgent, 0) AS urgent_mention_count
  FROM channel_members m
  JOIN channels c ON c.id = m.channel_id
  LEFT JOIN teams place ON place.id = c.team_id
  JOIN users u ON u.id = m.user_id
  LEFT JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE t.root_id = '') AS root, count(*) FILTER (WHERE t.urgent) AS urgent
    FROM mentions t WHERE t.user_id = m.user_id AND t.channel_id = m.channel_id AND t.create_at > m.last_viewed_at
  ) x ON c.last_post_at > m.last_viewed_at
  LEFT JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE t.root_id = '') AS root
    FROM channel_mentions t WHERE t.channel_id = m.channel_id AND t.create_at > m.last_viewed_at AND t.user_id <> m.user_id
      AND NOT EXISTS (SELECT 1 FROM mentions e WHERE e.post_id = t.post_id AND e.user_id = m.user_id)
  ) y ON c.last_post_at > m.last_viewed_at
    AND coalesce(m.notify_props->>'ignore_channel_mentions', 'default') <> 'on'
    AND (m.notify_props->>'ignore_channel_mentions' = 'off' OR coalesce(u.notify_props->>'channel', 'true') <> 'false')
  LEFT JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE p.root_id = '') AS root
    FROM posts p WHERE p.channel_id = m.channel_id AND p.original_id = '' AND p.delete_at = 0 AND p.create_at > m.last_viewed_at AND p.user_id <> m.user_id
  ) z ON c.type IN ('D', 'G') AND c.total_msg_count > m.msg_count`;

const ONE = statement("channels.counted_one", `${COUNTED} WHERE m.user_id = $1 AND m.channel_id = $2`);
const OF_TEAM = statement("channels.counted_team", `${COUNTED} WHERE m.user_id = $1 AND c.team_id IN ('', $2)`);
const PAGE = statement(
  "channels.counted_page",
  `${COUNTED} WHERE m.user_id = $1 ORDER BY m.channel_id LIMIT $2 OFFSET $3`,
);
const OF_CHANNEL = statement("channels.counted_channel", `${COUNTED} WHERE m.channel_id = $1 AND m.user_id = ANY($2)`);

const MINE = statement(
  "channels.mine",
  `SELECT c.* FROM channels c JOIN channel_members m ON m.channel_id = c.id
   WHERE m.user_id = $1 AND ($2 = '' OR c.team_id IN ('', $2)) AND (c.delete_at = 0 OR ($3 AND c.delete_at >= $4))
     AND (c.team_id = '' OR EXISTS (SELECT 1 FROM team_members t WHERE t.team_id = c.team_id AND t.user_id = $1 AND t.delete_at = 0))
   ORDER BY c.display_name, c.id`,
);
const OF_TEAM_BY_TYPE = statement(
  "channels.of_team",
  "SELECT * FROM channels WHERE team_id = $1 AND type = $2 AND delete_at = 0 ORDER BY display_name, id LIMIT $3 OFFSET $4",
);
const ARCHIVED = statement(
  "channels.archived",
  `SELECT c.* FROM channels c WHERE c.team_id = $1 AND c.delete_at > 0 AND ($6 = '' OR lower(c.display_name) LIKE $6 OR c.name LIKE $6)
     AND ($5 OR (c.type = 'O' AND $7) OR EXISTS (SELECT 1 FROM channel_members m WHERE m.channel_id = c.id AND m.user_id = $2))
   ORDER BY c.display_name, c.id LIMIT $3 OFFSET $4`,
);
// $2 = user, $4 = may see public channels without membership, $5 = only where a member
const SEARCH = statement(
  "channels.search",
  `SELECT c.* FROM channels c LEFT JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $2
   WHERE (c.team_id = $1 OR ($5 AND c.team_id = '')) AND c.delete_at = 0
     AND (m.user_id IS NOT NULL OR (NOT $5 AND c.type = 'O' AND $4))
     AND ($3 = '' OR lower(c.display_name) LIKE $3 OR c.name LIKE $3 OR lower(c.purpose) LIKE $3)
   ORDER BY (m.user_id IS NOT NULL) DESC, c.display_name, c.id LIMIT $6`,
);
/** Of which team a channel is, for lists across teams. */
export interface TeamOfChannel {
  team_display_name: string;
  team_name: string;
  team_update_at: number;
}
const SEARCH_ALL = statement(
  "channels.search_all",
  `SELECT c.*, t.display_name AS team_display_name, t.name AS team_name, t.update_at AS team_update_at, count(*) OVER () AS total
   FROM channels c JOIN teams t ON t.id = c.team_id
   WHERE ($1 = '' OR lower(c.display_name) LIKE $1 OR c.name LIKE $1) AND c.type = ANY($2)
     AND (cardinality($3::text[]) = 0 OR c.team_id = ANY($3)) AND ($4 = 'any' OR (c.delete_at > 0) = ($4 = 'deleted'))
     AND NOT c.name = ANY($9)
     AND ($7 OR c.id IN (SELECT channel_id FROM channel_members WHERE user_id = $8)
       OR (c.type = 'O' AND c.team_id IN (SELECT team_id FROM team_members WHERE user_id = $8 AND delete_at = 0 AND NOT scheme_guest)))
   ORDER BY c.display_name, c.id LIMIT $5 OFFSET $6`,
);
const GROUPS = statement(
  "channels.groups",
  `SELECT c.* FROM channels c JOIN channel_members mine ON mine.channel_id = c.id AND mine.user_id = $1
   WHERE c.type = 'G' AND EXISTS (
     SELECT 1 FROM channel_members m JOIN users u ON u.id = m.user_id
     WHERE m.channel_id = c.id AND (u.username LIKE $2 OR lower(u.first_name) LIKE $2 OR lower(u.last_name) LIKE $2 OR lower(u.nickname) LIKE $2))
   ORDER BY c.last_post_at DESC LIMIT 50`,
);
const READ = statement(
  "channels.read",
  `UPDATE channel_members m SET msg_count = c.total_msg_count, msg_count_root = c.total_msg_count_root,
     last_viewed_at = greatest(m.last_viewed_at, c.last_post_at), last_update_at = $3
   FROM channels c WHERE c.id = m.channel_id AND m.user_id = $1 AND m.channel_id = ANY($2)
   RETURNING m.channel_id, m.last_viewed_at`,
);
const DIRECT_IDS = statement(
  "channels.direct_ids",
  "SELECT c.id FROM channels c JOIN channel_members m ON m.channel_id = c.id WHERE m.user_id = $1 AND c.team_id = ''",
);
const TEAM_IDS = statement(
  "channels.team_ids",
  "SELECT c.id FROM channels c JOIN channel_members m ON m.channel_id = c.id WHERE m.user_id = $1 AND c.team_id = $2",
);
const GROUP_PEOPLE = statement(
  "channels.group_people",
  `SELECT m.channel_id, m.user_id FROM channel_members m JOIN channels c ON c.id = m.channel_id
   WHERE c.type = 'G' AND m.channel_id = ANY($1) AND EXISTS (SELECT 1 FROM channel_members x WHERE x.channel_id = m.channel_id AND x.user_id = $2)`,
);
const TEAM_UNREADS = statement(
  "channels.team_unreads",
  `SELECT team_id, coalesce(sum(greatest(0, total_msg_count - msg_count)) FILTER (WHERE NOT muted), 0)::bigint AS msg_count,
     coalesce(sum(greatest(0, total_msg_count_root - msg_count_root)) FILTER (WHERE NOT muted), 0)::bigint AS msg_count_root,
     sum(mention_count)::bigint AS mention_count, sum(mention_count_root)::bigint AS mention_count_root
   FROM (SELECT *, coalesce(notify_props->>'mark_unread', 'all') = 'mention' AS muted
     FROM (${COUNTED} WHERE m.user_id = $1 AND c.delete_at = 0 AND ($2 = '' OR c.team_id = $2)) counted) x
   GROUP BY team_id`,
);

const SHARE_TEAM = statement(
  "channels.share_team",
  `SELECT 1 AS one FROM team_members a JOIN team_members b USING (team_id)
   WHERE a.user_id = $1 AND b.user_id = $2 AND a.delete_at = 0 AND b.delete_at = 0 LIMIT 1`,
);

/** A pattern for LIKE that finds texts holding (or beginning with) what somebody typed; '' finds everything. */
export const like = (term: string | undefined, prefix = false) => {
  const text = (term ?? "")
    .trim()
    .toLowerCase()
    .replace(/^[~@#]/, "");
  if (!text) return "";
  return prefix ? beginsWith(text) : holds(text);
};

export interface TeamUnreadRow {
  team_id: string;
  msg_count: number;
  msg_count_root: number;
  mention_count: number;
  mention_count_root: number;
}

const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id);

export const channelQueries = {
  counted: (db: Queryable, userId: string, channelId: string) => db.row<CountedMember>(ONE, [userId, channelId]),
  countedInTeam: (db: Queryable, userId: string, teamId: string) => db.rows<CountedMember>(OF_TEAM, [userId, teamId]),
  countedPage: (db: Queryable, userId: string, limit: number | null, offset: number) =>
    db.rows<CountedMember>(PAGE, [userId, limit, offset]),
  countedOfChannel: (db: Queryable, channelId: string, userIds: readonly string[]) =>
    db.rows<CountedMember>(OF_CHANNEL, [channelId, userIds]),
  mine: (db: Queryable, userId: string, teamId: string, deleted: boolean, since: number) =>
    db.rows<ChannelRow>(MINE, [userId, teamId, deleted, since]),
  ofTeam: (db: Queryable, teamId: string, type: "O" | "P", limit: number, offset: number) =>
    db.rows<ChannelRow>(OF_TEAM_BY_TYPE, [teamId, type, limit, offset]),
  archived: (
    db: Queryable,
    o: { teamId: string; userId: string; limit: number; offset: number; all: boolean; like: string; open: boolean },
  ) => db.rows<ChannelRow>(ARCHIVED, [o.teamId, o.userId, o.limit, o.offset, o.all, o.like, o.open]),
  search: (
    db: Queryable,
    o: { teamId: string; userId: string; like: string; open: boolean; mine: boolean; limit: number },
  ) => db.rows<ChannelRow>(SEARCH, [o.teamId, o.userId, o.like, o.open, o.mine, o.limit]),
  searchAll: (
    db: Queryable,
    o: {
      like: string;
      /** Names of channels that are left out in every team. */
      without: readonly string[];
      types: string[];
      teamIds: string[];
      state: "any" | "live" | "deleted";
      limit: number;
      offset: number;
      all: boolean;
      userId: string;
    },
  ) =>
    db.rows<ChannelRow & TeamOfChannel & { total: number }>(SEARCH_ALL, [
      o.like,
      o.types,
      o.teamIds,
      o.state,
      o.limit,
      o.offset,
      o.all,
      o.userId,
      o.without,
    ]),
  groups: (db: Queryable, userId: string, pattern: string) => db.rows<ChannelRow>(GROUPS, [userId, pattern || "%"]),
  read: (db: Queryable, userId: string, ids: readonly string[], now: number) =>
    db.rows<{ channel_id: string; last_viewed_at: number }>(READ, [userId, ids, now]),
  directIds: async (db: Queryable, userId: string) => idsOf(await db.rows<{ id: string }>(DIRECT_IDS, [userId])),
  teamIds: async (db: Queryable, userId: string, teamId: string) =>
    idsOf(await db.rows<{ id: string }>(TEAM_IDS, [userId, teamId])),
  groupPeople: (db: Queryable, ids: readonly string[], userId: string) =>
    db.rows<{ channel_id: string; user_id: string }>(GROUP_PEOPLE, [ids, userId]),
  shareTeam: async (db: Queryable, userId: string, otherId: string) =>
    (await db.row(SHARE_TEAM, [userId, otherId])) !== undefined,
  teamUnreads: (db: Queryable, userId: string, teamId = "") => db.rows<TeamUnreadRow>(TEAM_UNREADS, [userId, teamId]),
};
