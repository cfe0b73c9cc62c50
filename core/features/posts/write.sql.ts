import { type Statement, statement } from "../../platform/database/database.js";

const ROOTS = `  ), roots AS MATERIALIZED (
    SELECT id, user_id, channel_id, create_at FROM posts
    WHERE id IN (SELECT root_id FROM input WHERE root_id <> '') AND root_id = '' AND original_id = '' AND delete_at = 0`;

const ROOT_IS_THERE =
  "(i.root_id = '' OR EXISTS (SELECT 1 FROM roots r WHERE r.id = i.root_id AND r.channel_id = i.channel_id))";

/** Mentions, threads and files. */
const SPECIAL = `  ), named AS MATERIALIZED (
    SELECT w.id, u.id AS user_id FROM written w JOIN users u ON u.username = ANY(w.names)
      JOIN channel_members m ON m.channel_id = w.channel_id AND m.user_id = u.id
      WHERE u.delete_at = 0 AND u.id <> w.user_id AND cardinality(w.names) > 0
    UNION
    SELECT w.id, k.user_id FROM written w JOIN mention_keywords k ON k.keyword = ANY(w.words)
      JOIN channel_members m ON m.channel_id = w.channel_id AND m.user_id = k.user_id
      WHERE k.user_id <> w.user_id AND cardinality(w.words) > 0
    UNION
    SELECT w.id, m.user_id FROM written w JOIN channel_members m ON m.channel_id = w.channel_id AND m.user_id = ANY(w.here)
      WHERE m.user_id <> w.user_id AND cardinality(w.here) > 0
        AND coalesce(m.notify_props->>'ignore_channel_mentions', 'default') <> 'on'
  ), mentioned AS (
    INSERT INTO mentions (post_id, user_id, channel_id, root_id, create_at, urgent)
    SELECT w.id, n.user_id, w.channel_id, w.root_id, w.at, coalesce(w.priority->>'priority' = 'urgent', false) FROM named n JOIN written w USING (id)
  ), everybody AS (
    INSERT INTO channel_mentions (post_id, user_id, channel_id, root_id, create_at)
    SELECT id, user_id, channel_id, root_id, at FROM written WHERE everybody
  ), threaded AS (
    INSERT INTO threads (post_id, channel_id, team_id, reply_count, last_reply_at, participants)
    SELECT root_id, max(channel_id), max(team_id), count(*), max(at), (SELECT array_agg(u ORDER BY last DESC) FROM (
        SELECT user_id AS u, max(at) AS last FROM written x WHERE x.root_id = w.root_id GROUP BY user_id) people)
    FROM written w WHERE root_id <> '' GROUP BY root_id
    ON CONFLICT (post_id) DO UPDATE SET
      reply_count = threads.reply_count + excluded.reply_count,
      last_reply_at = greatest(threads.last_reply_at, excluded.last_reply_at),
      participants = (excluded.participants || ARRAY(SELECT p FROM unnest(threads.participants) p WHERE p <> ALL (excluded.participants)))[1:100]
    RETURNING post_id, reply_count, last_reply_at, participants
  ), touched AS (
    -- Clients that ask for changes learn of the new number of replies from the message that has them.
    UPDATE posts p SET update_at = greatest(p.update_at + 1, t.last) FROM (
      SELECT root_id, max(at) AS last FROM written WHERE root_id <> '' GROUP BY root_id
    ) t WHERE p.id = t.root_id
  ), followers AS MATERIALIZED (
    SELECT root_id AS post_id, user_id, max(at) AS seen, true AS author FROM written
      WHERE root_id <> '' AND reads AND $3 GROUP BY root_id, user_id
    UNION ALL
    SELECT w.root_id, n.user_id, min(w.at) - 1, false FROM named n JOIN written w USING (id)
      WHERE w.root_id <> '' AND $3 AND NOT EXISTS (SELECT 1 FROM written o WHERE o.root_id = w.root_id AND o.user_id = n.user_id AND o.reads)
      GROUP BY w.root_id, n.user_id
  ), following AS (
    INSERT INTO thread_memberships (user_id, post_id, following, last_viewed, last_updated)
    SELECT user_id, post_id, true, seen, $2 FROM followers
    ON CONFLICT (user_id, post_id) DO UPDATE SET
      following = true, last_updated = $2,
      last_viewed = CASE WHEN (SELECT f.author FROM followers f WHERE f.user_id = excluded.user_id AND f.post_id = excluded.post_id)
        THEN greatest(thread_memberships.last_viewed, excluded.last_viewed)
        WHEN thread_memberships.following THEN thread_memberships.last_viewed ELSE excluded.last_viewed END
  ), started AS (
    -- Who began the thread, and whom its first message mentions, follow it from the first reply on; so does who follows
    -- all threads of the channel, but for those they have left.
    INSERT INTO thread_memberships (user_id, post_id, following, last_viewed, last_updated)
    SELECT DISTINCT s.user_id, s.post_id, true, s.seen, $2::bigint FROM (
      SELECT r.user_id, r.id AS post_id, r.create_at AS seen FROM roots r JOIN channel_members m ON m.channel_id = r.channel_id AND m.user_id = r.user_id
      UNION SELECT t.user_id, t.post_id, r.create_at FROM mentions t JOIN roots r ON r.id = t.post_id
        JOIN channel_members m ON m.channel_id = r.channel_id AND m.user_id = t.user_id
      UNION SELECT m.user_id, w.root_id, min(w.at) - 1 FROM written w JOIN channel_members m ON m.channel_id = w.channel_id
        WHERE w.root_id <> '' AND m.notify_props->>'channel_auto_follow_threads' = 'on' GROUP BY m.user_id, w.root_id
    ) s
    WHERE $3 AND s.post_id IN (SELECT root_id FROM written)
      AND NOT EXISTS (SELECT 1 FROM followers f WHERE f.post_id = s.post_id AND f.user_id = s.user_id)
    ON CONFLICT DO NOTHING
  ), repeated AS (
    INSERT INTO persistent_notifications (post_id, user_id, next_at)
    SELECT id, unnest(repeat_to), at + repeat_after FROM written WHERE cardinality(repeat_to) > 0
  ), attached AS (
    UPDATE file_infos f SET post_id = w.id, channel_id = w.channel_id, update_at = $2
    FROM written w WHERE cardinality(w.file_ids) > 0 AND f.id = ANY(w.file_ids) AND f.user_id = w.user_id AND f.post_id = '' AND f.delete_at = 0`;

const ANSWER = `SELECT w.id, w.at, coalesce((SELECT array_agg(n.user_id) FROM named n WHERE n.id = w.id), '{}') AS mentioned,
    t.reply_count, t.last_reply_at, t.participants
  FROM written w LEFT JOIN threaded t ON t.post_id = w.root_id AND w.root_id <> '' ORDER BY w.n`;

const PLAIN_ANSWER = `SELECT w.id, w.at, '{}'::text[] AS mentioned, NULL::integer AS reply_count, NULL::bigint AS last_reply_at, NULL::text[] AS participants
  FROM written w ORDER BY w.n`;

const textOf = (plain: boolean) => `WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS x(
      n int, id text, user_id text, channel_id text, root_id text, message text, type text, props jsonb, hashtags text,
      file_ids text[], pending_post_id text, search text, priority jsonb, names text[], words text[], everybody boolean,
      here text[], silent boolean, must_be_member boolean, reads boolean,
      repeat_to text[], repeat_after bigint)
  ), locked AS MATERIALIZED (
    SELECT id, team_id, total_msg_count, total_msg_count_root, last_post_at FROM channels
    WHERE id = ANY (ARRAY(SELECT channel_id FROM input)) AND delete_at = 0 ORDER BY id FOR UPDATE
${plain ? "" : ROOTS}
  ), fresh AS MATERIALIZED (
    SELECT i.*, l.team_id, l.total_msg_count, l.total_msg_count_root,
      greatest($2::bigint, l.last_post_at + 1) + row_number() OVER w - 1 AS at,
      l.total_msg_count + count(*) FILTER (WHERE NOT i.silent) OVER w AS nth,
      l.total_msg_count_root + count(*) FILTER (WHERE NOT i.silent AND i.root_id = '') OVER w AS nth_root
    FROM input i JOIN locked l ON l.id = i.channel_id
    WHERE ${plain ? "i.root_id = ''" : ROOT_IS_THERE}
      -- A single value, so that it is looked up by its key and never by reading all memberships of the server.
      AND (NOT i.must_be_member OR (SELECT true FROM channel_members m WHERE m.channel_id = i.channel_id AND m.user_id = i.user_id))
    WINDOW w AS (PARTITION BY i.channel_id ORDER BY i.n)
  ), inserted AS (
    INSERT INTO posts (id, create_at, update_at, user_id, channel_id, root_id, message, type, props, hashtags, file_ids, pending_post_id, priority, search)
    SELECT id, at, at, user_id, channel_id, root_id, message, type, props, hashtags, file_ids, pending_post_id, priority, search::tsvector FROM fresh
    ON CONFLICT (user_id, pending_post_id) WHERE pending_post_id <> '' DO NOTHING
    RETURNING id
  ), written AS MATERIALIZED (
    SELECT f.* FROM fresh f JOIN inserted USING (id)
  ), counted AS (
    UPDATE channels c SET
      total_msg_count = c.total_msg_count + t.messages,
      total_msg_count_root = c.total_msg_count_root + t.roots,
      last_post_at = greatest(c.last_post_at, t.last),
      last_root_post_at = greatest(c.last_root_post_at, t.last_root)
    FROM (
      SELECT channel_id, count(*) FILTER (WHERE NOT silent) AS messages, count(*) FILTER (WHERE NOT silent AND root_id = '') AS roots,
        max(at) AS last, max(at) FILTER (WHERE root_id = '') AS last_root
      FROM written GROUP BY channel_id
    ) t WHERE c.id = t.channel_id
  ), looked AS (
    -- Writing a message means having read the channel; a reply, or what the server writes in somebody's name, only itself.
    UPDATE channel_members m SET
      msg_count = CASE WHEN t.wrote_root THEN t.nth ELSE m.msg_count + t.own END,
      msg_count_root = CASE WHEN t.wrote_root THEN t.nth_root ELSE m.msg_count_root + t.own_roots END,
      last_viewed_at = CASE WHEN t.wrote_root THEN greatest(m.last_viewed_at, t.last) ELSE m.last_viewed_at END
    FROM (
      SELECT channel_id, user_id, bool_or(reads AND root_id = '') AS wrote_root, max(nth) AS nth, max(nth_root) AS nth_root,
        count(*) AS own, count(*) FILTER (WHERE root_id = '') AS own_roots, max(at) AS last
      FROM written WHERE NOT silent GROUP BY channel_id, user_id
    ) t WHERE m.channel_id = t.channel_id AND m.user_id = t.user_id
${plain ? "" : SPECIAL}
  )
  ${plain ? PLAIN_ANSWER : ANSWER}`;

/**
 * Writes any number of messages in one round trip and one transaction: messages, counters of their channels, what
 * their authors have read, threads and their followers, mentions, files. $1 = the messages as JSON, $2 = now (ms),
 * $3 = whether threads are followed automatically.
 *
 * - The channels are locked first, in the order of their ids, so that two servers never wait for each other in a ring.
 * - The lock makes the time of a message unique and growing within its channel, in the order of the commits: whoever
 *   asks for everything after a message they have misses nothing.
 * - A message whose pending id is there already is left out; so is one whose root, channel or author's membership is
 *   not (any more).
 * - The cost does not grow with the members of a channel: a mention of everybody is one row.
 */
export const WRITE: Statement = statement("posts.write", textOf(false));

/** Like WRITE, for messages that reply to nothing, mention nobody and have no files: most of them, at half the cost. */
export const WRITE_PLAIN: Statement = statement("posts.write_plain", textOf(true));
