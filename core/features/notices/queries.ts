import { type Queryable, statement } from "../../platform/database/database.js";

const CURSOR = "MessageMailsUntil";
const LOCK_CURSOR = statement("notices.lock_cursor", `SELECT value FROM systems WHERE name = '${CURSOR}' FOR UPDATE`);
const KEEP_CURSOR = statement(
  "notices.keep_cursor",
  `INSERT INTO systems (name, value) VALUES ('${CURSOR}', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
);

// m = a membership, u = its person. What is set for the channel beats what is set for the person; muted is muted.
const WANTS = `coalesce(m.notify_props->>'mark_unread', 'all') <> 'mention'
  AND CASE coalesce(m.notify_props->>'email', 'default') WHEN 'false' THEN false WHEN 'default' THEN coalesce(u.notify_props->>'email', 'true') <> 'false' ELSE true END`;
// p = a message. Replies are read in their thread, the others in the channel.
const UNREAD = `CASE WHEN p.root_id = '' THEN m.last_viewed_at < p.create_at ELSE NOT EXISTS (
    SELECT 1 FROM thread_memberships seen WHERE seen.user_id = m.user_id AND seen.post_id = p.root_id AND seen.last_viewed >= p.create_at) END`;

/**
 * Notes whom the messages of a period are meant for: those they mention, those in a direct conversation, and those who
 * follow the thread. $1, $2 = the period (ms), $3 = the largest channel in which a mention of everybody counts,
 * $4 = only confirmed addresses. What was noted before stays as it is.
 */
const COLLECT = statement(
  "notices.collect",
  `WITH fresh AS MATERIALIZED (
    SELECT p.id, p.user_id, p.channel_id, p.root_id, p.create_at, c.type, coalesce(p.props->>'from_webhook', '') = 'true' AS hook
    FROM posts p JOIN channels c ON c.id = p.channel_id AND c.delete_at = 0
    WHERE p.create_at > $1 AND p.create_at <= $2 AND p.delete_at = 0 AND p.original_id = '' AND p.type NOT LIKE 'system\\_%'
  ), called AS (
    SELECT f.id, x.user_id FROM fresh f JOIN mentions x ON x.post_id = f.id
    UNION
    SELECT f.id, x.user_id FROM fresh f JOIN channel_members x ON x.channel_id = f.channel_id WHERE f.type IN ('D', 'G')
    UNION
    SELECT f.id, x.user_id FROM fresh f JOIN thread_memberships x ON x.post_id = f.root_id AND x.following JOIN users w ON w.id = x.user_id
      WHERE f.root_id <> '' AND coalesce(w.notify_props->>'email_threads', 'all') = 'all'
    UNION
    SELECT f.id, x.user_id FROM fresh f JOIN channel_mentions e ON e.post_id = f.id JOIN channel_members x ON x.channel_id = f.channel_id
      JOIN users w ON w.id = x.user_id
      WHERE coalesce(x.notify_props->>'ignore_channel_mentions', 'default') <> 'on'
        AND (x.notify_props->>'ignore_channel_mentions' = 'off' OR coalesce(w.notify_props->>'channel', 'true') <> 'false')
        AND (SELECT count(*) FROM channel_members n WHERE n.channel_id = f.channel_id) <= $3
  )
  INSERT INTO mail_notices (user_id, post_id, create_at)
  SELECT u.id, p.id, p.create_at FROM called x JOIN fresh p ON p.id = x.id JOIN users u ON u.id = x.user_id
    JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = u.id
  WHERE u.delete_at = 0 AND NOT u.is_bot AND (u.id <> p.user_id OR p.hook) AND (NOT $4 OR u.email_verified) AND ${WANTS} AND ${UNREAD}
  ON CONFLICT DO NOTHING`,
);

export interface Waiting {
  user_id: string;
  /** Times of the oldest and the newest message, ms. */
  first: number;
  last: number;
  /** What the person chose as the time to gather messages, seconds as text; null = nothing. */
  interval: string | null;
}

const WAITING = statement(
  "notices.waiting",
  `SELECT n.user_id, min(n.create_at) AS first, max(n.create_at) AS last, max(f.value) AS interval FROM mail_notices n
   LEFT JOIN preferences f ON f.user_id = n.user_id AND f.category = 'notifications' AND f.name = 'email_interval'
   WHERE n.done_at = 0 AND n.user_id > $1 GROUP BY n.user_id ORDER BY n.user_id LIMIT $2`,
);
const SETTLE = statement(
  "notices.settle",
  "UPDATE mail_notices SET done_at = $3 WHERE user_id = $1 AND done_at = 0 AND create_at <= $2 RETURNING post_id",
);
const SWEEP = statement("notices.sweep", "DELETE FROM mail_notices WHERE done_at > 0 AND done_at < $1");

export interface Told {
  id: string;
  message: string;
  create_at: number;
  files: number;
  author: string;
  channel_id: string;
  channel_type: string;
  channel_name: string;
  /** '' in direct conversations. */
  team_name: string;
  team_title: string;
}

// What the person may still be told of: it is there, they are in the channel (and its team), and have not read it.
const TOLD = statement(
  "notices.told",
  `SELECT p.id, p.message, p.create_at, cardinality(p.file_ids) AS files, c.id AS channel_id, c.type AS channel_type, c.display_name AS channel_name,
     CASE WHEN coalesce(p.props->>'from_webhook', '') = 'true' THEN coalesce(nullif(p.props->>'override_username', ''), a.username) ELSE a.username END AS author,
     coalesce(t.name, '') AS team_name, coalesce(t.display_name, '') AS team_title
   FROM posts p JOIN channels c ON c.id = p.channel_id AND c.delete_at = 0
   JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $1 JOIN users u ON u.id = m.user_id JOIN users a ON a.id = p.user_id
   LEFT JOIN teams t ON t.id = c.team_id AND t.delete_at = 0
   LEFT JOIN team_members tm ON tm.team_id = t.id AND tm.user_id = $1 AND tm.delete_at = 0
   WHERE p.id = ANY($2) AND p.delete_at = 0 AND p.original_id = '' AND (c.team_id = '' OR tm.user_id IS NOT NULL) AND ${WANTS} AND ${UNREAD}
   ORDER BY c.type IN ('D', 'G') DESC, c.id, p.create_at`,
);
const FORGET_CHOICES = statement(
  "notices.forget_choices",
  `UPDATE channel_members SET notify_props = notify_props || '{"email": "default"}'
   WHERE user_id = $1 AND coalesce(notify_props->>'email', 'default') NOT IN ('default', 'false')`,
);

export const noticeQueries = {
  /** Until when (ms) messages were looked at; undefined = never. Only one transaction at a time gets it. */
  lockCursor: async (db: Queryable) => {
    const row = await db.row<{ value: string }>(LOCK_CURSOR);
    return row && Number(row.value);
  },
  keepCursor: (db: Queryable, until: number) => db.run(KEEP_CURSOR, [String(until)]),
  collect: (db: Queryable, from: number, until: number, largest: number, confirmed: boolean) =>
    db.run(COLLECT, [from, until, largest, confirmed]),
  /** People with messages to be told of, in the order of their ids after one. */
  waiting: (db: Queryable, after: string, limit: number) => db.rows<Waiting>(WAITING, [after, limit]),
  /** Ends the notices of a person up to a message; returns the messages. */
  settle: async (db: Queryable, userId: string, until: number, now: number) =>
    (await db.rows<{ post_id: string }>(SETTLE, [userId, until, now])).map((row) => row.post_id),
  sweep: (db: Queryable, before: number) => db.run(SWEEP, [before]),
  told: (db: Queryable, userId: string, postIds: readonly string[]) => db.rows<Told>(TOLD, [userId, postIds]),
  forgetChannelChoices: (db: Queryable, userId: string) => db.run(FORGET_CHOICES, [userId]),
};
