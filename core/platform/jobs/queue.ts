import { createHash } from "node:crypto";
import pg from "pg";
import type PgBoss from "pg-boss";
import type { Connection, Transaction } from "../database/database.js";

/** Days a waiting job is kept at most. */
const KEEP_DAYS = 90;

type Rows = { rows: any[]; rowCount?: number | null };
interface Sql {
  executeSql(text: string, values?: unknown[]): Promise<Rows>;
}

const nameOf = (text: string) => `jobs.${createHash("sha1").update(text).digest("hex").slice(0, 16)}`;

/** Statements on a few connections of their own, so that jobs and requests do not wait for each other. */
export class JobPool implements Sql {
  readonly #pool: pg.Pool;

  constructor(connection: Connection, onError: (error: Error) => void) {
    const base = typeof connection === "string" ? { connectionString: connection } : connection;
    this.#pool = new pg.Pool({
      ...base,
      application_name: "courtyard jobs",
      max: 2,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      keepAlive: true,
    });
    this.#pool.on("error", onError);
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
