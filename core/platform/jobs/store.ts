import type { Queryable } from "../database/database.js";
import { statement } from "../database/database.js";
import { idOfUuid } from "./job-id.js";
import type { JobRecord, JobStatus } from "./types.js";

const NOW = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/** Without a sign of life for this long (ms) a run is taken to be dead with its server. */
const DEAD = 60_000;

const DUE = statement(
  "jobs.due",
  "SELECT DISTINCT name FROM jobs.job WHERE state < 'active' AND start_after < now() AND name = ANY($1)",
);
const QUEUES = statement("jobs.queues", "SELECT name FROM jobs.queue");
// Two servers that make room for a type at the same moment would wait for each other in a ring.
const LOCK_QUEUES = statement("jobs.lock_queues", "SELECT pg_advisory_xact_lock(7305813)");
// At most one job of a key waits: the policy "short".
const CREATE_QUEUE = statement("jobs.create_queue", `SELECT jobs.create_queue($1, '{"policy": "short"}')`);
const BEGIN = statement(
  "jobs.begin",
  `INSERT INTO job_runs (job_id, name, node, beat_at) VALUES ($1, $2, $3, ${NOW})
   ON CONFLICT (job_id) DO UPDATE SET node = excluded.node, beat_at = excluded.beat_at, progress = 0, note = ''`,
);
const BEAT = statement(
  "jobs.beat",
  `UPDATE job_runs r SET beat_at = ${NOW}, progress = new.progress, note = new.note
   FROM unnest($2::uuid[], $3::int[], $4::text[]) AS new (id, progress, note)
   WHERE r.job_id = new.id AND r.node = $1 RETURNING r.job_id, r.cancel`,
);
const DEAD_RUNS = statement(
  "jobs.dead",
  `SELECT j.name, j.id FROM jobs.job j LEFT JOIN job_runs r ON r.job_id = j.id
   WHERE j.state = 'active' AND coalesce(r.beat_at, (extract(epoch FROM j.started_on) * 1000)::bigint) < ${NOW} - ${DEAD}`,
);
const COMPLETE = statement(
  "jobs.complete",
  `UPDATE jobs.job SET state = 'completed', completed_on = now(), output = $4
   WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'`,
);
// A stop of the server is not the fault of the job: the try does not count.
const RELEASE = statement(
  "jobs.release",
  `UPDATE jobs.job SET state = 'retry', retry_limit = retry_limit + 1, start_after = now()
   WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'`,
);
const ACTIVE = statement(
  "jobs.active",
  "SELECT 1 AS one FROM jobs.job WHERE name = $1 AND id = $2 AND retry_count = $3 AND state = 'active'",
);
const ASK_CANCEL = statement("jobs.ask_cancel", "UPDATE job_runs SET cancel = true WHERE job_id = $1");
const FORGET_RUN = statement("jobs.forget_run", "DELETE FROM job_runs WHERE job_id = $1");
const FORGET_QUIET = statement(
  "jobs.forget_quiet",
  "DELETE FROM jobs.job WHERE name = ANY($1) AND state = 'completed' AND completed_on < now() - interval '1 hour'",
);
const FORGET_RUNS = statement(
  "jobs.forget_runs",
  `DELETE FROM job_runs WHERE beat_at < ${NOW} - 31 * 86400000::bigint`,
);

const COLUMNS =
  "id, name, priority, data, state, retry_count, created_on, started_on, completed_on, start_after, output";
const ms = (column: string) => `coalesce((extract(epoch FROM ${column}) * 1000)::bigint, 0)`;
const RECORD = `SELECT j.id, j.name AS type, j.priority, j.data, j.state::text AS state, j.retry_count AS attempt, j.output,
    ${ms("j.created_on")} AS create_at, ${ms("j.started_on")} AS start_at,
    greatest(${ms("j.completed_on")}, coalesce(r.beat_at, 0), ${ms("j.created_on")}) AS last_activity_at,
    coalesce(r.progress, 0) AS progress, coalesce(r.note, '') AS note, coalesce(r.cancel, false) AS cancel
  FROM (SELECT ${COLUMNS} FROM jobs.job WHERE name = ANY($1) UNION ALL SELECT ${COLUMNS} FROM jobs.archive WHERE name = ANY($1)) j
  LEFT JOIN job_runs r ON r.job_id = j.id`;
const LIST = statement(
  "jobs.list",
  `${RECORD} WHERE ($4 = '' OR j.state::text = ANY(string_to_array($4, ','))) ORDER BY j.created_on DESC, j.id LIMIT $2 OFFSET $3`,
);
const ONE = statement("jobs.one", `${RECORD} WHERE j.id = $2`);

interface Row extends Omit<JobRecord, "status"> {
  state: string;
  cancel: boolean;
}

const STATUS: Record<string, JobStatus> = {
  created: "pending",
  retry: "pending",
  active: "in_progress",
  completed: "success",
  cancelled: "canceled",
  failed: "error",
};
/** The states the queue keeps for a status of the API. */
const STATES: Record<string, string> = {
  pending: "created,retry",
  in_progress: "active",
  cancel_requested: "active",
  success: "completed",
  canceled: "cancelled",
  error: "failed",
};

function recordOf({ state, cancel, ...row }: Row): JobRecord {
  const status = state === "active" && cancel ? "cancel_requested" : (STATUS[state] ?? "pending");
  const progress = status === "success" ? 100 : row.progress;
  return { ...row, id: idOfUuid(row.id), status, progress, data: row.data ?? {} };
}

export const jobStore = {
  dueTypes: async (db: Queryable, types: readonly string[]) =>
    (await db.rows<{ name: string }>(DUE, [types])).map((row) => row.name),
  queues: async (db: Queryable) => (await db.rows<{ name: string }>(QUEUES)).map((row) => row.name),
  async createQueue(tx: Queryable, type: string): Promise<void> {
    await tx.run(LOCK_QUEUES);
    await tx.run(CREATE_QUEUE, [type]);
  },
  begin: (db: Queryable, uuid: string, type: string, node: string) => db.run(BEGIN, [uuid, type, node]),
  /** Shows that runs are alive; returns those that are still this node's, and whether somebody wants them to stop. */
  async beat(
    db: Queryable,
    node: string,
    runs: readonly { uuid: string; percent: number; note: string }[],
  ): Promise<Map<string, boolean>> {
    const columns = [runs.map((run) => run.uuid), runs.map((run) => run.percent), runs.map((run) => run.note)];
    const rows = await db.rows<{ job_id: string; cancel: boolean }>(BEAT, [node, ...columns]);
    return new Map(rows.map((row) => [row.job_id, row.cancel]));
  },
  dead: (db: Queryable) => db.rows<{ name: string; id: string }>(DEAD_RUNS),
  complete: async (db: Queryable, type: string, uuid: string, attempt: number, output: object | undefined) =>
    (await db.run(COMPLETE, [type, uuid, attempt, output ? JSON.stringify(output) : null])) === 1,
  release: (db: Queryable, type: string, uuid: string, attempt: number) => db.run(RELEASE, [type, uuid, attempt]),
  /** Whether a try is the one under way. */
  isActive: async (db: Queryable, type: string, uuid: string, attempt: number) =>
    (await db.row(ACTIVE, [type, uuid, attempt])) !== undefined,
  /** Takes a run from whichever node has it: the node notices and ends it. */
  forgetRun: (db: Queryable, uuid: string) => db.run(FORGET_RUN, [uuid]),
  askCancel: (db: Queryable, uuid: string) => db.run(ASK_CANCEL, [uuid]),
  async sweep(db: Queryable, quiet: readonly string[]): Promise<void> {
    await db.run(FORGET_QUIET, [quiet]);
    await db.run(FORGET_RUNS);
  },
  list: async (db: Queryable, o: { types: readonly string[]; limit: number; offset: number; status?: string }) =>
    (await db.rows<Row>(LIST, [o.types, o.limit, o.offset, o.status ? (STATES[o.status] ?? "none") : ""])).map(
      recordOf,
    ),
  async one(db: Queryable, types: readonly string[], uuid: string): Promise<JobRecord | undefined> {
    const row = await db.row<Row>(ONE, [types, uuid]);
    return row && recordOf(row);
  },
};
