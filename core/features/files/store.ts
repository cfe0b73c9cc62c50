import { type Queryable, statement } from "../../platform/database/database.js";
import { searchVector } from "../../platform/text/search-vector.js";

export interface FileRow {
  id: string;
  user_id: string;
  post_id: string;
  channel_id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  /** Places in the file store; '' where there is no such picture. */
  path: string;
  thumbnail_path: string;
  preview_path: string;
  name: string;
  extension: string;
  size: number;
  mime_type: string;
  width: number;
  height: number;
  has_preview_image: boolean;
  mini_preview: string | null;
  archived: boolean;
}

const COLUMNS = `f.id, f.user_id, f.post_id, f.channel_id, f.create_at, f.update_at, f.delete_at, f.path, f.thumbnail_path,
  f.preview_path, f.name, f.extension, f.size, f.mime_type, f.width, f.height, f.has_preview_image, f.mini_preview, f.archived`;

// A file of a message lives as long as the message, however that came to be deleted; one of a channel's bookmark names the
// bookmark in the place of the message.
const LIVE = `f.delete_at = 0 AND (f.post_id = '' OR EXISTS (SELECT 1 FROM posts p WHERE p.id = f.post_id AND p.delete_at = 0)
  OR EXISTS (SELECT 1 FROM channel_bookmarks b WHERE b.id = f.post_id AND b.delete_at = 0))`;

const LIVE_BY_ID = statement("files.live_by_id", `SELECT ${COLUMNS} FROM file_infos f WHERE f.id = $1 AND ${LIVE}`);
const INSERT = statement(
  "files.insert",
  `INSERT INTO file_infos (id, user_id, channel_id, create_at, update_at, path, thumbnail_path, preview_path, name, extension,
     size, mime_type, width, height, has_preview_image, mini_preview, search)
   VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16::tsvector)`,
);
const ATTACH = statement(
  "files.attach",
  `UPDATE file_infos f SET post_id = $3, channel_id = $4, update_at = $5
   WHERE f.id = ANY($1) AND f.user_id = $2 AND f.post_id = '' AND f.delete_at = 0 RETURNING ${COLUMNS}`,
);
const OF_POSTS = statement(
  "files.of_posts",
  `SELECT ${COLUMNS} FROM file_infos f JOIN posts p ON p.id = f.post_id
   WHERE f.post_id = ANY($1) AND f.delete_at = 0 ORDER BY f.post_id, array_position(p.file_ids, f.id), f.create_at, f.id`,
);
const DELETE_OF_POST = statement(
  "files.delete_of_post",
  "UPDATE file_infos SET delete_at = $3, update_at = $3 WHERE post_id = $1 AND delete_at = 0 AND NOT (id = ANY($2))",
);
const POST_CHANNEL = statement("files.post_channel", "SELECT channel_id FROM posts WHERE id = $1 AND delete_at = 0");
const FORGET = statement("files.forget", "DELETE FROM file_infos WHERE id = ANY($1) AND post_id = ''");

/** Rows of files. */
export const fileStore = {
  /** A file that has not been deleted, nor its message. */
  live: (db: Queryable, id: string) => db.row<FileRow>(LIVE_BY_ID, [id]),
  insert: (db: Queryable, row: FileRow) =>
    db.run(INSERT, [
      row.id,
      row.user_id,
      row.channel_id,
      row.create_at,
      row.path,
      row.thumbnail_path,
      row.preview_path,
      row.name,
      row.extension,
      row.size,
      row.mime_type,
      row.width,
      row.height,
      row.has_preview_image,
      row.mini_preview,
      searchVector(row.name),
    ]),
  /** Gives files of their uploader that no message has yet to a message; returns those it could give. */
  attach: (db: Queryable, ids: readonly string[], userId: string, postId: string, channelId: string, now: number) =>
    db.rows<FileRow>(ATTACH, [ids, userId, postId, channelId, now]),
  /** In the order in which each message names them. */
  ofPosts: (db: Queryable, postIds: readonly string[]) => db.rows<FileRow>(OF_POSTS, [postIds]),
  /** Marks the files of a message as deleted, but for those to keep. */
  deleteOfPost: (db: Queryable, postId: string, keep: readonly string[], now: number) =>
    db.run(DELETE_OF_POST, [postId, keep, now]),
  channelOfPost: async (db: Queryable, postId: string) =>
    (await db.row<{ channel_id: string }>(POST_CHANNEL, [postId]))?.channel_id,
  forget: (db: Queryable, ids: readonly string[]) => db.run(FORGET, [ids]),
};
