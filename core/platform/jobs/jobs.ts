import { randomUUID } from "node:crypto";
import type PgBoss from "pg-boss";
import type { Connection, Database } from "../database/database.js";
import type { Logger } from "../log.js";
import { idOfUuid, uuidOfId, uuidOfText } from "./job-id.js";
import { inTransaction, JobPool, openQueue } from "./queue.js";
import { Run } from "./run.js";
import { latestSlot } from "./schedule.js";
import { jobStore } from "./store.js";
import type { EnqueueOptions, JobHandler, JobOptions, JobRecord, Schedule } from "./types.js";

/** How often (ms) the queue is looked at; a job that is put in here wakes this server at once. */
const TICK = 2_000;
const BEAT = 5_000;
const SWEEP = 60_000;
/** How long (ms) running jobs may take to stop with the server. */
const GRACE = 5_000;

interface Definition {
  readonly type: string;
  readonly options: JobOptions;
  readonly handler: JobHandler<never>;
  running: number;
  planned: number;
}

/** A type of job that is now defined. */
export interface JobType<Data extends object> {
  readonly type: string;
  /** Puts a job into the queue; returns its id, or undefined when one with the same key waits already. */
  enqueue(data: Data, options?: EnqueueOptions): Promise<string | undefined>;
}

export interface JobsOptions {
  readonly db: Database;
  readonly connection: Connection;
  readonly log: Logger;
  readonly now?: () => number;
}

/**
 * Background work that outlives the server. Jobs are kept in PostgreSQL (by pg-boss): one is run by one node at a time,
 * and begun again when its node died. Nothing runs before `start`; jobs can be put in at any time.
 */
export class Jobs {
  readonly #definitions = new Map<string, Definition>();
  readonly #runs = new Set<Run>();
  readonly #node = randomUUID();
  readonly #now: () => number;
  readonly #pool: JobPool;
  #boss: Promise<PgBoss> | undefined;
  #queues: Promise<Set<string>> | undefined;
  #timers: NodeJS.Timeout[] = [];
  #supervises = false;
  #ticking: Promise<void> | undefined;
  #again = false;
  #troubled = false;
  #closed: Promise<void> | undefined;

  constructor(readonly options: JobsOptions) {
    this.#now = options.now ?? Date.now;
    this.#pool = new JobPool(options.connection, (error) => this.#complain(error));
  }

  /** Adds a type of job. @throws Error when there is one of that name */
  define<Data extends object = Record<string, never>>(
    type: string,
    options: JobOptions,
    handler: JobHandler<Data>,
  ): JobType<Data> {
    if (this.#definitions.has(type)) throw new Error(`There is a type of job ${type} already.`);
    this.#definitions.set(type, { type, options, handler, running: 0, planned: 0 });
    return { type, enqueue: (data, more) => this.enqueue(type, data, more) };
  }

  /** Takes a type away: its runs end, its waiting jobs stay until it is there again. */
  undefine(type: string): void {
    this.#definitions.delete(type);
    for (const run of this.#runs) if (run.type === type) run.stop("released");
  }

  /** The types there are. */
  get types(): ReadonlyMap<string, { readonly options: JobOptions }> {
    return this.#definitions;
  }

  /** Puts a job into the queue; returns its id, or undefined when one with the same key waits already. */
  async enqueue(type: string, data: object = {}, options: EnqueueOptions = {}): Promise<string | undefined> {
    const uuid = await this.#send(type, randomUUID(), data, options);
    const { tx } = options;
    if (tx) tx.afterCommit(() => this.wake());
    else this.wake();
    return uuid && idOfUuid(uuid);
  }

  async #send(type: string, uuid: string, data: object, { tx, startAfter, singletonKey }: EnqueueOptions) {
    const boss = await this.#ready(type);
    const { retry, timeout } = this.#definitions.get(type)?.options ?? {};
    const sent = await boss.send(type, data, {
      id: uuid,
      // Of those without a key each has its own.
      singletonKey: singletonKey ?? uuid,
      retryLimit: retry?.limit ?? 3,
      retryDelay: retry?.delay ?? 30,
      retryBackoff: true,
      expireInSeconds: timeout ?? 600,
      ...(startAfter ? { startAfter: new Date(startAfter) } : {}),
      ...(tx ? { db: inTransaction(tx) as PgBoss.Db } : {}),
    });
    return sent ?? undefined;
  }

  /** The queue, with a place for a type. */
  async #ready(type: string): Promise<PgBoss> {
    const boss = await this.#open();
    this.#queues ??= jobStore.queues(this.options.db).then((names) => new Set(names));
    const queues = await this.#queues.catch((error: unknown) => {
      this.#queues = undefined;
      throw error;
    });
    if (queues.has(type)) return boss;
    await this.options.db.transaction((tx) => jobStore.createQueue(tx, type));
    queues.add(type);
    return boss;
  }

  #open(): Promise<PgBoss> {
    const opening = (this.#boss ??= openQueue(this.#pool, {
      supervise: this.#supervises,
      onError: (error) => this.#complain(error),
    }));
    return opening.catch((error: unknown) => {
      if (this.#boss === opening) this.#boss = undefined;
      throw error;
    });
  }

  /** Begins to run jobs. Returns at once: a database that is slow or away is tried again. */
  start(): void {
    if (this.#timers.length > 0) return;
    this.#supervises = true;
    const every = (ms: number, work: () => Promise<void>) =>
      setInterval(() => void work().catch((error: Error) => this.#complain(error)), ms).unref();
    this.#timers = [
      setInterval(() => this.wake(), TICK).unref(),
      every(BEAT, () => this.#beat()),
      every(SWEEP, () => this.sweep()),
    ];
    this.wake();
  }

  /** Ends what runs; what cannot end within some seconds is put back and begun again by whoever comes next. */
  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    const inTime = (work: Promise<unknown> | undefined) =>
      Promise.race([work, new Promise((done) => setTimeout(done, GRACE).unref())]);
    await inTime(this.#ticking);
    for (const run of this.#runs) run.stop("released");
    await inTime(Promise.all([...this.#runs].map((run) => run.ended)));
    const boss = await this.#boss?.catch(() => undefined);
    await boss?.stop({ graceful: false }).catch(() => {});
    this.#closed ??= this.#pool.close();
    await this.#closed;
  }

  /** Looks at the queue now. */
  wake(): void {
    if (this.#timers.length === 0) return;
    this.#again = true;
    this.#ticking ??= this.#work().finally(() => {
      this.#ticking = undefined;
    });
  }

  async #work(): Promise<void> {
    while (this.#again && this.#timers.length > 0) {
      this.#again = false;
      try {
        // Made here and not when a job is put in, which may be in the middle of somebody's transaction.
        for (const type of this.#definitions.keys()) await this.#ready(type);
        await this.#plan();
        await this.#fetch();
        this.#troubled = false;
      } catch (error) {
        this.#complain(error as Error);
      }
    }
  }

  /** Puts in what is due by the clock. A moment always has the same id, so it makes one job whichever nodes see it. */
  async #plan(): Promise<void> {
    for (const definition of this.#definitions.values()) {
      const schedule: Schedule | undefined = definition.options.schedule?.();
      const slot = schedule && latestSlot(schedule, this.#now());
      if (slot === undefined || slot === definition.planned) continue;
      const { type } = definition;
      await this.#send(type, uuidOfText(`${type} ${slot}`), {}, { singletonKey: "schedule" });
      definition.planned = slot;
    }
  }

  async #fetch(): Promise<void> {
    const { db } = this.options;
    const free = [...this.#definitions.values()].filter((one) => one.running < (one.options.concurrency ?? 1));
    const due = new Set(
      free.length > 0
        ? await jobStore.dueTypes(
            db,
            free.map((one) => one.type),
          )
        : [],
    );
    for (const definition of free.filter((one) => due.has(one.type))) {
      const boss = await this.#ready(definition.type);
      const batchSize = (definition.options.concurrency ?? 1) - definition.running;
      const jobs = await boss.fetch<object>(definition.type, { batchSize, includeMetadata: true });
      for (const job of jobs) this.#begin(definition, job, boss);
    }
  }

  #begin(definition: Definition, job: PgBoss.JobWithMetadata<object>, boss: PgBoss): void {
    definition.running++;
    const run = new Run(this.options.db, this.options.log, boss, definition.handler, {
      type: definition.type,
      uuid: job.id,
      attempt: job.retryCount,
      data: job.data ?? {},
      node: this.#node,
      timeout: (definition.options.timeout ?? 600) * 1000,
    });
    this.#runs.add(run);
    void run.ended.then(() => {
      definition.running--;
      this.#runs.delete(run);
      this.wake();
    });
  }

  async #beat(): Promise<void> {
    const runs = [...this.#runs];
    if (runs.length === 0) return;
    const cancelled = await jobStore.beat(this.options.db, this.#node, runs);
    for (const run of runs) {
      const asked = cancelled.get(run.uuid);
      if (asked) run.stop("cancelled");
      else if (asked === undefined && run.begun) run.stop("lost");
    }
  }

  /** Has jobs begun again whose server died; forgets what is no longer worth keeping. Done now and then. */
  async sweep(): Promise<void> {
    const { db, log } = this.options;
    for (const { name, id } of await jobStore.dead(db)) {
      if (!this.#definitions.has(name)) continue;
      log.warn({ type: name, id: idOfUuid(id) }, "job of a server that is gone is begun again");
      await (await this.#open()).fail(name, id, { message: "The server that ran it ended." });
    }
    await jobStore.sweep(
      db,
      [...this.#definitions.values()].filter((one) => one.options.quiet).map((one) => one.type),
    );
  }

  /** Jobs of some types, the newest first. */
  list = (o: { types: readonly string[]; limit: number; offset: number; status?: string }): Promise<JobRecord[]> =>
    jobStore.list(this.options.db, o);

  /** A job; undefined when there is none (any more). */
  async find(id: string): Promise<JobRecord | undefined> {
    const uuid = uuidOfId(id);
    return uuid ? jobStore.one(this.options.db, [...this.#definitions.keys()], uuid) : undefined;
  }

  /** Takes a waiting job out, or asks a running one to stop. Returns false when it had ended already. */
  async cancel(job: JobRecord): Promise<boolean> {
    const uuid = uuidOfId(job.id) as string;
    if (job.status === "pending") {
      const { affected } = (await (await this.#open()).cancel(job.type, uuid)) as unknown as { affected: number };
      if (affected === 1) return true;
    }
    const now = await this.find(job.id);
    if (now?.status !== "in_progress" && now?.status !== "cancel_requested") return false;
    await jobStore.askCancel(this.options.db, uuid);
    for (const run of this.#runs) if (run.uuid === uuid) run.stop("cancelled");
    return true;
  }

  /** Replaces the connections of the queue by new ones. */
  recycle = (): Promise<void> => this.#pool.recycle();

  /** Takes a running job from its node and puts it back, to be begun again. Returns false when it does not run. */
  async restart(job: JobRecord): Promise<boolean> {
    const uuid = uuidOfId(job.id) as string;
    if ((await jobStore.release(this.options.db, job.type, uuid, job.attempt)) === 0) return false;
    await this.#letGo(uuid);
    this.wake();
    return true;
  }

  /** Counts a job as cancelled without waiting for its run, which is left behind. Returns false when it had ended. */
  async giveUp(job: JobRecord): Promise<boolean> {
    const uuid = uuidOfId(job.id) as string;
    const { affected } = (await (await this.#open()).cancel(job.type, uuid)) as unknown as { affected: number };
    if (affected === 1) await this.#letGo(uuid);
    return affected === 1;
  }

  async #letGo(uuid: string): Promise<void> {
    await jobStore.forgetRun(this.options.db, uuid);
    for (const run of this.#runs) if (run.uuid === uuid) run.stop("lost");
  }

  #complain(error: Error) {
    // Once for each time the database is away, not every two seconds.
    if (!this.#troubled) this.options.log.warn({ reason: error.message }, "jobs cannot be run now");
    this.#troubled = true;
  }
}
