import type { Recurrence } from "../../api/reminders.js";
import { type Queryable, statement } from "../../platform/database/database.js";

export interface ReminderRow {
  id: string;
  user_id: string;
  post_id: string;
  create_at: number;
  /** ms. */
  target_time: number;
  first_time: number;
  recurrence: Recurrence;
}

const SAVE = statement(
  "reminders.save",
  `INSERT INTO post_reminders (id, user_id, post_id, create_at, target_time, first_time, recurrence)
   SELECT $1, $2, $3, $4, $5, $5, $6 WHERE (SELECT count(*) FROM post_reminders WHERE user_id = $2 AND post_id <> $3) < $7
   ON CONFLICT (user_id, post_id) DO UPDATE SET id = $1, create_at = $4, target_time = $5, first_time = $5, recurrence = $6`,
);
const OF_USER = statement(
  "reminders.of_user",
  "SELECT * FROM post_reminders WHERE user_id = $1 ORDER BY target_time, id",
);
const DELETE = statement("reminders.delete", "DELETE FROM post_reminders WHERE user_id = $1 AND post_id = $2");
const TAKE_DUE = statement(
  "reminders.take_due",
  "SELECT * FROM post_reminders WHERE target_time <= $1 ORDER BY target_time, id LIMIT $2 FOR UPDATE SKIP LOCKED",
);
const RANG = statement("reminders.rang", "DELETE FROM post_reminders WHERE id = $1");
const AGAIN = statement("reminders.again", "UPDATE post_reminders SET target_time = $2 WHERE id = $1");

export const reminderStore = {
  /** Sets the one reminder a person has of a message; false when they have as many as they may have. */
  save: async (db: Queryable, row: Omit<ReminderRow, "first_time">, limit: number) =>
    (await db.run(SAVE, [row.id, row.user_id, row.post_id, row.create_at, row.target_time, row.recurrence, limit])) ===
    1,
  ofUser: (db: Queryable, userId: string) => db.rows<ReminderRow>(OF_USER, [userId]),
  delete: (db: Queryable, userId: string, postId: string) => db.run(DELETE, [userId, postId]),
  takeDue: (db: Queryable, now: number, limit: number) => db.rows<ReminderRow>(TAKE_DUE, [now, limit]),
  rang: (db: Queryable, id: string) => db.run(RANG, [id]),
  again: (db: Queryable, id: string, at: number) => db.run(AGAIN, [id, at]),
};
