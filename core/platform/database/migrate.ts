import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { StartupError } from "../startup-error.js";
import type { Connection } from "./database.js";

// Any constant serves as long as every node uses the same: only one of them migrates.
const LOCK = 7_305_811;

/**
 * Brings the database to the newest schema: applies, in order and each in its own transaction, the migrations it has
 * not seen. An interrupted run goes on at the next start. Returns the names of those applied now.
 * @throws StartupError when the database is newer than this server or older than PostgreSQL 14.
 */
export async function migrate(
  connection: Connection,
  folder: string,
  log: (line: string) => void = () => {},
): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort();
  const client = new pg.Client(connection as never);
  // The statement under way, or the next one, fails when the database dies; nothing else needs to hear of it.
  client.on("error", () => undefined);
  await client.connect();
  try {
    const version = Number((await client.query("SHOW server_version_num")).rows[0].server_version_num);
    if (version < 140000)
      throw new StartupError(`PostgreSQL ${Math.floor(version / 10000)} is too old: version 14 or newer is needed.`);
    await client.query("SELECT pg_advisory_lock($1)", [LOCK]);
    await client.query("CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at bigint NOT NULL)");
    const done = new Set((await client.query("SELECT name FROM migrations")).rows.map((row) => row.name as string));
    const unknown = [...done].filter((name) => !files.includes(name));
    if (unknown.length > 0) {
      throw new StartupError(
        `The database was migrated by a newer version of Courtyard (${unknown.sort().at(-1)}). Start that version, or restore a backup made with this one.`,
      );
    }
    const pending = files.filter((name) => !done.has(name));
    if (done.size === 0) log("Making the tables");
    for (const name of pending) {
      if (done.size > 0) log(`Migrating the database: ${name}`);
      await apply(client, folder, name);
    }
    return pending;
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, folder: string, name: string) {
  const sql = await readFile(join(folder, name), "utf8");
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query("INSERT INTO migrations (name, applied_at) VALUES ($1, $2)", [name, Date.now()]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new StartupError(`Migration ${name} failed: ${(error as Error).message}. Nothing of it was kept.`, {
      cause: error,
    });
  }
}
