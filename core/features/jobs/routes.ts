import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/jobs.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { type JobOptions, type JobRecord, type JobStatus, type Jobs, nextSlot } from "../../platform/jobs/index.js";
import type { Platform } from "../../platform/platform.js";
import type { Audits } from "../audit/index.js";
import { answerFile } from "./download.js";
import { presentJob } from "./present.js";

const may = (caller: Caller, all: string, own: readonly string[] = []) =>
  [all, ...own].some((permission) => caller.permissions.has(permission));
const mayRead = (caller: Caller, { permissions }: JobOptions) => may(caller, "read_jobs", permissions?.read);
const mayManage = (caller: Caller, { permissions }: JobOptions) => may(caller, "manage_jobs", permissions?.manage);

/** Who may do nothing with any job learns of none. */
function readable(jobs: Jobs, caller: Caller): [string, JobOptions][] {
  const types = [...jobs.types]
    .map(([type, { options }]) => [type, options] as [string, JobOptions])
    .filter(([, options]) => mayRead(caller, options));
  if (types.length === 0) throw forbidden();
  return types;
}

const words = (status: JobStatus) => status.replaceAll("_", " ");

/** Changes the status of a job the way it can go; returns false where it cannot. */
async function change(jobs: Jobs, job: JobRecord, to: JobStatus, force: boolean): Promise<boolean> {
  const runs = job.status === "in_progress" || job.status === "cancel_requested";
  if (to === "pending") return runs && jobs.restart(job);
  if (to === "cancel_requested") return job.status !== "cancel_requested" && jobs.cancel(job);
  if (to !== "canceled") return false;
  if (job.status === "in_progress" && !force) return false;
  return runs ? jobs.giveUp(job) : jobs.cancel(job);
}

export function jobRoutes({ jobs, files }: Platform, audits: Audits): Route[] {
  const find = async (caller: Caller, id: string): Promise<JobRecord> => {
    const types = new Set(readable(jobs, caller).map(([type]) => type));
    const job = await jobs.find(id);
    if (!job || !types.has(job.type)) throw notFound("job");
    return job;
  };
  const list = async (caller: Caller, type: string, query: { page?: number; per_page?: number; status?: string }) => {
    const types = readable(jobs, caller).filter(([name, options]) => (type ? name === type : !options.quiet));
    if (type && types.length === 0) throw jobs.types.has(type) ? forbidden() : notFound("type of job");
    const found = await jobs.list({ types: types.map(([name]) => name), status: query.status, ...pageOf(query) });
    return found.map(presentJob);
  };
  return [
    route(api.listJobs, signedIn(), ({ caller, query }) => list(caller, query.job_type ?? "", query)),
    route(api.listJobsOfType, signedIn(), ({ caller, params, query }) => list(caller, params.type, query)),
    route(api.getJob, signedIn(), async ({ caller, params }) => presentJob(await find(caller, params.job_id))),
    route(api.createJob, signedIn(), async ({ caller, body, ip }) => {
      const options = jobs.types.get(body.type)?.options;
      if (!may(caller, "manage_jobs", options?.permissions?.manage)) throw forbidden();
      if (!options?.startable) throw badBody("type");
      const id = await jobs.enqueue(body.type, body.data ?? {}, { singletonKey: "asked" });
      // One that waits already does what was asked.
      const [waiting] = await jobs.list({
        types: [body.type],
        limit: 1,
        offset: 0,
        status: id ? undefined : "pending",
      });
      const job = id ? await jobs.find(id) : waiting;
      if (!job) throw new AppError("store.conflict.app_error", { what: "job" });
      await audits.record({ caller, ip, action: "jobs.create", object: job.id, extra: { type: body.type } });
      return presentJob(job);
    }),
    route(api.cancelJob, signedIn(), async ({ caller, params, ip }) => {
      const job = await find(caller, params.job_id);
      const options = jobs.types.get(job.type)?.options;
      if (!options || !mayManage(caller, options)) throw forbidden();
      if (!(await jobs.cancel(job))) throw new AppError("api.job.cancel.ended.app_error");
      await audits.record({ caller, ip, action: "jobs.cancel", object: job.id, extra: { type: job.type } });
      return OK;
    }),
    route(api.updateJobStatus, signedIn(), async ({ caller, params, body, ip }) => {
      const job = await find(caller, params.job_id);
      const options = jobs.types.get(job.type)?.options;
      if (!options || !mayManage(caller, options)) throw forbidden();
      if (!(await change(jobs, job, body.status, body.force ?? false)))
        throw new AppError("api.job.status.invalid", { from: words(job.status), to: words(body.status) });
      const extra = { type: job.type, status: body.status };
      await audits.record({ caller, ip, action: "jobs.status", object: job.id, extra });
      return OK;
    }),
    route(api.downloadJob, signedIn(), async (call) => {
      const job = await find(call.caller, call.params.job_id);
      const options = jobs.types.get(job.type)?.options as JobOptions;
      const answer = await answerFile(files, call as unknown as AnyCall, job, options);
      await audits.record({ caller: call.caller, ip: call.ip, action: "jobs.download", object: job.id });
      return answer;
    }),
    route(api.listJobTypes, system("read_jobs", "manage_jobs"), () =>
      [...jobs.types].map(([type, { options }]) => {
        const schedule = options.schedule?.();
        return {
          type,
          title: options.title,
          startable: options.startable ?? false,
          quiet: options.quiet ?? false,
          next_at: schedule ? nextSlot(schedule, Date.now()) : 0,
        };
      }),
    ),
  ];
}
