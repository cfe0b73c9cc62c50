import { type Queryable, statement } from "../../platform/database/database.js";

export interface LinkRow {
  file_id: string;
  generation: string;
  user_id: string;
  create_at: number;
  /** Milliseconds; 0 = without end. */
  expires_at: number;
}

const LIVE = "(expires_at = 0 OR expires_at > $2)";
const LIVE_ONE = statement("file_links.live", `SELECT * FROM file_links WHERE file_id = $1 AND ${LIVE}`);
// What has expired makes room for a new link; one that is good stays.
const MAKE = statement(
  "file_links.make",
  `INSERT INTO file_links AS l (file_id, generation, user_id, create_at, expires_at) VALUES ($1, $3, $4, $2, $5)
   ON CONFLICT (file_id) DO UPDATE SET generation = $3, user_id = $4, create_at = $2, expires_at = $5
   WHERE NOT (l.expires_at = 0 OR l.expires_at > $2)`,
);
const SET_END = statement("file_links.end", `UPDATE file_links SET expires_at = $3 WHERE file_id = $1 AND ${LIVE}`);
const REMOVE = statement("file_links.remove", "DELETE FROM file_links WHERE file_id = $1");

export const linkStore = {
  live: (db: Queryable, fileId: string, now: number) => db.row<LinkRow>(LIVE_ONE, [fileId, now]),
  /** Makes a link where there is none that is good. */
  make: (db: Queryable, row: LinkRow) =>
    db.run(MAKE, [row.file_id, row.create_at, row.generation, row.user_id, row.expires_at]),
  setEnd: (db: Queryable, fileId: string, now: number, expiresAt: number) => db.run(SET_END, [fileId, now, expiresAt]),
  /** False when there was none. */
  remove: async (db: Queryable, fileId: string) => (await db.run(REMOVE, [fileId])) === 1,
};
