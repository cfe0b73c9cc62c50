import type { Transaction } from "../database/database.js";

/** When a job runs by itself. */
export type Schedule =
  /** Every so many milliseconds, counted from 1970: all nodes mean the same moments. */
  | { readonly every: number }
  /** Once a day at "HH:MM" by the server's clock. */
  | { readonly daily: string };

/** A kind of background work. */
export interface JobOptions {
  /** For the administrator: what it does. */
  readonly title: string;
  /** Runs by itself at these times, once for all nodes; asked often, so settings count at once. undefined = not. */
  readonly schedule?: () => Schedule | undefined;
  /** How often a run that failed is tried again, and the first pause in seconds, which doubles each time. */
  readonly retry?: { readonly limit: number; readonly delay: number };
  /** Runs at a time on one node. */
  readonly concurrency?: number;
  /** Seconds after which a run is given up and counts as failed. */
  readonly timeout?: number;
  /** Runs all the time: runs that went well are soon forgotten and are not in the list of all jobs. */
  readonly quiet?: boolean;
  /** Whether administrators may have it run. */
  readonly startable?: boolean;
  /** The file a run of this type that went well has made, and who may have it (beside administrators). */
  readonly download?: {
    readonly permissions: readonly string[];
    file(job: JobRecord): { readonly path: string; readonly name: string; readonly mimeType: string };
  };
  /** Permissions that also let somebody see or start this type, beside those for all jobs. */
  readonly permissions?: { readonly read?: readonly string[]; readonly manage?: readonly string[] };
}

/** One run of a job, as its handler sees it. */
export interface JobRun<Data> {
  /** The same for each try of the same job. */
  readonly id: string;
  readonly data: Data;
  /** 0 for the first try. */
  readonly attempt: number;
  /** Aborted when the run is cancelled, takes too long, or the server stops. */
  readonly signal: AbortSignal;
  /** Says how far the run is, in percent, and what it does. Written now and then, not at every call. */
  progress(percent: number, note?: string): void;
  /**
   * Ends the job in a transaction of the handler, so that what it did and that it is done are kept together or not at
   * all. @throws Error when another run has taken the job over meanwhile
   */
  completeIn(tx: Transaction, result?: object): Promise<void>;
}

/**
 * The work. A run can end at any moment (a crash, a lost database) and is then begun again, so either everything it
 * does may be done twice, or it ends with `completeIn`. An object that it returns is kept as its result.
 */
export type JobHandler<Data> = (run: JobRun<Data>) => Promise<unknown>;

export interface EnqueueOptions {
  /** The job exists only if this transaction is committed. */
  readonly tx?: Transaction;
  /** Not before this time, ms since 1970. */
  readonly startAfter?: number;
  /** Of jobs of one type with the same key at most one waits at a time. */
  readonly singletonKey?: string;
}

export type JobStatus = "pending" | "in_progress" | "success" | "error" | "cancel_requested" | "canceled";

/** A job as it is kept. Times are ms since 1970, 0 = not yet. */
export interface JobRecord {
  readonly id: string;
  readonly type: string;
  readonly priority: number;
  readonly create_at: number;
  readonly start_at: number;
  readonly last_activity_at: number;
  readonly status: JobStatus;
  /** Percent. */
  readonly progress: number;
  readonly note: string;
  readonly attempt: number;
  readonly data: Record<string, unknown>;
  /** What the handler returned, or what went wrong. */
  readonly output: Record<string, unknown> | null;
}
