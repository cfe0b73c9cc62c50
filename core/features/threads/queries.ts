import { type Queryable, statement } from "../../platform/database/database.js";

/** A followed thread with what is unread in it, counted from the replies themselves. */
export interface ThreadRow {
  post_id: string;
  channel_id: string;
  team_id: string;
  channel_type: string;
  user_id: string;
  reply_count: number;
  last_reply_at: number;
  participants: string[];
  delete_at: number;
  last_viewed: number;
  following: boolean;
  unread_replies: number;
  unread_mentions: number;
  unread_urgent: number;
}

export interface ThreadTotals {
  total: number;
  total_unread_threads: number;
  total_unread_mentions: number;
  total_unread_urgent_mentions: number;
}

// One definition of "unread", used by the list, its filter and all totals, so that they always agree: replies of others
// after the reader's last look; in direct conversations each of them also counts as a mention.
const COUNTED = `
  SELECT m.user_id, m.post_id, m.last_viewed, m.following, m.last_updated, c.id AS channel_id, c.team_id, c.type AS channel_type, t.reply_count, t.last_reply_at,
    t.participants, t.delete_at, coalesce(r.n, 0) AS unread_replies,
    CASE WHEN c.type IN ('D', 'G') THEN coalesce(r.n, 0) ELSE coalesce(x.n, 0) + coalesce(y.n, 0) END AS unread_mentions,
    coalesce(x.urgent, 0) AS unread_urgent
  FROM thread_memberships m
  JOIN threads t ON t.post_id = m.post_id
  JOIN channels c ON c.id = t.channel_id
  JOIN channel_members cm ON cm.channel_id = c.id AND cm.user_id = m.user_id
  LEFT JOIN LATERAL (
    SELECT count(*) AS n FROM posts p
    WHERE p.root_id = t.post_id AND p.original_id = '' AND p.delete_at = 0 AND p.create_at > m.last_viewed AND p.user_id <> m.user_id
  ) r ON t.last_reply_at > m.last_viewed
  LEFT JOIN LATERAL (
    SELECT count(*) AS n, count(*) FILTER (WHERE e.urgent) AS urgent FROM mentions e
    WHERE e.user_id = m.user_id AND e.channel_id = c.id AND e.root_id = t.post_id AND e.create_at > m.last_viewed
  ) x ON t.last_reply_at > m.last_viewed
  LEFT JOIN LATERAL (
    SELECT count(*) AS n FROM channel_mentions e
    WHERE e.channel_id = c.id AND e.root_id = t.post_id AND e.create_at > m.last_viewed AND e.user_id <> m.user_id
      AND NOT EXISTS (SELECT 1 FROM mentions n WHERE n.post_id = e.post_id AND n.user_id = m.user_id)
  ) y ON t.last_reply_at > m.last_viewed AND coalesce(cm.notify_props->>'ignore_channel_mentions', 'default') <> 'on'`;

// $1 = reader, $2 = team, $3 = without direct conversations
const MINE = `${COUNTED} WHERE m.user_id = $1 AND m.following AND (c.team_id = $2 OR (c.team_id = '' AND NOT $3))`;

const LIST = statement(
  "threads.list",
  `SELECT * FROM (${MINE}) mine
   WHERE ($4 OR (delete_at = 0 AND reply_count > 0)) AND (NOT $5 OR unread_replies > 0) AND (last_reply_at > $6 OR ($6 > 0 AND last_updated > $6))
     AND ($7::bigint IS NULL OR (last_reply_at, post_id) < ($7, $8)) AND ($9::bigint IS NULL OR (last_reply_at, post_id) > ($9, $10))
   ORDER BY CASE WHEN $9::bigint IS NULL THEN last_reply_at END DESC, last_reply_at, post_id DESC LIMIT $11`,
);
const TOTALS = statement(
  "threads.totals",
  `SELECT count(*) AS total, count(*) FILTER (WHERE unread_replies > 0) AS total_unread_threads,
     coalesce(sum(unread_mentions), 0)::bigint AS total_unread_mentions, coalesce(sum(unread_urgent), 0)::bigint AS total_unread_urgent_mentions
   FROM (${MINE}) mine WHERE delete_at = 0 AND reply_count > 0`,
);
const MENTIONS_BY_CHANNEL = statement(
  "threads.mentions_by_channel",
  `SELECT channel_id, sum(unread_mentions)::bigint AS n FROM (${MINE}) mine WHERE delete_at = 0 GROUP BY channel_id HAVING sum(unread_mentions) > 0`,
);
// What somebody chose about threads; no row = nothing.
const COLLAPSED = statement(
  "threads.collapsed",
  "SELECT value FROM preferences WHERE user_id = $1 AND category = 'display_settings' AND name = 'collapsed_reply_threads'",
);
const READ_IN_CHANNELS = statement(
  "threads.read_in_channels",
  `UPDATE thread_memberships m SET last_viewed = t.last_reply_at, last_updated = $3 FROM threads t
   WHERE t.channel_id = ANY($2) AND t.post_id = m.post_id AND m.user_id = $1 AND t.last_reply_at > m.last_viewed
   RETURNING m.post_id, t.channel_id`,
);
const MENTIONS_OF = statement(
  "threads.mentions_of",
  `SELECT coalesce(sum(unread_mentions), 0)::bigint AS n FROM (${COUNTED} WHERE m.user_id = $1 AND m.following) mine WHERE delete_at = 0`,
);
const ONE = statement("threads.one", `${COUNTED} WHERE m.user_id = $1 AND m.post_id = $2`);
const OF_FOLLOWERS = statement(
  "threads.of_followers",
  `${COUNTED} WHERE m.post_id = $1 AND m.following AND m.user_id = ANY($2)`,
);
// A thread one does not follow has no place in the list, and one that is hidden must not be told from one there is not.
const CURSOR = statement(
  "threads.cursor",
  `SELECT t.last_reply_at, t.post_id FROM threads t JOIN thread_memberships f ON f.post_id = t.post_id AND f.user_id = $2
   JOIN channel_members m ON m.channel_id = t.channel_id AND m.user_id = $2 WHERE t.post_id = $1`,
);
// Who begins to follow a thread, or follows it again, has read what is there.
const FOLLOW = statement(
  "threads.follow",
  `INSERT INTO thread_memberships (user_id, post_id, following, last_viewed, last_updated) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (user_id, post_id) DO UPDATE SET following = $3, last_updated = $5,
     last_viewed = CASE WHEN $3 AND NOT thread_memberships.following THEN greatest(thread_memberships.last_viewed, $4) ELSE thread_memberships.last_viewed END`,
);
const READ = statement(
  "threads.read",
  "UPDATE thread_memberships SET last_viewed = $3, last_updated = $4 WHERE user_id = $1 AND post_id = $2",
);
const READ_ALL = statement(
  "threads.read_all",
  `UPDATE thread_memberships m SET last_viewed = greatest(m.last_viewed, t.last_reply_at, $3), last_updated = $3
   FROM threads t JOIN channels c ON c.id = t.channel_id
   WHERE t.post_id = m.post_id AND m.user_id = $1 AND m.following AND c.team_id IN ($2, '') AND t.last_reply_at > m.last_viewed`,
);

export interface ThreadListOptions {
  teamId: string;
  excludeDirect: boolean;
  deleted: boolean;
  unread: boolean;
  since: number;
  before: { last_reply_at: number; post_id: string } | undefined;
  after: { last_reply_at: number; post_id: string } | undefined;
  limit: number;
}

export const threadQueries = {
  list: (db: Queryable, userId: string, o: ThreadListOptions) =>
    db.rows<ThreadRow>(LIST, [
      userId,
      o.teamId,
      o.excludeDirect,
      o.deleted,
      o.unread,
      o.since,
      o.before?.last_reply_at ?? null,
      o.before?.post_id ?? null,
      o.after?.last_reply_at ?? null,
      o.after?.post_id ?? null,
      o.limit,
    ]),
  totals: async (db: Queryable, userId: string, teamId: string, excludeDirect: boolean) =>
    (await db.row<ThreadTotals>(TOTALS, [userId, teamId, excludeDirect])) as ThreadTotals,
  mentionsByChannel: (db: Queryable, userId: string, teamId: string) =>
    db.rows<{ channel_id: string; n: number }>(MENTIONS_BY_CHANNEL, [userId, teamId, false]),
  mentionsOf: async (db: Queryable, userId: string) => (await db.row<{ n: number }>(MENTIONS_OF, [userId]))?.n ?? 0,
  one: (db: Queryable, userId: string, postId: string) => db.row<ThreadRow>(ONE, [userId, postId]),
  ofFollowers: (db: Queryable, postId: string, userIds: readonly string[]) =>
    db.rows<ThreadRow>(OF_FOLLOWERS, [postId, userIds]),
  cursor: (db: Queryable, userId: string, postId: string) =>
    db.row<{ last_reply_at: number; post_id: string }>(CURSOR, [postId, userId]),
  follow: (db: Queryable, userId: string, postId: string, following: boolean, viewed: number, now: number) =>
    db.run(FOLLOW, [userId, postId, following, viewed, now]),
  read: async (db: Queryable, userId: string, postId: string, until: number, now: number) =>
    (await db.run(READ, [userId, postId, until, now])) === 1,
  collapsed: async (db: Queryable, userId: string) => (await db.row<{ value: string }>(COLLAPSED, [userId]))?.value,
  /** Threads of channels are read as far as they go; returns those that were not. */
  readInChannels: (db: Queryable, userId: string, channelIds: readonly string[], now: number) =>
    db.rows<{ post_id: string; channel_id: string }>(READ_IN_CHANNELS, [userId, channelIds, now]),
  readAll: (db: Queryable, userId: string, teamId: string, now: number) => db.run(READ_ALL, [userId, teamId, now]),
};
