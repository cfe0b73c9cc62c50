import { createHash } from "node:crypto";
import pg from "pg";
import type PgBoss from "pg-boss";
import type { Connection, Transaction } from "../database/database.js";

/** Days a waiting job is kept at most. */
const KEEP_DAYS = 90;

type Rows = { rows: unknown[]; rowCount?: number | null };
interface Sql {
  executeSql(text: string, values?: unknown[]): Promise<Rows>;
}

const nameOf = (text: string) => `jobs.${createHash("sha1").update(text).digest("hex").slice(0, 16)}`;

/** Statements on a few connections of their own, so that jobs and requests do not wait for each other. */
export class JobPool implements Sql {
  #pool: pg.Pool;

  constructor(
    readonly connection: Connection,
    readonly onError: (error: Error) => void,
  ) {
    this.#pool = this.#open();
  }

  #open(): pg.Pool {
    const { connection } = this;
    const base = typeof connection === "string" ? { connectionString: connection } : connection;
    const pool = new pg.Pool({
      ...base,
      application_name: "courtyard jobs",
      max: 2,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 25_000,
      // A database that does not even give the statement up is away: whoever waits goes on, the connection is closed.
      query_timeout: 28_000,
      keepAlive: true,
    });
    pool.on("error", this.onError);
    // The pool listens only to those that are idle. A database that dies may tell a connection so between the answer to
    // a statement and its return to the pool; without a listener that would end the server.
    pool.on("connect", (client) => client.on("error", () => undefined));
    return pool;
  }

  /** Takes new connections from now on; the old ones are closed when what they do is done. */
  async recycle(): Promise<void> {
    const former = this.#pool;
    this.#pool = this.#open();
    await former.end();
  }

  async executeSql(text: string, values?: unknown[]): Promise<Rows> {
    const client = await this.#pool.connect();
    try {
      const result = await (values ? client.query({ name: nameOf(text), text, values }) : client.query(text));
      client.release();
      return result;
    } catch (error) {
      // A text of several statements may have left a transaction open: the connection is not used again.
      client.release(true);
      throw error;
    }
  }

  close = (): Promise<void> => this.#pool.end();
}

/** Statements inside a caller's transaction. */
export const inTransaction = (tx: Transaction): Sql => ({
  executeSql: async (text, values = []) => ({ rows: await tx.rows({ name: nameOf(text), text }, values) }),
});

/** The queue library, loaded when it is first needed. Its own workers are not used: they do not survive a lost database. */
export async function openQueue(
  db: Sql,
  options: { supervise: boolean; onError(error: Error): void },
): Promise<PgBoss> {
  const { default: Boss } = await import("pg-boss");
  const boss = new Boss({
    db: db as PgBoss.Db,
    schema: "jobs",
    migrate: false,
    schedule: false,
    supervise: options.supervise,
    retentionDays: KEEP_DAYS,
    archiveCompletedAfterSeconds: 86_400,
    archiveFailedAfterSeconds: 7 * 86_400,
    deleteAfterDays: 30,
  });
  boss.on("error", options.onError);
  await boss.start();
  return boss;
}
