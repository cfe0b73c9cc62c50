import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type DatabaseConnection,
  type EmbeddedDatabase,
  startEmbeddedDatabase,
} from "../../core/platform/database/embedded.js";

let started: Promise<EmbeddedDatabase> | undefined;
let folder: string | undefined;

/**
 * Returns how to reach the PostgreSQL of this test run. `npm test` starts one for all suites; a suite that is run
 * alone starts its own, which ends with the last test (see mocha-setup.ts). The role may create databases.
 */
export async function testPostgres(): Promise<DatabaseConnection> {
  const given = process.env.COURTYARD_TEST_DATABASE;
  if (given !== undefined) return JSON.parse(given) as DatabaseConnection;
  started ??= startTestPostgres();
  return (await started).connection;
}

/** Starts a PostgreSQL for tests in a folder that is deleted when it stops. */
export async function startTestPostgres(): Promise<EmbeddedDatabase> {
  const place = mkdtempSync(join(tmpdir(), "courtyard-test-"));
  folder = place;
  const database = await startEmbeddedDatabase({
    folder: join(place, "postgres"),
    log: (line) => {
      if (process.env.DEBUG !== undefined) console.error(line);
    },
    // Test data need not survive a power cut.
    settings: { fsync: "off", full_page_writes: "off", max_connections: "200" },
  });
  return {
    ...database,
    stop: async () => {
      await database.stop();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

/** Stops the PostgreSQL that this process started for its tests, if it did. */
export async function stopTestPostgres(): Promise<void> {
  if (started === undefined) return;
  const database = await started;
  started = undefined;
  await database.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
