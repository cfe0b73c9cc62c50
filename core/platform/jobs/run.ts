import type PgBoss from "pg-boss";
import type { Database } from "../database/database.js";
import type { Logger } from "../log.js";
import { idOfUuid } from "./job-id.js";
import { jobStore } from "./store.js";
import type { JobHandler, JobRun } from "./types.js";

/** How often and with which pause (ms) the end of a run is written again when the database is away. */
const TRIES = 20;
const PAUSE = 3_000;

export interface RunFacts {
  readonly type: string;
  readonly uuid: string;
  readonly attempt: number;
  readonly data: object;
  readonly node: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Why a run ends before its handler has: asked to, too slow, the server stops, or another node has taken over. */
type Cause = "cancelled" | "timeout" | "released" | "lost";

/** One job being run on this server. */
export class Run {
  readonly type: string;
  readonly uuid: string;
  percent = 0;
  note = "";
  /** Whether it is written down who runs it. */
  begun = false;
  /** Resolves when the run has ended and that is written down. Never rejects. */
  readonly ended: Promise<void>;
  readonly #end = new AbortController();
  #cause: Cause | undefined;
  #completed = false;

  constructor(
    readonly db: Database,
    readonly log: Logger,
    readonly boss: PgBoss,
    handler: JobHandler<never>,
    readonly facts: RunFacts,
  ) {
    this.type = facts.type;
    this.uuid = facts.uuid;
    this.ended = this.#execute(handler);
  }

  /** Asks the handler to end. */
  stop(cause: Cause): void {
    this.#cause ??= cause;
    this.#end.abort(new Error(REASONS[cause]));
  }

  async #execute(handler: JobHandler<never>): Promise<void> {
    const timer = setTimeout(() => this.stop("timeout"), this.facts.timeout);
    try {
      await jobStore.begin(this.db, this.uuid, this.type, this.facts.node);
      this.begun = true;
      const result = await Promise.race([handler(this.#seen()), this.#aborted()]);
      await this.#write(() => this.#succeed(typeof result === "object" && result ? result : undefined));
    } catch (error) {
      await this.#write(() => this.#fail(error as Error));
    } finally {
      clearTimeout(timer);
    }
  }

  #seen(): JobRun<never> {
    const { data, attempt } = this.facts;
    return {
      id: idOfUuid(this.uuid),
      // Of the shape that was put in for this type.
      data: data as never,
      attempt,
      signal: this.#end.signal,
      progress: (percent, note = "") => {
        this.percent = Math.max(0, Math.min(100, Math.round(percent)));
        this.note = note.slice(0, 500);
      },
      completeIn: async (tx, result) => {
        if (!(await jobStore.complete(tx, this.type, this.uuid, attempt, result)))
          throw new Error("Another run has taken this job over.");
        tx.afterCommit(() => {
          this.#completed = true;
        });
      },
    };
  }

  /** A handler that does not listen to its signal is left behind; what it still writes with `completeIn` is refused. */
  #aborted(): Promise<never> {
    const { signal } = this.#end;
    return new Promise((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
  }

  async #succeed(result: object | undefined): Promise<void> {
    if (!this.#completed) await jobStore.complete(this.db, this.type, this.uuid, this.facts.attempt, result);
  }

  async #fail(error: Error): Promise<void> {
    const { type, uuid, facts } = this;
    if (this.#completed) return;
    if (this.#cause === "released") return void (await jobStore.release(this.db, type, uuid, facts.attempt));
    if (this.#cause === "lost" || !(await jobStore.isActive(this.db, type, uuid, facts.attempt))) return;
    if (this.#cause === "cancelled") return void (await this.boss.cancel(type, uuid));
    this.log.warn({ type, id: idOfUuid(uuid), attempt: facts.attempt, reason: error.message }, "job failed");
    await this.boss.fail(type, uuid, { message: error.message.slice(0, 2000) });
  }

  /** While the database is away the end of a run is kept here; at last the run counts as dead and is begun again. */
  async #write(end: () => Promise<void>): Promise<void> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        return await end();
      } catch (error) {
        if (this.#cause === "released" || attempt === TRIES - 1) {
          this.log.warn({ type: this.type, reason: (error as Error).message }, "end of a job not written");
          return;
        }
        await new Promise((done) => setTimeout(done, PAUSE).unref());
      }
    }
  }
}

const REASONS: Record<Cause, string> = {
  cancelled: "The job was cancelled.",
  timeout: "The job took too long.",
  released: "The server stops.",
  lost: "Another server has taken the job over.",
};
