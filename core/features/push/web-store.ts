import { type Queryable, statement } from "../../platform/database/database.js";

/** Where and how a browser is told. */
export interface BrowserRow {
  id: string;
  session_id: string;
  user_id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  create_at: number;
  delivered_at: number;
}

/** A browser as its person sees it. */
export interface BrowserView {
  id: string;
  session_id: string;
  create_at: number;
  delivered_at: number;
  browser: string;
  system: string;
}

const LIVE = "(s.expires_at = 0 OR s.expires_at > $1)";
const ANY = statement("web_push.any", "SELECT 1 FROM web_push_devices LIMIT 1");
// The same browser, signed in anew: only it knows its secret.
const MOVED = statement(
  "web_push.moved",
  "DELETE FROM web_push_devices WHERE endpoint = $1 AND auth = $2 AND session_id <> $3",
);
const TAKEN = statement("web_push.taken", "SELECT 1 FROM web_push_devices WHERE endpoint = $1 AND session_id <> $2");
// $1 = now
const PUT = statement(
  "web_push.put",
  `INSERT INTO web_push_devices (id, session_id, user_id, endpoint, p256dh, auth, create_at)
   SELECT $2, s.id, s.user_id, $4, $5, $6, $1 FROM sessions s WHERE s.id = $3 AND ${LIVE}
   ON CONFLICT (session_id) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth`,
);
const SURPLUS = statement(
  "web_push.surplus",
  `DELETE FROM web_push_devices WHERE id IN (SELECT id FROM web_push_devices WHERE user_id = $1
     ORDER BY session_id = $2 DESC, greatest(create_at, delivered_at) DESC, id OFFSET $3)`,
);
const OF_USER = statement(
  "web_push.of_user",
  `SELECT d.id, d.session_id, d.create_at, d.delivered_at, coalesce(s.props->>'browser', '') AS browser, coalesce(s.props->>'os', '') AS system
   FROM web_push_devices d JOIN sessions s ON s.id = d.session_id WHERE d.user_id = $2 AND ${LIVE} ORDER BY d.create_at DESC, d.id`,
);
// Only of a session that still is one.
const OF_SESSION = statement(
  "web_push.of_session",
  `SELECT d.* FROM web_push_devices d JOIN sessions s ON s.id = d.session_id JOIN users u ON u.id = s.user_id
   WHERE d.session_id = $2 AND ${LIVE} AND u.delete_at = 0`,
);
const REMOVE = statement("web_push.remove", "DELETE FROM web_push_devices WHERE id = $1 AND user_id = $2");
// It may have subscribed anew in the meantime.
const GONE = statement("web_push.gone", "DELETE FROM web_push_devices WHERE id = $1 AND endpoint = $2");
const DELIVERED = statement("web_push.delivered", "UPDATE web_push_devices SET delivered_at = $2 WHERE id = $1");
const QUIET = statement(
  "web_push.quiet",
  "SELECT count(*) AS count FROM push_notifications WHERE session_id = $1 AND way = 'web' AND kind = 'clear' AND state = 'sent' AND done_at > $2",
);
// Places of which a browser shows nothing that is still to be read, the last first.
const READ = statement(
  "web_push.read",
  `SELECT channel_id, root_id FROM push_notifications WHERE session_id = $1 AND way = 'web' AND kind = 'message' AND state = 'sent' AND done_at > $2
   GROUP BY channel_id, root_id HAVING bool_and(cleared) ORDER BY max(done_at) DESC LIMIT $3`,
);

export const webPushStore = {
  any: async (db: Queryable) => (await db.row(ANY)) !== undefined,
  /** Keeps the browser of a live session; false when another session has its address. */
  async put(db: Queryable, row: Omit<BrowserRow, "user_id" | "delivered_at">): Promise<boolean> {
    await db.run(MOVED, [row.endpoint, row.auth, row.session_id]);
    if (await db.row(TAKEN, [row.endpoint, row.session_id])) return false;
    await db.run(PUT, [row.create_at, row.id, row.session_id, row.endpoint, row.p256dh, row.auth]);
    return true;
  },
  /** Lets the browsers go that were unused for longest. */
  limit: (db: Queryable, userId: string, sessionId: string, keep: number) => db.run(SURPLUS, [userId, sessionId, keep]),
  ofUser: (db: Queryable, userId: string, now: number) => db.rows<BrowserView>(OF_USER, [now, userId]),
  ofSession: (db: Queryable, sessionId: string, now: number) => db.row<BrowserRow>(OF_SESSION, [now, sessionId]),
  remove: async (db: Queryable, id: string, userId: string) => (await db.run(REMOVE, [id, userId])) === 1,
  /** The push service does not know a browser any more. */
  gone: (db: Queryable, row: BrowserRow) => db.run(GONE, [row.id, row.endpoint]),
  delivered: (db: Queryable, id: string, now: number) => db.run(DELIVERED, [id, now]),
  /** How often a browser was told since a time of nothing but that something was read. */
  quiet: async (db: Queryable, sessionId: string, since: number) =>
    (await db.row<{ count: number }>(QUIET, [sessionId, since]))?.count ?? 0,
  read: (db: Queryable, sessionId: string, since: number, limit: number) =>
    db.rows<{ channel_id: string; root_id: string }>(READ, [sessionId, since, limit]),
};
