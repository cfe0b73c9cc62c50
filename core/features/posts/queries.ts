import { type Queryable, type Statement, statement } from "../../platform/database/database.js";
import { type PostRow, SELECT_POST } from "./store.js";

// $2 = channel, $3 = threads collapsed (no replies), $4 = deleted ones too
const IN_CHANNEL = `${SELECT_POST} WHERE p.channel_id = $2 AND p.original_id = '' AND (NOT $3 OR p.root_id = '') AND ($4 OR p.delete_at = 0)`;
const NEWEST_FIRST = "ORDER BY p.create_at DESC, p.id DESC";

const PAGE = statement("posts.page", `${IN_CHANNEL} ${NEWEST_FIRST} LIMIT $5 OFFSET $6`);
const BEFORE = statement("posts.before", `${IN_CHANNEL} AND (p.create_at, p.id) < ($5, $6) ${NEWEST_FIRST} LIMIT $7`);
const AFTER = statement(
  "posts.after",
  `${IN_CHANNEL} AND (p.create_at, p.id) > ($5, $6) ORDER BY p.create_at, p.id LIMIT $7`,
);
const SINCE = statement(
  "posts.since",
  `${SELECT_POST} WHERE p.channel_id = $2 AND p.original_id = '' AND (NOT $3 OR p.root_id = '') AND p.update_at > $4 ORDER BY p.update_at DESC LIMIT $5`,
);
const ANCHOR = statement(
  "posts.anchor",
  "SELECT create_at, id FROM posts WHERE id = $1 AND channel_id = $2 AND original_id = ''",
);
const PINNED = statement(
  "posts.pinned",
  `${SELECT_POST} WHERE p.channel_id = $2 AND p.is_pinned AND p.delete_at = 0 ${NEWEST_FIRST} LIMIT 1000`,
);
// $2 = root, $3 = after/before create_at, $4 = after/before id, $5 = limit
const REPLIES_DOWN = statement(
  "posts.replies_down",
  `${SELECT_POST} WHERE p.root_id = $2 AND p.original_id = '' AND p.delete_at = 0 AND (p.create_at, p.id) > ($3, $4) ORDER BY p.create_at, p.id LIMIT $5`,
);
const REPLIES_UP = statement(
  "posts.replies_up",
  `${SELECT_POST} WHERE p.root_id = $2 AND p.original_id = '' AND p.delete_at = 0 AND (p.create_at, p.id) < ($3, $4) ORDER BY p.create_at DESC, p.id DESC LIMIT $5`,
);
const REPLIES_CHANGED = statement(
  "posts.replies_changed",
  `${SELECT_POST} WHERE p.root_id = $2 AND p.original_id = '' AND p.update_at > $3 ORDER BY p.update_at LIMIT $4`,
);
const FLAGGED = statement(
  "posts.flagged",
  `${SELECT_POST} JOIN preferences s ON s.user_id = $1 AND s.category = 'flagged_post' AND s.name = p.id AND s.value = 'true'
   JOIN channels c ON c.id = p.channel_id JOIN channel_members m ON m.channel_id = c.id AND m.user_id = $1
   LEFT JOIN team_members tm ON tm.team_id = c.team_id AND tm.user_id = $1 AND tm.delete_at = 0
   WHERE p.delete_at = 0 AND p.original_id = '' AND (c.team_id = '' OR tm.user_id IS NOT NULL)
     AND ($2 = '' OR c.team_id IN ('', $2)) AND ($3 = '' OR c.id = $3)
   ${NEWEST_FIRST} LIMIT $4 OFFSET $5`,
);

const MAX_CHANGES = 1000;
/** Later than every message: the start of going backwards from the newest. */
const END_OF_TIME = Number.MAX_SAFE_INTEGER;

export interface ListOptions {
  readerId: string;
  channelId: string;
  /** Without replies. */
  collapsed: boolean;
  deleted: boolean;
}

/** A message as a point in time, from which a list goes on. */
export interface Anchor {
  create_at: number;
  id: string;
}

/** Rows of one list, newest first, with the neighbours of its ends; '' where there is none. */
export interface Slice {
  rows: PostRow[];
  next: string;
  prev: string;
}

/** A page of rows on one side of a message, the nearest first, with the neighbours of its ends. */
async function besides(
  side: Statement,
  db: Queryable,
  { readerId, channelId, collapsed, deleted }: ListOptions,
  anchor: Anchor,
  limit: number,
  page: number,
): Promise<{ rows: PostRow[]; near: string; far: string }> {
  const skip = page * limit;
  const values = [readerId, channelId, collapsed, deleted, anchor.create_at, anchor.id, skip + limit + 1];
  const rows = await db.rows<PostRow>(side, values);
  return {
    rows: rows.slice(skip, skip + limit),
    near: skip > 0 ? (rows[skip - 1]?.id ?? "") : anchor.id,
    far: rows[skip + limit]?.id ?? "",
  };
}

export const postQueries = {
  async page(db: Queryable, o: ListOptions, limit: number, offset: number): Promise<Slice> {
    // One more on each side tells the neighbours.
    const before = offset > 0 ? 1 : 0;
    const rows = await db.rows<PostRow>(PAGE, [
      o.readerId,
      o.channelId,
      o.collapsed,
      o.deleted,
      limit + 1 + before,
      offset - before,
    ]);
    return {
      rows: rows.slice(before, before + limit),
      next: before ? (rows[0]?.id ?? "") : "",
      prev: rows[before + limit]?.id ?? "",
    };
  },

  anchor: (db: Queryable, id: string, channelId: string) => db.row<Anchor>(ANCHOR, [id, channelId]),

  async before(db: Queryable, o: ListOptions, anchor: Anchor, limit: number, page = 0): Promise<Slice> {
    const { rows, near, far } = await besides(BEFORE, db, o, anchor, limit, page);
    return { rows, next: near, prev: far };
  },

  async after(db: Queryable, o: ListOptions, anchor: Anchor, limit: number, page = 0): Promise<Slice> {
    const { rows, near, far } = await besides(AFTER, db, o, anchor, limit, page);
    return { rows: rows.reverse(), next: far, prev: near };
  },

  /** Everything that changed after a time, deleted messages included. */
  since: (db: Queryable, o: ListOptions, time: number) =>
    db.rows<PostRow>(SINCE, [o.readerId, o.channelId, o.collapsed, time, MAX_CHANGES]),

  /** The messages around a time: those after it up to one limit, those before up to another. */
  async around(db: Queryable, o: ListOptions, time: number, limits: { before: number; after: number }): Promise<Slice> {
    // Ids sort below "~", so that the messages of the very moment count as read.
    const at = { create_at: time, id: "~" };
    const [after, before] = await Promise.all([
      postQueries.after(db, o, at, limits.after),
      postQueries.before(db, o, at, limits.before),
    ]);
    return { rows: [...after.rows, ...before.rows], next: after.next, prev: before.prev };
  },

  newest: (db: Queryable, o: ListOptions, limit: number) =>
    postQueries.before(db, o, { create_at: END_OF_TIME, id: "~" }, limit),
  pinned: (db: Queryable, readerId: string, channelId: string) => db.rows<PostRow>(PINNED, [readerId, channelId]),

  replies(
    db: Queryable,
    readerId: string,
    rootId: string,
    o: { up: boolean; from: { create_at: number; id: string } | undefined; limit: number },
  ): Promise<PostRow[]> {
    const start = o.from ?? (o.up ? { create_at: END_OF_TIME, id: "~" } : { create_at: -1, id: "" });
    const way: Statement = o.up ? REPLIES_UP : REPLIES_DOWN;
    return db.rows<PostRow>(way, [readerId, rootId, start.create_at, start.id, o.limit]);
  },

  repliesChanged: (db: Queryable, readerId: string, rootId: string, since: number, limit: number) =>
    db.rows<PostRow>(REPLIES_CHANGED, [readerId, rootId, since, limit]),
  flagged: (db: Queryable, userId: string, teamId: string, channelId: string, limit: number, offset: number) =>
    db.rows<PostRow>(FLAGGED, [userId, teamId, channelId, limit, offset]),
};
