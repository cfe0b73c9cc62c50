/**
 * Lets people use the built server for a long time, all of it at a steady rate, and tells whether it grows: memory by
 * the minute, files and connections it still holds when everybody has left. A server that leaks grows with what was
 * done, so much is done: people come and go, write, read, search, upload and look into everything.
 *
 *   node --import=tsx test/bench/soak.ts [minutes, 60] [minutes of warming up, 10]
 */
import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "../../core/server/build.mjs";
import { share, upload } from "../support/files.js";
import { Listener } from "../support/listener.js";
import { LiveServer } from "../support/live-server.js";
import { type Person, signIn } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { databaseMemory, memory } from "./gauge.js";
import { any, ask, buildTown, sentence, type Town } from "./town.js";

/** MiB a minute the server may grow after it has warmed up. */
const AIM = 1;
/** Files and connections more than before anybody came that are no leak. */
const SPARE = 5;
const LOOPS = 4;
/** Milliseconds between two steps of a loop. */
const PAUSE = 40;

interface State {
  memory: number;
  database: number;
  files: number;
  connections: number;
}

async function stateOf({ server }: Town): Promise<State> {
  const [row] = await server.sql<{ count: string }>(
    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'courtyard' AND pid <> pg_backend_pid()",
  );
  return {
    memory: memory(server.pid).now,
    database: databaseMemory(server),
    files: readdirSync(`/proc/${server.pid}/fd`).length,
    connections: Number(row?.count),
  };
}

type Step = (town: Town, person: Person) => Promise<unknown>;

const write = async (town: Town, person: Person, more: object = {}) =>
  JSON.parse(
    await ask(town, person, "POST", "/posts", { channel_id: any(town.channels).id, message: sentence(), ...more }),
  ) as { id: string; channel_id: string };

const showPicture: Step = async (town, person) => {
  const channel = any(town.channels);
  const { id } = await upload(person, channel, "plan.png", await aPicture(400, 300));
  await share(person, channel, [{ id }]);
  for (const size of ["thumbnail", "preview"]) await person.get(`/api/v4/files/${id}/${size}`);
};

const follow: Step = async (town, person) => {
  const root = await write(town, person);
  await write(town, any(town.writers), { channel_id: root.channel_id, root_id: root.id });
  await ask(town, person, "POST", "/reactions", { user_id: person.id, post_id: root.id, emoji_name: "tada" });
  await ask(town, person, "PUT", `/posts/${root.id}/patch`, { message: sentence() });
  await ask(town, person, "GET", `/users/me/teams/${town.team.id}/threads?per_page=20`);
};

const read: Step = async (town, person) => {
  const { id } = any(town.channels);
  await ask(town, person, "POST", "/channels/members/me/view", { channel_id: id });
  await ask(town, person, "GET", `/channels/${id}/posts?per_page=60`);
  await ask(town, person, "GET", `/users/me/teams/unread`);
  await ask(town, person, "GET", `/users?in_channel=${id}`);
};

const search: Step = (town, person) =>
  ask(town, person, "POST", `/teams/${town.team.id}/posts/search`, { terms: any(["plan monday", "noon", "read"]) });

const draft: Step = (town, person) =>
  ask(town, person, "POST", "/drafts", {
    user_id: person.id,
    channel_id: any(town.channels).id,
    message: sentence(),
  });

/** A session of its own, with a socket, that ends: by going away, or by signing out while the socket is open. */
const comeAndGo: Step = async (town, person) => {
  const visitor = await signIn(town.server, person.username);
  const listener = await Listener.open(visitor);
  await listener.ask("user_typing", { channel_id: any(town.channels).id });
  if (Math.random() < 0.5) listener.socket.terminate();
  await visitor.post("/users/logout");
  listener.socket.terminate();
};

/** How often each is done, of one hundred. */
const STEPS: readonly (readonly [number, Step])[] = [
  [30, write],
  [32, read],
  [12, follow],
  [10, draft],
  [6, search],
  [6, comeAndGo],
  [4, showPicture],
];

function choose(): Step {
  let left = Math.random() * STEPS.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, step] of STEPS) if ((left -= weight) < 0) return step;
  return write;
}

/** Uses the server until `end` (ms on the clock of this process); returns how many steps were done. */
async function use(town: Town, end: number): Promise<number> {
  let count = 0;
  const loop = async () => {
    for (; performance.now() < end; count++) {
      await choose()(town, any(town.writers));
      await delay(PAUSE);
    }
  };
  await Promise.all(Array.from({ length: LOOPS }, loop));
  return count;
}

/** How much the values grow from one to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const above = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return above / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}

const show = ({ memory, database, files, connections }: State) =>
  `server ${memory.toFixed(0)} MiB, PostgreSQL ${database.toFixed(0)} MiB, ${files} files, ${connections} connections to the database`;

async function main(minutes: number, warmUp: number): Promise<void> {
  await build(console.log, ["server"]);
  const server = await LiveServer.start();
  const town = await buildTown(server, { server: memory(server.pid).now, database: databaseMemory(server) });
  try {
    const sockets = await Promise.all(town.writers.map((person) => Listener.open(person)));
    await use(town, performance.now() + 30_000);
    const before = await stateOf(town);
    const grown: number[] = [];
    for (let minute = 1; minute <= minutes; minute++) {
      const steps = await use(town, performance.now() + 60_000);
      for (const socket of sockets) socket.heard.length = 0;
      const state = await stateOf(town);
      if (minute > warmUp) grown.push(state.memory);
      console.log(`  minute ${minute}: ${steps} steps; ${show(state)}`);
    }
    // Idle connections to the database are closed after a minute.
    await delay(90_000);
    const after = await stateOf(town);
    console.log(`  before  ${show(before)}\n  after   ${show(after)}`);
    const growth = slope(grown);
    console.log(`  grows by ${growth.toFixed(2)} MiB a minute; aim ${AIM}: ${growth <= AIM ? "met" : "MISSED"}`);
    const held = Math.max(after.files - before.files, after.connections - before.connections);
    console.log(`  holds ${held} files or connections more; aim ${SPARE}: ${held <= SPARE ? "met" : "MISSED"}`);
    const said = server.process.stderr();
    if (said) console.log(`  the server complained:\n${said}`);
  } finally {
    await town.stop();
  }
}

const [minutes = "60", warmUp = "10"] = process.argv.slice(2);
await main(Number(minutes), Number(warmUp));
