import type { StorageUse } from "../../api/storage.js";
import { type Queryable, statement } from "../../platform/database/database.js";

// What was deleted takes room as long as its row is kept.
const TOTAL = statement(
  "storage.total",
  "SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes FROM file_infos",
);
const TEAMS = statement(
  "storage.teams",
  `SELECT coalesce(c.team_id, '') AS team_id, coalesce(max(t.display_name), '') AS display_name, count(*) AS files, sum(f.size)::bigint AS bytes
   FROM file_infos f LEFT JOIN channels c ON c.id = f.channel_id LEFT JOIN teams t ON t.id = c.team_id
   GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT 100`,
);
const USERS = statement(
  "storage.users",
  `SELECT f.user_id, coalesce(max(u.username), '') AS username, count(*) AS files, sum(f.size)::bigint AS bytes
   FROM file_infos f LEFT JOIN users u ON u.id = f.user_id GROUP BY 1 ORDER BY 4 DESC, 1 LIMIT 100`,
);
// Messages not sent yet keep their files. What a message takes in the same moment is not taken away: its row is locked,
// and looked at again once it is free.
const DROP_LOOSE = statement(
  "storage.drop_loose",
  `DELETE FROM file_infos WHERE post_id = '' AND id IN (
     SELECT f.id FROM file_infos f WHERE f.post_id = '' AND f.create_at < $1
       AND NOT EXISTS (SELECT 1 FROM drafts d WHERE f.id = ANY (d.file_ids) AND d.delete_at = 0)
       AND NOT EXISTS (SELECT 1 FROM scheduled_posts s WHERE f.id = ANY (s.file_ids))
     ORDER BY f.create_at LIMIT 200)
   RETURNING path`,
);
const KNOWN = statement("storage.known", "SELECT id, path FROM file_infos WHERE id = ANY ($1) OR path = ANY ($2)");

export const storageStore = {
  total: async (db: Queryable) => (await db.row<StorageUse["total"]>(TOTAL)) ?? { files: 0, bytes: 0 },
  teams: (db: Queryable) => db.rows<StorageUse["teams"][number]>(TEAMS),
  users: (db: Queryable) => db.rows<StorageUse["users"][number]>(USERS),
  /** Forgets files, at most 200, that were uploaded before a time and never sent; returns where their bytes are. */
  dropLoose: async (db: Queryable, before: number) =>
    (await db.rows<{ path: string }>(DROP_LOOSE, [before])).map((row) => row.path),
  /** Which of some files there are rows for, by id or by place. */
  known: (db: Queryable, ids: readonly string[], paths: readonly string[]) =>
    db.rows<{ id: string; path: string }>(KNOWN, [ids, paths]),
};
