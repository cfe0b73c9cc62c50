import { type Queryable, statement } from "../database/database.js";

export type MailState = "queued" | "sent" | "failed" | "held";

export interface MailRow {
  id: string;
  create_at: number;
  kind: string;
  data: Record<string, unknown>;
  recipient: string;
  user_id: string;
  subject: string;
  state: MailState;
  attempts: number;
  next_at: number;
  lease_until: number;
  last_error: string;
  done_at: number;
}

const ADD = statement(
  "mails.add",
  "INSERT INTO mails (id, create_at, kind, data, recipient, user_id, subject, next_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
);
// $1 = now, $2 = lease. Who comes second skips the row and takes the next.
const CLAIM = statement(
  "mails.claim",
  `WITH next AS (
     SELECT id FROM mails WHERE state = 'queued' AND next_at <= $1 AND lease_until <= $1 ORDER BY next_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
   ) UPDATE mails m SET lease_until = $2, attempts = attempts + 1 FROM next WHERE m.id = next.id RETURNING m.*`,
);
// The data are no longer needed once a mail is out.
const END = statement(
  "mails.end",
  `UPDATE mails SET state = $3, done_at = $4, last_error = $5, lease_until = 0, recipient = $6,
     data = CASE WHEN $3 = 'sent' THEN '{}' ELSE data END
   WHERE id = $1 AND lease_until = $2`,
);
const LATER = statement(
  "mails.later",
  "UPDATE mails SET next_at = $3, last_error = $4, lease_until = 0 WHERE id = $1 AND lease_until = $2",
);
const DROP = statement("mails.drop", "DELETE FROM mails WHERE id = $1 AND lease_until = $2");
const LIST = statement(
  "mails.list",
  "SELECT * FROM mails WHERE ($1 = '' OR state = $1) ORDER BY create_at DESC, id DESC LIMIT $2 OFFSET $3",
);
const ONE = statement("mails.one", "SELECT * FROM mails WHERE id = $1");
const COUNTS = statement("mails.counts", "SELECT state, count(*) AS count FROM mails GROUP BY state");
const RETRY = statement(
  "mails.retry",
  `UPDATE mails SET state = 'queued', next_at = $2, create_at = $2, attempts = 0, last_error = '', done_at = 0
   WHERE ($1 = '' AND state = 'held' OR id = $1) AND state IN ('held', 'failed', 'queued') AND lease_until <= $2`,
);
const REMOVE = statement("mails.remove", "DELETE FROM mails WHERE id = $1 AND lease_until <= $2");
const CANCEL = statement("mails.cancel", "DELETE FROM mails WHERE kind = $1 AND state <> 'sent' AND lease_until <= $2");
const COUNT_RECENT = statement(
  "mails.count_recent",
  "SELECT count(*) AS count FROM mails WHERE recipient = $1 AND kind = $2 AND create_at > $3",
);
const SWEEP = statement("mails.sweep", "DELETE FROM mails WHERE create_at < $1 AND state <> 'queued'");

export const mailStore = {
  add: (
    db: Queryable,
    mail: Pick<MailRow, "id" | "create_at" | "kind" | "data" | "recipient" | "user_id" | "subject" | "next_at">,
  ) =>
    db.run(ADD, [
      mail.id,
      mail.create_at,
      mail.kind,
      JSON.stringify(mail.data),
      mail.recipient,
      mail.user_id,
      mail.subject,
      mail.next_at,
    ]),
  /** Takes the mail that is due longest; nobody else gets it before `lease` (ms). */
  claim: (db: Queryable, now: number, lease: number) => db.row<MailRow>(CLAIM, [now, lease]),
  end: (db: Queryable, mail: MailRow, state: MailState, o: { now: number; error?: string; recipient?: string }) =>
    db.run(END, [mail.id, mail.lease_until, state, o.now, o.error ?? "", o.recipient ?? mail.recipient]),
  later: (db: Queryable, mail: MailRow, at: number, error: string) =>
    db.run(LATER, [mail.id, mail.lease_until, at, error]),
  drop: (db: Queryable, mail: MailRow) => db.run(DROP, [mail.id, mail.lease_until]),
  list: (db: Queryable, state: string, limit: number, offset: number) => db.rows<MailRow>(LIST, [state, limit, offset]),
  one: (db: Queryable, id: string) => db.row<MailRow>(ONE, [id]),
  counts: async (db: Queryable): Promise<Record<MailState, number>> => {
    const counts = { queued: 0, sent: 0, failed: 0, held: 0 };
    for (const row of await db.rows<{ state: MailState; count: number }>(COUNTS)) counts[row.state] = row.count;
    return counts;
  },
  /** Puts a mail into the queue again, or with '' all that are held. Its age counts from now. */
  retry: (db: Queryable, id: string, now: number) => db.run(RETRY, [id, now]),
  remove: async (db: Queryable, id: string, now: number) => (await db.run(REMOVE, [id, now])) === 1,
  cancel: (db: Queryable, kind: string, now: number) => db.run(CANCEL, [kind, now]),
  countRecent: async (db: Queryable, recipient: string, kind: string, since: number) =>
    (await db.row<{ count: number }>(COUNT_RECENT, [recipient, kind, since]))?.count ?? 0,
  sweep: (db: Queryable, before: number) => db.run(SWEEP, [before]),
};
