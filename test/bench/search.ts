/**
 * Measures searches among 100,000 and 1,000,000 messages (or the numbers given as arguments) on a PostgreSQL of its
 * own, in a temporary folder that is deleted afterwards:
 *   node --import=tsx test/bench/search.ts [messages …]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import type { SearchRequest } from "../../core/edition/ports/search-engine.js";
import { DatabaseSearch } from "../../core/features/search/database-engine.js";
import { Database, statement } from "../../core/platform/database/database.js";
import { startEmbeddedDatabase } from "../../core/platform/database/embedded.js";
import { migrate } from "../../core/platform/database/migrate.js";
import { load, random } from "./search-data.js";
import { measure, type Result } from "./search-measure.js";

/** The aim for every kind of search among a million messages, in milliseconds. */
const AIM = 300;

const CHANNELS = statement(
  "bench.channels",
  "SELECT c.id, c.total_msg_count AS messages FROM channel_members m JOIN channels c ON c.id = m.channel_id WHERE m.user_id = $1",
);

/** Loads so many messages into an empty database and measures; `log` receives lines for people. */
export async function benchSearch(messages: number, samples: number, log: (line: string) => void): Promise<Result[]> {
  const place = mkdtempSync(join(tmpdir(), "courtyard-bench-"));
  // Loading need not survive a power cut; reading is the same either way.
  const settings = { fsync: "off", full_page_writes: "off" };
  const server = await startEmbeddedDatabase({ folder: join(place, "postgres"), log: () => {}, settings });
  try {
    await migrate(server.connection, new URL("../../migrations", import.meta.url).pathname);
    const client = new pg.Client(server.connection);
    await client.connect();
    const corpus = await load(client, messages, log);
    const people = (await client.query<{ id: string }>("SELECT id FROM users ORDER BY id")).rows.map((row) => row.id);
    const sizes = await client.query(
      "SELECT pg_size_pretty(pg_relation_size('posts')) AS posts, pg_size_pretty(pg_relation_size('posts_words')) AS words",
    );
    log(`messages ${sizes.rows[0].posts}, index of words ${sizes.rows[0].words}`);
    await client.end();
    const db = Database.open(server.connection, { max: 4 });
    try {
      const channelsOf = (person: string) => db.rows<SearchRequest["channels"][number]>(CHANNELS, [person]);
      const engine = new DatabaseSearch(db);
      await measure(engine, corpus, channelsOf, people, 2, random(3));
      return await measure(engine, corpus, channelsOf, people, samples, random(99));
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

/** A table: a line for each kind of search, the median and the 95th percentile for each kind of person. */
export function table(results: Result[]): string {
  const groups = [...new Set(results.map((result) => result.person))];
  const kinds = [...new Set(results.map((result) => result.kind))];
  const line = (first: string, cells: string[]) =>
    `${first.padEnd(36)}${cells.map((cell) => cell.padStart(16)).join("")}`;
  const cell = (kind: string, group: string) => {
    const found = results.find((result) => result.kind === kind && result.person === group);
    return found ? `${found.p50.toFixed(1)} / ${found.p95.toFixed(1)}` : "";
  };
  const head = line("median / p95 in ms", groups);
  return [
    head,
    ...kinds.map((kind) =>
      line(
        kind,
        groups.map((group) => cell(kind, group)),
      ),
    ),
  ].join("\n");
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const wanted = process.argv.slice(2).map(Number);
  for (const messages of wanted.length ? wanted : [100_000, 1_000_000]) {
    console.log(`\n${messages.toLocaleString("en")} messages`);
    const results = await benchSearch(messages, 20, console.log);
    console.log(table(results));
    const slow = results.filter((result) => result.p95 > AIM);
    console.log(
      slow.length
        ? `above ${AIM} ms: ${slow.map((result) => `${result.kind} (${result.person}): ${result.worst}`).join("; ")}`
        : `every p95 within ${AIM} ms`,
    );
    if (slow.length) process.exitCode = 1;
  }
}
