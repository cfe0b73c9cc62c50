import type { StatusName } from "../../api/statuses.js";
import { type Queryable, statement } from "../../platform/database/database.js";

export interface StatusRow {
  user_id: string;
  status: StatusName;
  /** Chosen by the person: stays until they choose again. */
  manual: boolean;
  /** Milliseconds. */
  last_activity_at: number;
  /** Milliseconds; 0 = no end. */
  dnd_end_time: number;
  /** What comes back after `dnd_end_time`, if it was chosen by hand; '' = whatever fits then. */
  previous_status: StatusName | "";
}

const BY_IDS = statement("statuses.by_ids", "SELECT * FROM statuses WHERE user_id = ANY($1)");
const SAVE = statement(
  "statuses.save",
  `INSERT INTO statuses (user_id, status, manual, last_activity_at, dnd_end_time, previous_status)
   SELECT new.* FROM unnest($1::text[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::text[]) AS new (user_id, s, m, l, d, p)
   JOIN users u ON u.id = new.user_id ORDER BY new.user_id
   ON CONFLICT (user_id) DO UPDATE SET status = excluded.status, manual = excluded.manual, last_activity_at = excluded.last_activity_at,
     dnd_end_time = excluded.dnd_end_time, previous_status = excluded.previous_status`,
);
const END_DND = statement(
  "statuses.end_dnd",
  `WITH due AS (SELECT user_id, status FROM statuses WHERE dnd_end_time > 0 AND dnd_end_time <= $1 FOR UPDATE)
   UPDATE statuses s SET status = CASE previous_status WHEN '' THEN 'offline' ELSE previous_status END, manual = previous_status <> '',
     dnd_end_time = 0, previous_status = ''
   FROM due WHERE due.user_id = s.user_id RETURNING s.*, due.status AS ended`,
);
const FORGET_PRESENCE = statement(
  "statuses.forget_presence",
  "UPDATE statuses SET status = 'offline' WHERE NOT manual AND status IN ('online', 'away')",
);

export const statusStore = {
  byIds: (db: Queryable, ids: readonly string[]) => db.rows<StatusRow>(BY_IDS, [ids]),
  /** Writes rows; those of people who do not exist are left out. */
  save: (db: Queryable, rows: readonly StatusRow[]) => {
    const columns = ["user_id", "status", "manual", "last_activity_at", "dnd_end_time", "previous_status"] as const;
    return db.run(
      SAVE,
      columns.map((column) => rows.map((row) => row[column])),
    );
  },
  /** Ends what was to end by now; returns the rows as they are afterwards, with what has ended. */
  endDnd: (db: Queryable, now: number) => db.rows<StatusRow & { ended: StatusName }>(END_DND, [now]),
  /** Nobody is there who was there by themselves, by the sockets of a server that has ended. */
  forgetPresence: (db: Queryable) => db.run(FORGET_PRESENCE),
};
