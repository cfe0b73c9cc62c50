import { type Queryable, statement } from "../../platform/database/database.js";

export interface DraftRow {
  user_id: string;
  channel_id: string;
  root_id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  message: string;
  props: Record<string, unknown>;
  file_ids: string[];
  priority: Record<string, unknown> | null;
}

const SAVE = statement(
  "drafts.save",
  `INSERT INTO drafts (user_id, channel_id, root_id, create_at, update_at, message, props, file_ids, priority)
   SELECT $1, $2, $3, $4::bigint, $4::bigint, $5, $6::jsonb, $7::text[], $8::jsonb
   WHERE (SELECT count(*) FROM drafts WHERE user_id = $1) < $9::int
     OR EXISTS (SELECT FROM drafts WHERE user_id = $1 AND channel_id = $2 AND root_id = $3)
   ON CONFLICT (user_id, channel_id, root_id) DO UPDATE SET update_at = excluded.update_at, message = excluded.message,
     props = excluded.props, file_ids = excluded.file_ids, priority = excluded.priority
   RETURNING *, xmax = 0 AS is_new`,
);
// Of channels the person has left nothing is shown; the drafts come back with them.
const OF_TEAM = statement(
  "drafts.of_team",
  `SELECT d.* FROM drafts d JOIN channels c ON c.id = d.channel_id JOIN channel_members m ON m.channel_id = d.channel_id AND m.user_id = d.user_id
   WHERE d.user_id = $1 AND c.team_id IN ('', $2) AND c.delete_at = 0 ORDER BY d.update_at DESC`,
);
const DELETE = statement(
  "drafts.delete",
  "DELETE FROM drafts WHERE user_id = $1 AND channel_id = $2 AND root_id = $3 RETURNING *",
);

export const draftStore = {
  /** Returns undefined for a new one beyond `most`. */
  save: (
    db: Queryable,
    draft: Pick<DraftRow, "user_id" | "channel_id" | "root_id" | "message" | "props" | "file_ids" | "priority">,
    now: number,
    most: number,
  ) =>
    db.row<DraftRow & { is_new: boolean }>(SAVE, [
      draft.user_id,
      draft.channel_id,
      draft.root_id,
      now,
      draft.message,
      JSON.stringify(draft.props),
      draft.file_ids,
      draft.priority && JSON.stringify(draft.priority),
      most,
    ]),
  ofTeam: (db: Queryable, userId: string, teamId: string) => db.rows<DraftRow>(OF_TEAM, [userId, teamId]),
  delete: (db: Queryable, userId: string, channelId: string, rootId: string) =>
    db.row<DraftRow>(DELETE, [userId, channelId, rootId]),
};
