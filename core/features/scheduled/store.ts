import { type Queryable, statement } from "../../platform/database/database.js";

export interface ScheduledRow {
  id: string;
  create_at: number;
  update_at: number;
  user_id: string;
  channel_id: string;
  root_id: string;
  message: string;
  props: Record<string, unknown>;
  file_ids: string[];
  priority: Record<string, unknown> | null;
  scheduled_at: number;
  processed_at: number;
  error_code: string;
  attempts: number;
  retry_at: number;
}

const INSERT = statement(
  "scheduled.insert",
  `INSERT INTO scheduled_posts (id, create_at, update_at, user_id, channel_id, root_id, message, props, file_ids, priority, scheduled_at)
   SELECT $1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10 WHERE (SELECT count(*) FROM scheduled_posts WHERE user_id = $3) < $11 RETURNING *`,
);
const ONE = statement("scheduled.one", "SELECT * FROM scheduled_posts WHERE id = $1 AND user_id = $2");
// Waits while the message is being sent, and then finds it gone.
const LOCK = statement("scheduled.lock", "SELECT * FROM scheduled_posts WHERE id = $1 AND user_id = $2 FOR UPDATE");
const UPDATE = statement(
  "scheduled.update",
  `UPDATE scheduled_posts SET update_at = greatest($2, update_at + 1), message = $3, props = $4, file_ids = $5, priority = $6, scheduled_at = $7,
     processed_at = 0, error_code = '', attempts = 0, retry_at = 0 WHERE id = $1 RETURNING *`,
);
const DELETE = statement("scheduled.delete", "DELETE FROM scheduled_posts WHERE id = $1 RETURNING *");
const OF_TEAM = statement(
  "scheduled.of_team",
  `SELECT s.*, coalesce(c.team_id, '') AS team_id FROM scheduled_posts s LEFT JOIN channels c ON c.id = s.channel_id
   WHERE s.user_id = $1 AND (c.team_id = $2 OR ($3 AND (c.team_id = '' OR c.id IS NULL))) ORDER BY s.scheduled_at, s.id`,
);
const TAKE_DUE = statement(
  "scheduled.take_due",
  `SELECT * FROM scheduled_posts WHERE processed_at = 0 AND scheduled_at <= $1 AND retry_at <= $1
   ORDER BY scheduled_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`,
);
const GIVE_UP = statement(
  "scheduled.give_up",
  "UPDATE scheduled_posts SET processed_at = $2, error_code = $3, update_at = greatest($2, update_at + 1) WHERE id = $1 RETURNING *",
);
const RETRY = statement(
  "scheduled.retry",
  "UPDATE scheduled_posts SET attempts = attempts + 1, retry_at = $2 WHERE id = $1",
);

export type Content = Pick<ScheduledRow, "message" | "props" | "file_ids" | "priority" | "scheduled_at">;

export const scheduledStore = {
  /** The new row; undefined when the person has as many waiting as they may have. */
  insert: (
    db: Queryable,
    row: Content & Pick<ScheduledRow, "id" | "user_id" | "channel_id" | "root_id">,
    limit: number,
    now: number,
  ) =>
    db.row<ScheduledRow>(INSERT, [
      row.id,
      now,
      row.user_id,
      row.channel_id,
      row.root_id,
      row.message,
      JSON.stringify(row.props),
      row.file_ids,
      row.priority && JSON.stringify(row.priority),
      row.scheduled_at,
      limit,
    ]),
  one: (db: Queryable, id: string, userId: string) => db.row<ScheduledRow>(ONE, [id, userId]),
  lock: (db: Queryable, id: string, userId: string) => db.row<ScheduledRow>(LOCK, [id, userId]),
  update: (db: Queryable, id: string, content: Content, now: number) =>
    db.row<ScheduledRow>(UPDATE, [
      id,
      now,
      content.message,
      JSON.stringify(content.props),
      content.file_ids,
      content.priority && JSON.stringify(content.priority),
      content.scheduled_at,
    ]),
  delete: (db: Queryable, id: string) => db.row<ScheduledRow>(DELETE, [id]),
  ofTeam: (db: Queryable, userId: string, teamId: string, direct: boolean) =>
    db.rows<ScheduledRow & { team_id: string }>(OF_TEAM, [userId, teamId, direct]),
  /** Locks messages whose time has come; those another server holds are left to it. */
  takeDue: (db: Queryable, now: number, limit: number) => db.rows<ScheduledRow>(TAKE_DUE, [now, limit]),
  giveUp: (db: Queryable, id: string, now: number, code: string) => db.row<ScheduledRow>(GIVE_UP, [id, now, code]),
  retry: (db: Queryable, id: string, at: number) => db.run(RETRY, [id, at]),
};
