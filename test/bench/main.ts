/**
 * Measures the built server, a process of its own with its own PostgreSQL, beside the least the same work can cost on
 * this machine. CPU time counts, not the clock: it hardly depends on what else the machine does.
 *
 *   npm run bench -- [--only posts,open,fanout,memory,search,growth,hostile] [--seconds 8] [--repeat 3] [--sockets 200,1000,5000] [--quick]
 *                    [--prefix "a command that runs the server"]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "../../core/server/build.mjs";
import { LiveServer } from "../support/live-server.js";
import { measureFanout } from "./fanout.js";
import { databaseMemory, memory } from "./gauge.js";
import { fillChannel, measureOpening, measureSelect } from "./open-channel.js";
import { type Figures, measureInsert, measurePosts } from "./posts.js";
import { buildTown, type Options, type Town, WRITERS } from "./town.js";

/** What the server is meant to reach. CPU in microseconds, memory in MiB. */
const AIMS = { post: 1500, delivery: 20, idle: 200 };
const PARTS = ["posts", "open", "fanout", "memory", "search", "growth", "hostile"];
/** Parts that need no server of this program. */
const APART = ["search", "growth", "hostile"];

const say = (line = "") => console.log(line);
const round = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(1));
const verdict = (value: number, aim: number, unit: string) => `aim ${aim} ${unit}: ${value <= aim ? "met" : "MISSED"}`;

function costs(title: string, { best, typical }: Figures, note = ""): void {
  const each = `${round(best.total)} µs CPU (server ${round(best.server)}, PostgreSQL ${round(best.database)}), typically ${round(typical.total)}`;
  say(`  ${title.padEnd(34)} ${each}; ${round(best.rate)} a second${note && `; ${note}`}`);
}

async function posts(town: Town, options: Options): Promise<void> {
  say("Writing a message");
  for (const atATime of [WRITERS, 1]) {
    const written = await measurePosts(town, options, atATime);
    const inserted = await measureInsert(town, options, atATime);
    costs(`${atATime} at a time`, written, verdict(written.best.total, AIMS.post, "µs"));
    costs(
      `  bare insert with counters`,
      inserted,
      `${(written.best.total / inserted.best.total).toFixed(1)} times as much`,
    );
  }
}

async function open(town: Town, options: Options): Promise<void> {
  say("Opening a channel with 20,000 messages and 200 members: 7 calls, 60 messages");
  const channelId = await fillChannel(town);
  const opened = await measureOpening(town, options, channelId);
  costs("4 at a time", opened, `alone ${round(opened.p50)} ms, 95 % within ${round(opened.p95)} ms`);
  costs("  bare select of the messages", await measureSelect(town, options, channelId));
}

async function fanout(town: Town, options: Options): Promise<void> {
  say("Bringing a message to many sockets");
  for (const each of await measureFanout(town, options, () => {})) {
    const cost = `${round(each.best)} µs CPU of the server each, typically ${round(each.typical)}`;
    const floor = `bare writes ${round(each.floor)} µs, ${round(each.floorRate)} a second`;
    say(
      `  ${`${each.sockets} sockets`.padEnd(14)} ${cost}; ${round(each.rate)} a second; all within ${round(each.spread)} ms; ${verdict(each.best, AIMS.delivery, "µs")}`,
    );
    say(`  ${"".padEnd(14)} ${floor}; memory of the server ${round(each.memory)} MiB`);
  }
}

function memories(town: Town): void {
  const { now, peak } = memory(town.server.pid);
  say("Memory");
  say(
    `  at rest   server ${round(town.idle.server)} MiB, PostgreSQL ${round(town.idle.database)} MiB; ${verdict(town.idle.server, AIMS.idle, "MiB")}`,
  );
  say(
    `  at work   server ${round(now)} MiB, at most ${round(peak)} MiB; PostgreSQL ${round(databaseMemory(town.server))} MiB`,
  );
}

/** Searching has a program of its own, because it loads a million messages into a database of its own. */
async function search(quick: boolean): Promise<void> {
  say("Searching");
  await runApart("search.ts", ["100000", ...(quick ? [] : ["1000000"])]);
}

/** Runs a program of this folder to its end. */
async function runApart(file: string, words: readonly string[] = []): Promise<void> {
  const program = join(import.meta.dirname, file);
  await once(spawn(process.execPath, ["--import=tsx", program, ...words], { stdio: "inherit" }), "exit");
}

function readOptions(): { parts: string[]; options: Options; quick: boolean } {
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: PARTS.join() },
      seconds: { type: "string" },
      repeat: { type: "string" },
      sockets: { type: "string", default: "200,1000,5000" },
      quick: { type: "boolean", default: false },
      prefix: { type: "string", default: "" },
    },
  });
  const parts = values.only.split(",");
  const unknown = parts.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(", ")}; there are ${PARTS.join(", ")}.`);
  const options = {
    seconds: Number(values.seconds ?? (values.quick ? 2 : 8)),
    repeat: Number(values.repeat ?? (values.quick ? 1 : 3)),
    sockets: values.sockets.split(",").map(Number),
    prefix: values.prefix.split(" ").filter(Boolean),
  };
  if (![options.seconds, options.repeat, ...options.sockets].every((value) => value > 0))
    throw new Error("Seconds, repeat and sockets are numbers above 0.");
  return { parts, options, quick: values.quick };
}

async function main(): Promise<void> {
  const { parts, options, quick } = readOptions();
  if (parts.some((part) => !APART.includes(part))) await onServer(parts, options);
  if (parts.includes("search")) await search(quick);
  if (parts.includes("growth")) {
    say("Texts made to be slow");
    await runApart("growth.ts");
  }
  if (parts.includes("hostile")) {
    say("The largest bodies with hostile texts");
    await runApart("hostile.ts");
  }
}

async function onServer(parts: string[], options: Options): Promise<void> {
  await build(say, ["server"]);
  const server = await LiveServer.start({}, options.prefix);
  await delay(5_000);
  const town = await buildTown(server, { server: memory(server.pid).now, database: databaseMemory(server) });
  try {
    if (parts.includes("posts")) await posts(town, options);
    if (parts.includes("open")) await open(town, options);
    if (parts.includes("fanout")) await fanout(town, options);
    if (parts.includes("memory")) memories(town);
  } finally {
    await town.stop();
  }
}

await main();
