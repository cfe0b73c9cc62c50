import { type Queryable, statement } from "../../platform/database/database.js";

export interface BookmarkRow {
  id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  channel_id: string;
  owner_id: string;
  file_id: string;
  display_name: string;
  sort_order: number;
  link_url: string;
  image_url: string;
  emoji: string;
  type: "link" | "file";
}

// Whoever changes the list of a channel holds its row, so that two never give the same place or exceed the limit.
const LOCK_CHANNEL = statement("bookmarks.lock_channel", "SELECT id FROM channels WHERE id = $1 FOR UPDATE");
const OF_CHANNEL = statement(
  "bookmarks.of_channel",
  `SELECT * FROM channel_bookmarks WHERE channel_id = $1 AND (delete_at = 0 OR $2::bigint > 0) AND (update_at >= $2 OR delete_at >= $2) ORDER BY sort_order, id`,
);
const ONE = statement(
  "bookmarks.one",
  "SELECT * FROM channel_bookmarks WHERE id = $1 AND channel_id = $2 AND delete_at = 0",
);
const INSERT = statement(
  "bookmarks.insert",
  `INSERT INTO channel_bookmarks (id, create_at, update_at, channel_id, owner_id, file_id, display_name, sort_order, link_url, image_url, emoji, type)
   VALUES ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING *`,
);
const UPDATE = statement(
  "bookmarks.update",
  `UPDATE channel_bookmarks SET update_at = greatest($2, update_at + 1), file_id = $3, display_name = $4, link_url = $5, image_url = $6, emoji = $7
   WHERE id = $1 RETURNING *`,
);
const SORT = statement(
  "bookmarks.sort",
  `UPDATE channel_bookmarks b SET sort_order = x.n - 1, update_at = greatest($2, update_at + 1)
   FROM unnest($1::text[]) WITH ORDINALITY AS x (id, n) WHERE b.id = x.id AND b.sort_order <> x.n - 1 RETURNING b.*`,
);
const DELETE = statement(
  "bookmarks.delete",
  "UPDATE channel_bookmarks SET delete_at = $2, update_at = greatest($2, update_at + 1) WHERE id = $1 AND delete_at = 0 RETURNING *",
);

type New = Omit<BookmarkRow, "create_at" | "update_at" | "delete_at">;

export const bookmarkStore = {
  lockChannel: (db: Queryable, channelId: string) => db.run(LOCK_CHANNEL, [channelId]),
  /** In their order; `since` (ms) > 0 gives only what changed, deleted ones included. */
  ofChannel: (db: Queryable, channelId: string, since = 0) => db.rows<BookmarkRow>(OF_CHANNEL, [channelId, since]),
  one: (db: Queryable, id: string, channelId: string) => db.row<BookmarkRow>(ONE, [id, channelId]),
  insert: async (db: Queryable, b: New, now: number) =>
    (await db.row<BookmarkRow>(INSERT, [
      b.id,
      now,
      b.channel_id,
      b.owner_id,
      b.file_id,
      b.display_name,
      b.sort_order,
      b.link_url,
      b.image_url,
      b.emoji,
      b.type,
    ])) as BookmarkRow,
  update: async (db: Queryable, b: BookmarkRow, now: number) =>
    (await db.row<BookmarkRow>(UPDATE, [
      b.id,
      now,
      b.file_id,
      b.display_name,
      b.link_url,
      b.image_url,
      b.emoji,
    ])) as BookmarkRow,
  /** Gives bookmarks their places in this order; returns those that moved. */
  sort: (db: Queryable, ids: readonly string[], now: number) => db.rows<BookmarkRow>(SORT, [ids, now]),
  delete: (db: Queryable, id: string, now: number) => db.row<BookmarkRow>(DELETE, [id, now]),
};
