import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type * as api from "../../../../core/api/jobs.js";
import type { Job } from "../../../../core/api/jobs.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { addressOf, call } from "../../lib/client.js";
import { ago, duration, moment } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { can } from "../../lib/session.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";

const BADGES: Record<Job["status"], string> = {
  pending: "badge",
  in_progress: "badge badge--accent",
  success: "badge badge--good",
  error: "badge badge--danger",
  cancel_requested: "badge badge--warn",
  canceled: "badge",
};
const EVERY = 5_000;
const runs = (job: Job) => ["pending", "in_progress", "cancel_requested"].includes(job.status);

/** Whether there is a file the job has made. */
const isKept = ({ data }: Job) => data["is_downloadable"] === "true" && Number(data["kept_until"] ?? 0) > Date.now();

/** Background work: what runs, what ran, and when it runs next. */
export function JobsPage(): JSX.Element {
  const types = useLoad(() => call<typeof api.listJobTypes>("GET", "/api/v4/courtyard/job_types"));
  const jobs = useLoad(() => call<typeof api.listJobs>("GET", "/api/v4/jobs", { query: { per_page: 50 } }));
  const manages = can("manage_jobs");
  const busy = jobs.data?.some(runs) ?? false;
  useEffect(() => {
    if (!busy) return;
    const timer = setInterval(() => document.visibilityState === "visible" && jobs.reload(), EVERY);
    return () => clearInterval(timer);
  }, [busy, jobs.reload]);
  const title = (type: string) => types.data?.find((one) => one.type === type)?.title ?? type;
  const start = async (type: string) => {
    if (
      await attempt(
        () => call<typeof api.createJob>("POST", "/api/v4/jobs", { body: { type } }),
        "It will run as soon as a server is free for it.",
      )
    )
      jobs.reload();
  };
  const cancel = async (id: string) => {
    if (
      await attempt(
        () => call<typeof api.cancelJob>("POST", "/api/v4/jobs/{job_id}/cancel", { params: { job_id: id } }),
        "Asked to stop.",
      )
    )
      jobs.reload();
  };
  return (
    <Page title="Jobs" lead="Work the server does beside answering people.">
      <Await from={types}>
        {(rows) => (
          <Card flush title="Planned">
            <Table
              label="Planned jobs"
              rows={rows.filter((type) => !type.quiet)}
              keyOf={(type) => type.type}
              columns={[
                { key: "title", title: "Job", head: true, cell: (type) => type.title },
                {
                  key: "next",
                  title: "Next run",
                  cell: (type) => <span class="nowrap">{type.next_at > 0 ? ago(type.next_at) : "when asked"}</span>,
                },
                {
                  key: "start",
                  title: "Start",
                  actions: true,
                  cell: (type) =>
                    manages &&
                    type.startable && (
                      <Button small onClick={() => void start(type.type)}>
                        Run now<span class="visually-hidden">: {type.title}</span>
                      </Button>
                    ),
                },
              ]}
            />
          </Card>
        )}
      </Await>
      <Await from={jobs}>
        {(rows) => (
          <Card flush title="Latest">
            <Table
              label="Latest jobs"
              rows={rows}
              keyOf={(job) => job.id}
              empty="Nothing ran yet."
              columns={[
                { key: "title", title: "Job", head: true, cell: (job) => title(job.type) },
                {
                  key: "status",
                  title: "State",
                  cell: (job) => (
                    <>
                      <span class={BADGES[job.status]}>{job.status.replace("_", " ")}</span>
                      {job.status === "in_progress" && (
                        <progress max={100} value={job.progress} aria-label={`Progress of ${title(job.type)}`} />
                      )}
                    </>
                  ),
                },
                { key: "start", title: "Began", cell: (job) => moment(job.start_at) },
                {
                  key: "took",
                  title: "Took",
                  cell: (job) => (job.start_at > 0 && !runs(job) ? duration(job.last_activity_at - job.start_at) : "–"),
                },
                {
                  key: "more",
                  title: "More",
                  cell: (job) =>
                    isKept(job) ? (
                      <a href={addressOf("/api/v4/jobs/{job_id}/download", { job_id: job.id })} download>
                        Download<span class="visually-hidden"> what this job made</span>
                      </a>
                    ) : (
                      <span class="break small muted">{job.data["error"] ?? ""}</span>
                    ),
                },
                {
                  key: "cancel",
                  title: "Cancel",
                  actions: true,
                  cell: (job) =>
                    manages &&
                    runs(job) && (
                      <Button small onClick={() => void cancel(job.id)}>
                        Cancel<span class="visually-hidden"> {title(job.type)}</span>
                      </Button>
                    ),
                },
              ]}
            />
          </Card>
        )}
      </Await>
    </Page>
  );
}
