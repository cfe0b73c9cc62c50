import { type Queryable, statement } from "../../platform/database/database.js";

export type TextState = "" | "reading" | "again" | "last" | "read" | "none" | "large" | "failed";

export interface UnreadFile {
  id: string;
  path: string;
  name: string;
  extension: string;
  mime_type: string;
  size: number;
}

// A file that is being read when another run begins was left by a server that stopped. It is tried once more: it may be
// what made the server fall over.
const RESUME = statement(
  "file_texts.resume",
  "UPDATE file_infos SET text_state = CASE text_state WHEN 'reading' THEN 'again' ELSE 'failed' END WHERE text_state IN ('reading', 'last')",
);
const TAKE = statement(
  "file_texts.take",
  `UPDATE file_infos SET text_state = CASE text_state WHEN 'again' THEN 'last' ELSE 'reading' END WHERE id = (
     SELECT id FROM file_infos WHERE text_state IN ('', 'again') AND post_id <> '' AND delete_at = 0
     ORDER BY create_at LIMIT 1 FOR UPDATE SKIP LOCKED)
   RETURNING id, path, name, extension, mime_type, size`,
);
const SAVE = statement(
  "file_texts.save",
  "UPDATE file_infos SET text_state = 'read', content = $2, search = $3::tsvector WHERE id = $1",
);
const MARK = statement("file_texts.mark", "UPDATE file_infos SET text_state = $2 WHERE id = $1");
const COUNTS = statement(
  "file_texts.counts",
  `SELECT CASE WHEN text_state IN ('', 'again', 'reading', 'last') THEN 'waiting' ELSE text_state END AS state, count(*) AS count
   FROM file_infos WHERE post_id <> '' AND delete_at = 0 GROUP BY 1`,
);

export const textStore = {
  /** Takes up again what an earlier run left unfinished. */
  resume: (db: Queryable) => db.run(RESUME),
  /** The oldest file nobody has looked into, which is now being read. */
  take: (db: Queryable) => db.row<UnreadFile>(TAKE),
  save: (db: Queryable, id: string, content: string, search: string) => db.run(SAVE, [id, content, search]),
  mark: (db: Queryable, id: string, state: TextState) => db.run(MARK, [id, state]),
  /** How many files of messages there are in each state; `waiting` are not read yet. */
  counts: async (db: Queryable): Promise<Record<string, number>> =>
    Object.fromEntries((await db.rows<{ state: string; count: number }>(COUNTS)).map((row) => [row.state, row.count])),
};
