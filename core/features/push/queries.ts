import { type Queryable, statement } from "../../platform/database/database.js";
import type { Target, Way } from "./store.js";

/** Somebody with a phone or a browser to be told, to whom a message may matter. */
export interface Candidate {
  user_id: string;
  person: Record<string, string>;
  channel: Record<string, string>;
  mentioned: boolean;
  following: boolean;
  targets: Target[];
}

const LIVE = "(s.expires_at = 0 OR s.expires_at > $1)";
const WANT = "s.device_id <> '' AND coalesce(s.props->>'device_notification_disabled', '') <> 'true'";
// Phones that want to hear. $1 = now
const PHONES = `${WANT} AND ${LIVE}`;

// Phones and browsers that want to hear: sessions, and the way to tell them. $2 = the ways that are on
const TARGETS = `(SELECT s.id, s.user_id, 'phone' AS way FROM sessions s WHERE 'phone' = ANY($2::text[]) AND ${PHONES}
    UNION ALL SELECT s.id, d.user_id, 'web' FROM web_push_devices d JOIN sessions s ON s.id = d.session_id WHERE 'web' = ANY($2::text[]) AND ${LIVE})`;

// $3 = message, $4 = its channel, $5 = its root or '', $6 = matters to everybody: direct, or calls all
const CANDIDATES = statement(
  "push.candidates",
  `SELECT u.id AS user_id, u.notify_props AS person, m.notify_props AS channel, x.user_id IS NOT NULL AS mentioned, coalesce(f.following, false) AS following,
     jsonb_agg(jsonb_build_object('session_id', t.id, 'way', t.way)) AS targets
   FROM ${TARGETS} t JOIN channel_members m ON m.channel_id = $4 AND m.user_id = t.user_id JOIN users u ON u.id = t.user_id
   JOIN channels c ON c.id = m.channel_id
   LEFT JOIN mentions x ON x.post_id = $3 AND x.user_id = u.id
   LEFT JOIN thread_memberships f ON f.post_id = $5 AND f.user_id = u.id
   WHERE u.delete_at = 0
     AND (c.team_id = '' OR EXISTS (SELECT 1 FROM team_members tm WHERE tm.team_id = c.team_id AND tm.user_id = u.id AND tm.delete_at = 0))
     AND ($6 OR x.user_id IS NOT NULL OR f.following OR u.notify_props->>'push' = 'all' OR m.notify_props->>'push' = 'all')
   GROUP BY u.id, m.channel_id, m.user_id, x.user_id, x.post_id, f.user_id, f.post_id`,
);
/** What one message is to one person. */
export interface Circumstances {
  person: Record<string, string>;
  channel: Record<string, string>;
  mentioned: boolean;
  everybody: boolean;
  following: boolean;
  /** Their phones that want to hear, and to how many the message went. */
  phones: number;
  sent: number;
  /** The same of their browsers. */
  browsers: number;
  sent_to_browsers: number;
}
// $2 = person, $3 = message
const CIRCUMSTANCES = statement(
  "push.circumstances",
  `SELECT u.notify_props AS person, m.notify_props AS channel,
     EXISTS (SELECT 1 FROM mentions x WHERE x.post_id = p.id AND x.user_id = u.id) AS mentioned,
     EXISTS (SELECT 1 FROM channel_mentions x WHERE x.post_id = p.id) AS everybody,
     EXISTS (SELECT 1 FROM thread_memberships f WHERE f.post_id = p.root_id AND f.user_id = u.id AND f.following) AS following,
     (SELECT count(*) FROM sessions s WHERE s.user_id = u.id AND ${PHONES}) AS phones,
     (SELECT count(DISTINCT n.session_id) FROM push_notifications n WHERE n.user_id = u.id AND n.channel_id = p.channel_id AND n.post_id = p.id AND n.state = 'sent' AND n.way = 'phone') AS sent,
     (SELECT count(*) FROM web_push_devices d JOIN sessions s ON s.id = d.session_id WHERE d.user_id = u.id AND ${LIVE}) AS browsers,
     (SELECT count(DISTINCT n.session_id) FROM push_notifications n WHERE n.user_id = u.id AND n.channel_id = p.channel_id AND n.post_id = p.id AND n.state = 'sent' AND n.way = 'web') AS sent_to_browsers
   FROM posts p JOIN channel_members m ON m.channel_id = p.channel_id AND m.user_id = $2 JOIN users u ON u.id = m.user_id WHERE p.id = $3`,
);
const TARGETS_OF = statement(
  "push.targets_of",
  `SELECT t.id AS session_id, t.way FROM ${TARGETS} t WHERE t.user_id = $3`,
);
// Phones nobody is signed in on any more, since after $2, that were not told so.
const EXPIRED = statement(
  "push.expired",
  `SELECT e.id, e.user_id FROM (SELECT s.* FROM sessions s WHERE ${WANT} AND s.expires_at > $2 AND s.expires_at <= $1) e
   JOIN users u ON u.id = e.user_id AND u.delete_at = 0
   WHERE NOT EXISTS (SELECT 1 FROM push_notifications n WHERE n.session_id = e.id AND n.kind = 'session')
     AND NOT EXISTS (SELECT 1 FROM sessions s WHERE s.device_id = e.device_id AND ${LIVE}) LIMIT $3`,
);
const MEMBERS = statement("push.members", "SELECT count(*) AS count FROM channel_members WHERE channel_id = $1");

/** What is to be told now of a message, to one person: looked up when it is sent. */
export interface Told {
  message: string;
  files: number;
  create_at: number;
  deleted: boolean;
  root_id: string;
  sender_id: string;
  sender: string;
  override_username: string;
  from_webhook: string;
  channel_id: string;
  channel_type: string;
  channel_name: string;
  team_id: string;
  unread: boolean;
}
const TOLD = statement(
  "push.told",
  `SELECT p.message, cardinality(p.file_ids) AS files, p.create_at, p.delete_at > 0 AS deleted, p.root_id, p.user_id AS sender_id, a.username AS sender,
     coalesce(p.props->>'override_username', '') AS override_username, coalesce(p.props->>'from_webhook', '') AS from_webhook,
     c.id AS channel_id, c.type AS channel_type, c.display_name AS channel_name, c.team_id,
     CASE WHEN p.root_id = '' THEN m.last_viewed_at < p.create_at ELSE NOT EXISTS (
       SELECT 1 FROM thread_memberships seen WHERE seen.user_id = m.user_id AND seen.post_id = p.root_id AND seen.last_viewed >= p.create_at) END AS unread
   FROM posts p JOIN channels c ON c.id = p.channel_id AND c.delete_at = 0 JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $1
   JOIN users a ON a.id = p.user_id WHERE p.id = $2
     AND (c.team_id = '' OR EXISTS (SELECT 1 FROM team_members t WHERE t.team_id = c.team_id AND t.user_id = $1 AND t.delete_at = 0))`,
);
/** A message that is to be decided about, as the event of it says. */
export interface Missed {
  post: {
    id: string;
    create_at: number;
    user_id: string;
    root_id: string;
    type: string;
    props: Record<string, unknown>;
  };
  channel: { id: string; type: string };
  everybody: boolean;
}
const MISSED = statement(
  "push.missed",
  `SELECT jsonb_build_object('id', p.id, 'create_at', p.create_at, 'user_id', p.user_id, 'root_id', p.root_id, 'type', p.type,
       'props', jsonb_build_object('from_webhook', p.props->'from_webhook')) AS post,
     jsonb_build_object('id', c.id, 'type', c.type) AS channel, EXISTS (SELECT 1 FROM channel_mentions x WHERE x.post_id = p.id) AS everybody
   FROM posts p JOIN channels c ON c.id = p.channel_id AND c.delete_at = 0
   WHERE (p.create_at, p.id) > ($1, $2) AND p.create_at <= $3 AND p.delete_at = 0 AND p.original_id = '' AND p.type NOT LIKE 'system\\_%'
   ORDER BY p.create_at, p.id LIMIT $4`,
);
const TOLD_OF = statement(
  "push.told_of",
  "SELECT session_id, way FROM push_notifications WHERE session_id = ANY($1) AND post_id = $2 AND kind = 'message'",
);

export const pushQueries = {
  /** `everybody`: all members of the channel, because it is a conversation or the message calls them all. */
  candidates: (
    db: Queryable,
    { post, channel }: Pick<Missed, "post" | "channel">,
    everybody: boolean,
    ways: readonly Way[],
    now: number,
  ) => db.rows<Candidate>(CANDIDATES, [now, ways, post.id, channel.id, post.root_id, everybody]),
  circumstances: (db: Queryable, userId: string, postId: string, now: number) =>
    db.row<Circumstances>(CIRCUMSTANCES, [now, userId, postId]),
  /** The phones and browsers of a person that want to hear. */
  targetsOf: (db: Queryable, userId: string, ways: readonly Way[], now: number) =>
    db.rows<Target>(TARGETS_OF, [now, ways, userId]),
  /** Sessions on phones that have expired since a time, and whose phones were not told; those of people who are here. */
  expired: (db: Queryable, since: number, now: number, limit: number) =>
    db.rows<{ id: string; user_id: string }>(EXPIRED, [now, since, limit]),
  members: async (db: Queryable, channelId: string) =>
    (await db.row<{ count: number }>(MEMBERS, [channelId]))?.count ?? 0,
  /** Messages after another one, until a time, in their order. */
  missed: (db: Queryable, after: { create_at: number; id: string }, to: number, limit: number) =>
    db.rows<Missed>(MISSED, [after.create_at, after.id, to, limit]),
  /** Those of several phones and browsers that were told of a message, or are to be. */
  toldOf: (db: Queryable, targets: readonly Target[], postId: string) =>
    db.rows<Target>(TOLD_OF, [targets.map((target) => target.session_id), postId]),
  told: (db: Queryable, userId: string, postId: string) => db.row<Told>(TOLD, [userId, postId]),
};
