import { type Queryable, statement } from "../../platform/database/database.js";

export interface UploadRow {
  id: string;
  type: "attachment";
  create_at: number;
  user_id: string;
  channel_id: string;
  filename: string;
  /** Names of the received pieces in order, divided by spaces; they lie in the upload's folder of the file store. */
  path: string;
  file_size: number;
  file_offset: number;
}

const INSERT = statement(
  "uploads.insert",
  `INSERT INTO upload_sessions (id, type, create_at, user_id, channel_id, filename, path, file_size)
   VALUES ($1, 'attachment', $2, $3, $4, $5, '', $6)`,
);
const BY_ID = statement("uploads.by_id", "SELECT * FROM upload_sessions WHERE id = $1 AND user_id = $2");
const OF_USER = statement("uploads.of_user", "SELECT * FROM upload_sessions WHERE user_id = $1 ORDER BY create_at, id");
// Of two that add a piece at the same place, also on two machines, exactly one succeeds.
const ADVANCE = statement(
  "uploads.advance",
  `UPDATE upload_sessions SET file_offset = file_offset + $3, path = ltrim(path || ' ' || $4)
   WHERE id = $1 AND file_offset = $2 RETURNING *`,
);
const REMOVE = statement("uploads.remove", "DELETE FROM upload_sessions WHERE id = $1");
const OLD = statement("uploads.old", "SELECT * FROM upload_sessions WHERE create_at < $1 LIMIT 100");

/** Rows of unfinished uploads. */
export const uploadStore = {
  insert: (db: Queryable, row: UploadRow) =>
    db.run(INSERT, [row.id, row.create_at, row.user_id, row.channel_id, row.filename, row.file_size]),
  byId: (db: Queryable, id: string, userId: string) => db.row<UploadRow>(BY_ID, [id, userId]),
  ofUser: (db: Queryable, userId: string) => db.rows<UploadRow>(OF_USER, [userId]),
  /** Counts a piece in; undefined when another one came first. */
  advance: (db: Queryable, id: string, offset: number, bytes: number, piece: string) =>
    db.row<UploadRow>(ADVANCE, [id, offset, bytes, piece]),
  /** Returns whether it was there. */
  remove: async (db: Queryable, id: string) => (await db.run(REMOVE, [id])) === 1,
  olderThan: (db: Queryable, time: number) => db.rows<UploadRow>(OLD, [time]),
};
