import type { Job } from "../../api/jobs.js";
import type { JobRecord } from "../../platform/jobs/index.js";

const texts = (values: Record<string, unknown> | null) =>
  Object.entries(values ?? {}).map(
    ([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const,
  );

/** A job as clients get it: they read `data` as a map of texts. */
export function presentJob(job: JobRecord): Job {
  const { output, note, attempt, data, ...rest } = job;
  const failed = job.status === "error" || job.status === "pending";
  const results = failed && typeof output?.message === "string" ? [["error", output.message] as const] : texts(output);
  return {
    ...rest,
    data: Object.fromEntries([
      ...texts(data),
      ...results,
      ...(note ? [["note", note]] : []),
      ...(attempt > 0 ? [["attempt", String(attempt)]] : []),
    ]),
  };
}
