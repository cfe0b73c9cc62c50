import { type Queryable, statement } from "../../platform/database/database.js";

/** `session`: that of the phone has expired. */
export type PushKind = "message" | "clear" | "update_badge" | "session";

/** How notifications go: to phones through a push proxy, to browsers through the services of those who made them. */
export type Way = "phone" | "web";

/** A session that is told of something, and how. */
export interface Target {
  session_id: string;
  way: Way;
}

/** A notification on its way to a phone or a browser. */
export interface PushRow {
  id: string;
  create_at: number;
  kind: PushKind;
  way: Way;
  session_id: string;
  user_id: string;
  post_id: string;
  channel_id: string;
  root_id: string;
  /** Why it is sent; `repeated` = an urgent message whose author waits for an answer. */
  because: string;
  attempts: number;
  lease_until: number;
  /** Of the session, as it is now. */
  device_id: string;
  expires_at: number;
}

export type NewPush = Omit<PushRow, "attempts" | "lease_until" | "device_id" | "expires_at">;

const ADD = statement(
  "push.add",
  `INSERT INTO push_notifications (id, create_at, kind, way, session_id, user_id, post_id, channel_id, root_id, because, next_at)
   SELECT n.id, n.create_at, n.kind, n.way, n.session_id, n.user_id, n.post_id, n.channel_id, n.root_id, n.because, n.create_at
   FROM jsonb_to_recordset($1::jsonb) AS n(id text, create_at bigint, kind text, way text, session_id text, user_id text, post_id text, channel_id text, root_id text, because text)
   JOIN sessions s ON s.id = n.session_id ON CONFLICT (session_id) WHERE kind = 'session' DO NOTHING`,
);
// $1 = now, $2 = lease, $3 = how many, $4 = way. Who comes second skips the rows and takes the next.
const CLAIM = statement(
  "push.claim",
  `WITH next AS (
     SELECT id FROM push_notifications WHERE state = 'queued' AND way = $4 AND next_at <= $1 AND lease_until <= $1
     ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
   ) UPDATE push_notifications p SET lease_until = $2, attempts = attempts + 1 FROM next, sessions s
   WHERE p.id = next.id AND s.id = p.session_id RETURNING p.*, s.device_id, s.expires_at`,
);
const END = statement(
  "push.end",
  "UPDATE push_notifications SET state = $3, done_at = $4, last_error = $5, lease_until = 0 WHERE id = $1 AND lease_until = $2",
);
const LATER = statement(
  "push.later",
  "UPDATE push_notifications SET next_at = $3, last_error = $4, lease_until = 0 WHERE id = $1 AND lease_until = $2",
);
// What was read need not be shown any more; returns where some of it may stand.
const CLEAR = statement(
  "push.clear",
  `UPDATE push_notifications SET cleared = true WHERE user_id = $1 AND channel_id = $2 AND ($4 OR root_id = $3)
     AND kind = 'message' AND NOT cleared RETURNING session_id, way, state`,
);
const SWEEP = statement("push.sweep", "DELETE FROM push_notifications WHERE done_at > 0 AND done_at < $1");
const KNOWS = statement("push.knows", "SELECT 1 FROM push_notifications WHERE id = $1 AND user_id = $2");

const SIGN = statement(
  "push.sign",
  `INSERT INTO push_servers (id, noted_until, seen_at) VALUES ($1, $2, $3)
   ON CONFLICT (id) DO UPDATE SET noted_until = excluded.noted_until, seen_at = excluded.seen_at`,
);
const LEAVE = statement("push.leave", "DELETE FROM push_servers WHERE id = $1");
const TAKE_DEAD = statement(
  "push.take_dead",
  `DELETE FROM push_servers WHERE id IN (SELECT id FROM push_servers WHERE seen_at < $1 FOR UPDATE SKIP LOCKED) RETURNING noted_until, seen_at`,
);

export const pushStore = {
  add: (db: Queryable, rows: readonly NewPush[]) => db.run(ADD, [JSON.stringify(rows)]),
  claim: (db: Queryable, way: Way, now: number, lease: number, limit: number) =>
    db.rows<PushRow>(CLAIM, [now, lease, limit, way]),
  end: (db: Queryable, row: PushRow, state: "sent" | "dropped", now: number, error = "") =>
    db.run(END, [row.id, row.lease_until, state, now, error]),
  later: (db: Queryable, row: PushRow, at: number, error: string) =>
    db.run(LATER, [row.id, row.lease_until, at, error]),
  /** Notes what was read of a channel: a thread, '' = outside of threads, "all"; the sessions whose phones and browsers show some of it. */
  async clear(db: Queryable, userId: string, channelId: string, thread: string): Promise<Target[]> {
    const rows = await db.rows<Target & { state: string }>(CLEAR, [userId, channelId, thread, thread === "all"]);
    const shown = new Map<string, Target>();
    for (const { session_id, way, state } of rows)
      if (state === "sent") shown.set(`${way} ${session_id}`, { session_id, way });
    return [...shown.values()];
  },
  /** A server lives, and has written down all there was until a time. */
  sign: (db: Queryable, id: string, notedUntil: number, now: number) => db.run(SIGN, [id, notedUntil, now]),
  leave: (db: Queryable, id: string) => db.run(LEAVE, [id]),
  /** Takes the last signs of servers that were not heard of since a time; each is taken by one other. */
  takeDead: (db: Queryable, before: number) => db.rows<{ noted_until: number; seen_at: number }>(TAKE_DEAD, [before]),
  sweep: (db: Queryable, before: number) => db.run(SWEEP, [before]),
  /** Whether a notification was one of the person's. */
  knows: async (db: Queryable, id: string, userId: string) => (await db.row(KNOWS, [id, userId])) !== undefined,
};
