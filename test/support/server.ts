import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import pg from "pg";
import { migrate } from "../../core/platform/database/migrate.js";
import { createLogger } from "../../core/platform/log.js";
import { type RunningServer, type ServerOptions, startServer } from "../../core/server/server.js";
import { atExit } from "./at-exit.js";
import { testPostgres } from "./postgres.js";

const TEMPLATE = "courtyard_test_template";

async function onMaintenance<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...(await testPostgres()), database: "postgres" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

let template: Promise<void> | undefined;

/** Migrates one template per run; each test database is a copy of it, which takes a tenth of a second. */
async function makeTemplate(): Promise<void> {
  const connection = await testPostgres();
  await onMaintenance(async (client) => {
    await client.query("SELECT pg_advisory_lock(7305899)");
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [TEMPLATE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${TEMPLATE}`);
    await migrate({ ...connection, database: TEMPLATE }, new URL("../../migrations", import.meta.url).pathname);
  });
}

/** A fresh, migrated, empty database; `drop` removes it again. */
export async function testDatabase() {
  template ??= makeTemplate();
  await template;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await onMaintenance((client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  return {
    connection: { ...(await testPostgres()), database: name },
    drop: () => dropDatabase(name),
  };
}

/**
 * Drops a database, with the connections to it that a test left behind. Not by WITH (FORCE): that also takes in an
 * autovacuum worker, which only a superuser may end, while a plain DROP asks the worker to leave and waits for it.
 */
function dropDatabase(name: string): Promise<void> {
  return onMaintenance(async (client) => {
    await client.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND usename = current_user",
      [name],
    );
    await client.query(`DROP DATABASE IF EXISTS ${name}`);
  });
}

/** A server under test: in this process, on a free port, with a database and a folder of its own. */
export interface TestServer extends RunningServer {
  readonly dataFolder: string;
  /** Everything it logged, one JSON object a line. */
  log(): string;
  /** Runs SQL on its database. */
  sql<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
}

/**
 * Starts a server for tests. `environment` sets settings by their MM_ names; the rate limits of sign-in are lifted
 * by nothing, so tests that guess passwords see them. `more` are options no setting reaches; with a database of its own
 * (see `testDatabase`) the server can be started again on it, and nobody but the test drops it.
 */
export async function startTestServer(
  environment: Record<string, string> = {},
  more: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const database = more.database ? { connection: more.database, drop: async () => {} } : await testDatabase();
  const dataFolder = more.dataFolder ?? mkdtempSync(join(tmpdir(), "courtyard-data-"));
  const removeFolder = atExit(() => {
    if (!more.dataFolder) rmSync(dataFolder, { recursive: true, force: true });
  });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      if (process.env.DEBUG) process.stderr.write(chunk);
      done();
    },
  });
  const server = await startServer({
    database: database.connection,
    dataFolder,
    listen: { host: "127.0.0.1", port: 0 },
    log: createLogger({ level: "debug", destination }),
    environment,
    migrated: true,
    // Jobs and mails run only where a test is about them.
    background: false,
    ...more,
  });
  const pool = new pg.Pool({ ...(database.connection as pg.PoolConfig), max: 2 });
  pool.on("error", () => {});
  return {
    ...server,
    dataFolder,
    log: () => lines.join(""),
    sql: async (text, values = []) => (await pool.query(text, values)).rows,
    async stop() {
      await server.stop();
      await pool.end();
      await database.drop();
      removeFolder();
    },
  };
}
