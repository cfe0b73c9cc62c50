import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";
import type { JobRecord, JobRun, JobType } from "../../platform/jobs/index.js";
import type { FromSystem } from "../posts/index.js";
import type { Query } from "./people.js";
import type { Reports } from "./service.js";

const TYPE = "export_users_to_csv";
const FOLDER = "exports/people";
const DAYS = 7;
const DAY = 86_400_000;
/** Tries after the first. */
const RETRIES = 2;
/** Who may have the file, as those who may see the report. */
export const EXPORT_PERMISSIONS = ["sysconsole_read_user_management_users"] as const;

const pathOf = (jobId: string) => `${FOLDER}/${jobId}.csv`;

interface Order {
  query: Query;
  /** Who asked and is told; '' for the server itself. */
  user_id: string;
}

/** The report of people as a file, for as many people as there are: made in the background, kept for some days. */
export class UserExports {
  readonly #job: JobType<Order>;

  constructor(
    readonly reports: Reports,
    readonly letters: FromSystem,
    readonly siteUrl: () => string,
  ) {
    const { jobs } = reports.platform;
    const permissions = { read: EXPORT_PERMISSIONS, manage: EXPORT_PERMISSIONS };
    this.#job = jobs.define<Order>(
      TYPE,
      {
        title: "Writes the report of people into a file",
        timeout: 3_600,
        retry: { limit: RETRIES, delay: 60 },
        permissions,
        download: { permissions: EXPORT_PERMISSIONS, file: fileOf },
      },
      (run) => this.#run(run),
    );
    jobs.define(
      "remove_exports",
      {
        title: `Removes files with reports that are older than ${DAYS} days`,
        schedule: () => ({ daily: "03:50" }),
        startable: true,
      },
      async () => ({ removed: await this.tidy() }),
    );
  }

  /** Has a file made of what a filter lets through. Returns the job's id. @throws AppError 400 */
  async start(caller: Caller, query: Query): Promise<string> {
    const { userId } = caller;
    const id = await this.#job.enqueue({ query, user_id: userId }, { singletonKey: userId || "server" });
    if (!id) throw new AppError("api.report.start_users_batch_export.job_exists");
    return id;
  }

  async #run({ id, data, attempt, signal, progress }: JobRun<Order>) {
    try {
      const rows = await this.#write(id, data.query, signal, progress);
      await this.#tell(data.user_id, `${id}:ready`, ready(rows, `${this.siteUrl()}/api/v4/jobs/${id}/download`));
      return { is_downloadable: "true", rows: String(rows), kept_until: String(Date.now() + DAYS * DAY) };
    } catch (error) {
      if (attempt >= RETRIES && !signal.aborted) await this.#tell(data.user_id, `${id}:failed`, FAILED);
      throw error;
    }
  }

  async #write(id: string, query: Query, signal: AbortSignal, progress: (percent: number) => void): Promise<number> {
    const total = await this.reports.count(query);
    let rows = 0;
    const table = this.reports.csv(query, (count) => {
      signal.throwIfAborted();
      rows += count;
      progress(total > 0 ? (100 * rows) / total : 100);
    });
    await this.reports.platform.files.write(pathOf(id), table);
    return rows;
  }

  async #tell(userId: string, pendingId: string, message: string): Promise<void> {
    if (userId) await this.letters.write(userId, { pendingId, message });
  }

  /** Removes files that were kept long enough; returns how many. */
  async tidy(now = Date.now()): Promise<number> {
    const { files } = this.reports.platform;
    let removed = 0;
    for await (const { path, modifiedAt } of files.list(FOLDER)) {
      if (modifiedAt > now - DAYS * DAY) continue;
      await files.remove(path);
      removed++;
    }
    return removed;
  }
}

function fileOf(job: JobRecord) {
  const day = new Date(job.create_at).toISOString().slice(0, 10);
  return { path: pathOf(job.id), name: `people-${day}.csv`, mimeType: "text/csv" };
}

const ready = (rows: number, link: string) =>
  `The report of people you asked for is ready, with ${rows === 1 ? "one account" : `${rows} accounts`}: ` +
  `[download it as CSV](${link}). The file is kept for ${DAYS} days.`;
const FAILED =
  "The report of people you asked for could not be made. The page “Jobs” of the administrators' console says why.";
