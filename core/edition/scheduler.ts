import { type Database, statement } from "../platform/database/database.js";
import type { Logger } from "../platform/log.js";
import type { Job } from "./contract.js";

const LEASE = 60_000;
const TICK = 5_000;

interface JobRow {
  name: string;
  last_at: number;
  asked_at: number;
  lease_until: number;
}

const KEEP = statement(
  "capability_jobs.keep",
  "INSERT INTO capability_jobs (name, capability, last_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
);
const STATES = statement(
  "capability_jobs.states",
  "SELECT name, last_at, asked_at, lease_until FROM capability_jobs WHERE name = ANY($1)",
);
const CLAIM = statement(
  "capability_jobs.claim",
  "UPDATE capability_jobs SET last_at = $3, lease_until = $4 WHERE name = $1 AND last_at = $2 AND lease_until < $3",
);
const EXTEND = statement("capability_jobs.extend", "UPDATE capability_jobs SET lease_until = $2 WHERE name = $1");
const FINISH = statement(
  "capability_jobs.finish",
  "UPDATE capability_jobs SET lease_until = 0, finished_at = $2, last_error = $3 WHERE name = $1",
);
const ASK = statement("capability_jobs.ask", "UPDATE capability_jobs SET asked_at = $2 WHERE name = $1");

interface Entry {
  job: Job;
  capability: string;
  known: Promise<unknown>;
  end: AbortController;
  running: Promise<void> | undefined;
}

export interface DueJob {
  name: string;
  title: string;
  capability: string;
  /** Milliseconds since 1970; 0 = not planned. */
  next: number;
}

/** Runs the jobs of capabilities when they are due: each on one node at a time, by a lease in the database. */
export class Scheduler {
  readonly #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly db: Database,
    readonly log: Logger,
    readonly now: () => number = Date.now,
  ) {}

  start(): void {
    this.#timer ??= setInterval(() => void this.tick(), TICK).unref();
  }

  /** Ends what runs, waiting up to 5 s for it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const running = [...this.#entries.values()].map((entry) => (entry.end.abort(), entry.running));
    this.#entries.clear();
    await Promise.race([Promise.allSettled(running), new Promise((done) => setTimeout(done, 5_000).unref())]);
  }

  /** Adds a job; returns the function that takes it out and aborts its run. @throws Error when the name is taken */
  add(job: Job, capability: string): () => void {
    if (this.#entries.has(job.name)) throw new Error(`There is a job ${job.name} already.`);
    // The first run is due one interval after the job was first seen, not at once.
    const known = this.db
      .run(KEEP, [job.name, capability, this.now()])
      .catch((error: Error) => this.#complain(job.name, error));
    const entry: Entry = { job, capability, known, end: new AbortController(), running: undefined };
    this.#entries.set(job.name, entry);
    return () => {
      entry.end.abort();
      if (this.#entries.get(job.name) === entry) this.#entries.delete(job.name);
    };
  }

  /** Has a job run as soon as it can. */
  async trigger(name: string): Promise<void> {
    await this.#entries.get(name)?.known;
    await this.db.run(ASK, [name, this.now()]);
    void this.tick();
  }

  /** The jobs that are planned now, with their next dates. */
  async due(): Promise<DueJob[]> {
    const states = await this.#states();
    return [...this.#entries.values()].map(({ job, capability }) => {
      const state = states.get(job.name);
      return { name: job.name, title: job.title, capability, next: state ? job.next(state.last_at) : 0 };
    });
  }

  /** Starts what is due. Never throws. */
  async tick(): Promise<void> {
    try {
      const states = await this.#states();
      for (const entry of this.#entries.values()) {
        const state = states.get(entry.job.name);
        if (!state || entry.running || entry.end.signal.aborted) continue;
        const next = entry.job.next(state.last_at);
        const due = state.asked_at > state.last_at || (next > 0 && next <= this.now());
        if (due) entry.running = this.#run(entry, state.last_at).finally(() => (entry.running = undefined));
      }
    } catch (error) {
      this.#complain("", error as Error);
    }
  }

  async #states(): Promise<Map<string, JobRow>> {
    if (this.#entries.size === 0) return new Map();
    await Promise.all([...this.#entries.values()].map((entry) => entry.known));
    const rows = await this.db.rows<JobRow>(STATES, [[...this.#entries.keys()]]);
    return new Map(rows.map((row) => [row.name, row]));
  }

  async #run({ job, end }: Entry, last: number): Promise<void> {
    const start = Math.max(this.now(), last + 1);
    if ((await this.db.run(CLAIM, [job.name, last, start, start + LEASE]).catch(() => 0)) !== 1) return;
    const extend = setInterval(
      () => void this.db.run(EXTEND, [job.name, this.now() + LEASE]).catch(() => {}),
      LEASE / 3,
    );
    let problem = "";
    try {
      await job.run(end.signal);
    } catch (error) {
      problem = (error as Error).message || String(error);
      if (!end.signal.aborted) this.log.error({ job: job.name, reason: problem }, "job failed");
    } finally {
      clearInterval(extend);
    }
    await this.db
      .run(FINISH, [job.name, this.now(), problem.slice(0, 500)])
      .catch((error: Error) => this.#complain(job.name, error));
  }

  #complain(job: string, error: Error) {
    this.log.warn({ job, reason: error.message }, "jobs cannot be planned");
  }
}
