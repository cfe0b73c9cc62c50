import { type Queryable, statement } from "../../platform/database/database.js";
import { COUNTS } from "./silent.js";

export interface PostRow {
  id: string;
  create_at: number;
  update_at: number;
  edit_at: number;
  delete_at: number;
  user_id: string;
  channel_id: string;
  root_id: string;
  original_id: string;
  message: string;
  type: string;
  props: Record<string, unknown>;
  hashtags: string;
  file_ids: string[];
  pending_post_id: string;
  is_pinned: boolean;
  has_reactions: boolean;
  priority: Record<string, unknown> | null;
  /** Of the thread this message begins; null where it has no replies. */
  reply_count: number | null;
  last_reply_at: number | null;
  participants: string[] | null;
  /** Whether the reader follows the thread; null where that was not asked. */
  following: boolean | null;
}

/** The columns of a message; the index of its words stays in the database. */
export const POST_COLUMNS =
  "p.id, p.create_at, p.update_at, p.edit_at, p.delete_at, p.user_id, p.channel_id, p.root_id, p.original_id, p.message, p.type, p.props, p.hashtags, p.file_ids, p.pending_post_id, p.is_pinned, p.has_reactions, p.priority";
/** A message with its thread as the reader $1 sees it. */
export const SELECT_POST = `SELECT ${POST_COLUMNS}, t.reply_count, t.last_reply_at, t.participants, f.following
  FROM posts p LEFT JOIN threads t ON t.post_id = coalesce(nullif(p.root_id, ''), p.id)
  LEFT JOIN thread_memberships f ON f.post_id = coalesce(nullif(p.root_id, ''), p.id) AND f.user_id = $1`;

const BY_IDS = statement("posts.by_ids", `${SELECT_POST} WHERE p.id = ANY($2) AND p.original_id = ''`);
const BY_PENDING = statement("posts.by_pending", `${SELECT_POST} WHERE p.user_id = $1 AND p.pending_post_id = $2`);
const VERSIONS = statement(
  "posts.versions",
  `SELECT ${POST_COLUMNS}, NULL AS reply_count, NULL AS last_reply_at, NULL AS participants, NULL AS following FROM posts p WHERE original_id = $1 ORDER BY edit_at DESC, create_at DESC, id DESC`,
);
const KEEP_VERSION = statement(
  "posts.keep_version",
  `INSERT INTO posts (id, create_at, update_at, edit_at, delete_at, user_id, channel_id, root_id, original_id, message, type, props, hashtags, file_ids, is_pinned)
   SELECT $2, create_at, $3, edit_at, $3, user_id, channel_id, root_id, id, message, type, props, hashtags, file_ids, is_pinned FROM posts WHERE id = $1`,
);
const EDIT = statement(
  "posts.edit",
  `UPDATE posts SET message = $2, props = $3, hashtags = $4, search = $5::tsvector, file_ids = $6, is_pinned = $7,
     edit_at = CASE WHEN $8 THEN greatest($9, update_at + 1) ELSE edit_at END, update_at = greatest($9, update_at + 1)
   WHERE id = $1 AND delete_at = 0 RETURNING id`,
);
const LOCK = statement("posts.lock", "SELECT id FROM posts WHERE id = $1 AND delete_at = 0 FOR UPDATE");
const DELETE = statement(
  "posts.delete",
  `UPDATE posts SET delete_at = $2, update_at = greatest($2, update_at + 1), deleted_by = $3, is_pinned = false
   WHERE (id = $1 OR (root_id = $1 AND original_id = '')) AND delete_at = 0 RETURNING id`,
);
const DELETE_MENTIONS = statement(
  "posts.delete_mentions",
  "WITH named AS (DELETE FROM mentions WHERE post_id = ANY($1)) DELETE FROM channel_mentions WHERE post_id = ANY($1)",
);
// What is gone is unread for nobody: those who had not seen it count it as read. Whoever wrote it has counted it already,
// unless they have marked it as unread. $1 = messages
const FORGET_UNREAD = statement(
  "posts.forget_unread",
  `WITH behind AS (
     SELECT m.channel_id, m.user_id, count(*) AS n, count(*) FILTER (WHERE p.root_id = '') AS roots
     FROM posts p JOIN channels c ON c.id = p.channel_id
     JOIN channel_members m ON m.channel_id = c.id AND m.last_viewed_at < p.create_at AND m.msg_count < c.total_msg_count
     WHERE p.id = ANY($1) AND (p.user_id <> m.user_id OR p.create_at = m.last_viewed_at + 1) AND p.type ${COUNTS}
     GROUP BY m.channel_id, m.user_id
   ) UPDATE channel_members m SET
     msg_count = least(c.total_msg_count, m.msg_count + b.n), msg_count_root = least(c.total_msg_count_root, m.msg_count_root + b.roots)
   FROM behind b JOIN channels c ON c.id = b.channel_id WHERE m.channel_id = b.channel_id AND m.user_id = b.user_id`,
);
// Before everything else, as whoever writes does: two who change the memberships of a channel never wait for each other.
const LOCK_CHANNEL = statement("posts.lock_channel", "SELECT id FROM channels WHERE id = $1 FOR UPDATE");
const DELETE_THREAD = statement("posts.delete_thread", "UPDATE threads SET delete_at = $2 WHERE post_id = $1");
const RECOUNT_THREAD = statement(
  "posts.recount_thread",
  `UPDATE threads SET (reply_count, last_reply_at, participants) = (
     SELECT coalesce(sum(n), 0), coalesce(max(last), 0), coalesce(array_agg(user_id ORDER BY last DESC), '{}')
     FROM (SELECT user_id, max(create_at) AS last, count(*) AS n FROM posts
       WHERE root_id = $1 AND original_id = '' AND delete_at = 0 GROUP BY user_id) people
   ) WHERE post_id = $1`,
);
const TOUCH = statement(
  "posts.touch",
  "UPDATE posts SET update_at = greatest($2, update_at + 1) WHERE id = $1 RETURNING update_at",
);
const SET_PINNED = statement(
  "posts.set_pinned",
  "UPDATE posts SET is_pinned = $2, update_at = greatest($3, update_at + 1) WHERE id = $1 AND delete_at = 0 AND is_pinned <> $2",
);
const FOLLOWERS = statement(
  "posts.followers",
  "SELECT user_id FROM thread_memberships WHERE post_id = $1 AND following AND user_id = ANY($2)",
);
const FREE_FILES = statement(
  "posts.free_files",
  "SELECT count(*) AS count FROM file_infos WHERE id = ANY($1) AND user_id = $2 AND post_id = '' AND delete_at = 0 AND channel_id IN ('', $3)",
);
const KEYWORDS = statement("posts.keywords", "SELECT DISTINCT keyword FROM mention_keywords");
const REACTIONS = statement(
  "posts.reactions",
  "SELECT * FROM reactions WHERE post_id = ANY($1) ORDER BY create_at, user_id",
);
// What somebody wrote themselves is no news to them, but for the message they point at.
const SET_UNREAD = statement(
  "posts.set_unread",
  `UPDATE channel_members m SET last_viewed_at = p.create_at - 1, last_update_at = $3,
     msg_count = greatest(0, c.total_msg_count - (SELECT count(*) FROM posts x WHERE x.channel_id = p.channel_id AND x.original_id = '' AND x.delete_at = 0 AND x.create_at >= p.create_at AND (x.user_id <> $1 OR x.id = p.id) AND x.type ${COUNTS})),
     msg_count_root = greatest(0, c.total_msg_count_root - (SELECT count(*) FROM posts x WHERE x.channel_id = p.channel_id AND x.original_id = '' AND x.root_id = '' AND x.delete_at = 0 AND x.create_at >= p.create_at AND (x.user_id <> $1 OR x.id = p.id) AND x.type ${COUNTS}))
   FROM posts p JOIN channels c ON c.id = p.channel_id
   WHERE p.id = $2 AND m.channel_id = p.channel_id AND m.user_id = $1 RETURNING m.channel_id`,
);

export interface ReactionRow {
  post_id: string;
  user_id: string;
  emoji_name: string;
  channel_id: string;
  create_at: number;
}

export const postStore = {
  byIds: (db: Queryable, readerId: string, ids: readonly string[]) => db.rows<PostRow>(BY_IDS, [readerId, ids]),
  byPending: (db: Queryable, userId: string, pendingId: string) => db.row<PostRow>(BY_PENDING, [userId, pendingId]),
  versions: (db: Queryable, id: string) => db.rows<PostRow>(VERSIONS, [id]),
  keepVersion: (db: Queryable, id: string, versionId: string, now: number) =>
    db.run(KEEP_VERSION, [id, versionId, now]),
  lock: async (db: Queryable, id: string) => (await db.run(LOCK, [id])) === 1,
  edit: async (
    db: Queryable,
    post: Pick<PostRow, "id" | "message" | "props" | "hashtags" | "file_ids" | "is_pinned">,
    search: string,
    edited: boolean,
    now: number,
  ) =>
    (await db.run(EDIT, [
      post.id,
      post.message,
      JSON.stringify(post.props),
      post.hashtags,
      search,
      post.file_ids,
      post.is_pinned,
      edited,
      now,
    ])) === 1,
  /** Deletes a message with its replies; returns the ids of all that were there. */
  async delete(
    db: Queryable,
    { id, channel_id }: Pick<PostRow, "id" | "channel_id">,
    now: number,
    by: string,
  ): Promise<string[]> {
    await db.run(LOCK_CHANNEL, [channel_id]);
    const ids = (await db.rows<{ id: string }>(DELETE, [id, now, by])).map((row) => row.id);
    await postStore.callNobody(db, ids);
    return ids;
  },
  /** Messages that go are unread for nobody, and call nobody. */
  async callNobody(db: Queryable, ids: readonly string[]): Promise<void> {
    await db.run(DELETE_MENTIONS, [ids]);
    await db.run(FORGET_UNREAD, [ids]);
  },
  deleteThread: (db: Queryable, id: string, now: number) => db.run(DELETE_THREAD, [id, now]),
  recountThread: (db: Queryable, rootId: string) => db.run(RECOUNT_THREAD, [rootId]),
  touch: async (db: Queryable, id: string, now: number) =>
    (await db.row<{ update_at: number }>(TOUCH, [id, now]))?.update_at ?? now,
  setPinned: async (db: Queryable, id: string, pinned: boolean, now: number) =>
    (await db.run(SET_PINNED, [id, pinned, now])) === 1,
  /** Those of some people who follow a thread. */
  followers: async (db: Queryable, rootId: string, userIds: readonly string[]) =>
    (await db.rows<{ user_id: string }>(FOLLOWERS, [rootId, userIds])).map((row) => row.user_id),
  freeFiles: async (db: Queryable, ids: readonly string[], userId: string, channelId: string) =>
    (await db.row<{ count: number }>(FREE_FILES, [ids, userId, channelId]))?.count ?? 0,
  keywords: async (db: Queryable) => (await db.rows<{ keyword: string }>(KEYWORDS)).map((row) => row.keyword),
  reactions: (db: Queryable, ids: readonly string[]) => db.rows<ReactionRow>(REACTIONS, [ids]),
  setUnread: async (db: Queryable, userId: string, postId: string, now: number) =>
    (await db.run(SET_UNREAD, [userId, postId, now])) === 1,
};
