import { type Static, Type } from "@sinclair/typebox";
import { API, Id, PageQuery, pageQuery, StatusOk, StringMap, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const jobStatuses = ["pending", "in_progress", "success", "error", "cancel_requested", "canceled"] as const;

/** Background work. `data` holds what it was given, what it gave, and after an error what went wrong: all texts. */
export const Job = Type.Object({
  id: Id,
  type: Type.String(),
  priority: Type.Integer(),
  create_at: Timestamp,
  start_at: Timestamp,
  last_activity_at: Timestamp,
  status: Type.Union(jobStatuses.map((status) => Type.Literal(status))),
  /** Percent. */
  progress: Type.Integer({ minimum: 0, maximum: 100 }),
  data: StringMap,
});
export type Job = Static<typeof Job>;

const jobs = `${API}/jobs` as const;
const Status = Type.Optional(Type.String({ maxLength: 20 }));

export const listJobs = endpoint({
  method: "GET",
  path: jobs,
  query: Type.Object({ ...pageQuery, job_type: Type.Optional(Type.String({ maxLength: 64 })), status: Status }),
  reply: Type.Array(Job),
  summary: "Jobs, the newest first. Those that run all the time are listed by their type only.",
});
export const createJob = endpoint({
  method: "POST",
  path: jobs,
  body: Type.Object({
    type: Type.String({ maxLength: 64 }),
    data: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  }),
  reply: Job,
  status: 201,
  summary: "Has a job run as soon as a server is free for it.",
});
export const getJob = endpoint({ method: "GET", path: `${jobs}/{job_id}`, reply: Job, summary: "One job." });
export const cancelJob = endpoint({
  method: "POST",
  path: `${jobs}/{job_id}/cancel`,
  reply: StatusOk,
  summary: "Takes a waiting job out, or asks a running one to stop.",
});
export const updateJobStatus = endpoint({
  method: "PATCH",
  path: `${jobs}/{job_id}/status`,
  body: Type.Object({
    status: Type.Union(jobStatuses.map((status) => Type.Literal(status))),
    force: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary:
    "Puts a running job back (pending), asks it to stop (cancel_requested), or gives it up (canceled; by force).",
});
export const downloadJob = endpoint({
  method: "GET",
  path: `${jobs}/{job_id}/download`,
  reply: Type.Unknown(),
  summary: "The file a job has made, for those who may see what is in it.",
});
export const listJobsOfType = endpoint({
  method: "GET",
  path: `${jobs}/type/{type}`,
  query: PageQuery,
  reply: Type.Array(Job),
  summary: "Jobs of one type, the newest first.",
});
export const listJobTypes = endpoint({
  method: "GET",
  path: `${API}/courtyard/job_types`,
  reply: Type.Array(
    Type.Object({
      type: Type.String(),
      title: Type.String(),
      startable: Type.Boolean(),
      quiet: Type.Boolean(),
      next_at: Timestamp,
    }),
  ),
  summary: "The types of jobs of this server, and when they run next by themselves (0 = only when asked).",
});
