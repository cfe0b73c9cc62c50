export { Jobs, type JobsOptions, type JobType } from "./jobs.js";
export { nextSlot } from "./schedule.js";
export type { EnqueueOptions, JobHandler, JobOptions, JobRecord, JobRun, JobStatus, Schedule } from "./types.js";
