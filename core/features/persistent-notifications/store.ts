import { type Queryable, statement } from "../../platform/database/database.js";

/** Somebody who is to be notified of a message again. */
export interface RepeatRow {
  post_id: string;
  user_id: string;
  /** How often they have been notified again. */
  sent: number;
  /** ms. */
  next_at: number;
}

/** A row whose person has not answered, with what deciding needs to know of the message. */
export interface WaitingRow extends RepeatRow {
  create_at: number;
  edited: boolean;
  /** Whether it stands in a direct or group conversation, where nobody has to be mentioned. */
  conversation: boolean;
  message: string;
  channel_id: string;
  username: string;
}

const RECIPIENTS = statement(
  "persistent_notifications.recipients",
  `SELECT u.id FROM channel_members m JOIN users u ON u.id = m.user_id
   WHERE m.channel_id = $1 AND u.id <> $2 AND u.delete_at = 0 AND NOT u.is_bot AND ($3 OR u.username = ANY($4)) ORDER BY u.username`,
);
const TAKE_DUE = statement(
  "persistent_notifications.take_due",
  "SELECT * FROM persistent_notifications WHERE next_at <= $1 ORDER BY next_at, post_id, user_id LIMIT $2 FOR UPDATE SKIP LOCKED",
);
// An answer is an acknowledgement, a reaction or a reply; in a conversation any message that comes after.
const WAITING = statement(
  "persistent_notifications.waiting",
  `SELECT n.*, p.create_at, p.edit_at > 0 AS edited, c.type IN ('D', 'G') AS conversation, p.message, p.channel_id, u.username
   FROM persistent_notifications n
   JOIN posts p ON p.id = n.post_id AND p.delete_at = 0
   JOIN channels c ON c.id = p.channel_id AND c.delete_at = 0
   JOIN channel_members m ON m.channel_id = c.id AND m.user_id = n.user_id
   JOIN users u ON u.id = n.user_id AND u.delete_at = 0
   WHERE n.post_id = ANY($1)
     AND (c.team_id = '' OR EXISTS (SELECT 1 FROM team_members t WHERE t.team_id = c.team_id AND t.user_id = n.user_id AND t.delete_at = 0))
     AND NOT EXISTS (SELECT 1 FROM post_acknowledgements a WHERE a.post_id = p.id AND a.user_id = n.user_id)
     AND NOT EXISTS (SELECT 1 FROM reactions r WHERE r.post_id = p.id AND r.user_id = n.user_id)
     AND NOT EXISTS (SELECT 1 FROM posts r WHERE r.root_id = p.id AND r.user_id = n.user_id AND r.original_id = '' AND r.delete_at = 0)
     AND NOT (c.type IN ('D', 'G') AND EXISTS (SELECT 1 FROM posts r WHERE r.channel_id = c.id AND r.create_at > p.create_at
       AND r.user_id = n.user_id AND r.original_id = '' AND r.delete_at = 0 AND r.type NOT LIKE 'system\\_%'))
   ORDER BY u.username`,
);
const SENT = statement(
  "persistent_notifications.sent",
  "UPDATE persistent_notifications SET sent = sent + 1, next_at = $3 WHERE post_id = $1 AND user_id = $2",
);
const PUT_OFF = statement(
  "persistent_notifications.put_off",
  "UPDATE persistent_notifications SET next_at = $3 WHERE post_id = $1 AND user_id = $2",
);
const END = statement(
  "persistent_notifications.end",
  "DELETE FROM persistent_notifications WHERE post_id = $1 AND user_id = $2",
);
const END_POST = statement(
  "persistent_notifications.end_post",
  "DELETE FROM persistent_notifications WHERE post_id = $1",
);

export const repeatStore = {
  /** People of a channel other than the author: all of them, or those with one of the names. */
  recipients: async (db: Queryable, channelId: string, authorId: string, names: readonly string[] | "all") =>
    (
      await db.rows<{ id: string }>(RECIPIENTS, [channelId, authorId, names === "all", names === "all" ? [] : names])
    ).map((row) => row.id),
  /** Rows whose time has come, for this transaction alone. */
  takeDue: (db: Queryable, now: number, limit: number) => db.rows<RepeatRow>(TAKE_DUE, [now, limit]),
  /** Of some messages, those who have not answered and may still read. */
  waiting: (db: Queryable, postIds: readonly string[]) => db.rows<WaitingRow>(WAITING, [postIds]),
  sent: (db: Queryable, row: RepeatRow, next: number) => db.run(SENT, [row.post_id, row.user_id, next]),
  putOff: (db: Queryable, row: RepeatRow, next: number) => db.run(PUT_OFF, [row.post_id, row.user_id, next]),
  end: (db: Queryable, row: RepeatRow) => db.run(END, [row.post_id, row.user_id]),
  endPost: (db: Queryable, postId: string) => db.run(END_POST, [postId]),
};
