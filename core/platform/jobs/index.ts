export { type JobsOptions, Jobs, type JobType } from "./jobs.js";
export type { EnqueueOptions, JobHandler, JobOptions, JobRecord, JobRun, JobStatus, Schedule } from "./types.js";
