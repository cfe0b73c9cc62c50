import { Pool } from "undici";
import type { LiveServer } from "../support/live-server.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";

export interface Options {
  /** How long each measurement lasts, in seconds. */
  readonly seconds: number;
  /** How often each is repeated. */
  readonly repeat: number;
  /** Numbers of sockets a message goes to. */
  readonly sockets: readonly number[];
  /** A command that runs the server, for example a profiler. */
  readonly prefix: string[];
}

/** A server with people who write, as all measurements find it. */
export interface Town {
  readonly server: LiveServer;
  readonly admin: Person;
  readonly team: { id: string };
  readonly writers: readonly Person[];
  readonly channels: readonly { id: string; name: string }[];
  /** Connections to the server that are kept open. */
  readonly http: Pool;
  /** Memory of the server some seconds after its start, before anybody came, in MiB. */
  readonly idle: { server: number; database: number };
  stop(): Promise<void>;
}

export const WRITERS = 16;
const CHANNELS = 32;

export async function buildTown(server: LiveServer, idle: Town["idle"]): Promise<Town> {
  const admin = await anAdmin(server);
  const team = await aTeam(admin, "town");
  const writers: Person[] = [];
  for (let number = 0; number < WRITERS; number++) writers.push(await aUser(admin, `writer${number}`));
  await join(admin, team, ...writers);
  const channels: { id: string; name: string }[] = [];
  for (let number = 0; number < CHANNELS; number++) {
    const channel = await aChannel(admin, team, `channel${number}`);
    await add(admin, channel, ...writers);
    channels.push(channel);
  }
  const http = new Pool(server.url, { connections: 64, pipelining: 1 });
  const stop = async () => {
    await http.destroy();
    await server.stop();
  };
  return { server, admin, team, writers, channels, http, idle, stop };
}

/** Sends a request that must succeed; returns its body as text. */
export async function ask(
  town: Pick<Town, "http">,
  person: Person,
  method: "GET" | "POST" | "PUT",
  path: string,
  body?: unknown,
): Promise<string> {
  const answer = await town.http.request({
    method,
    path: `/api/v4${path}`,
    headers: {
      authorization: `Bearer ${person.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return text;
}

const WORDS =
  "the plan for monday is ready please read it before we meet at noon and tell me what you think about numbers".split(
    " ",
  );

/** A message of some dozen ordinary words, never the same twice. */
export function sentence(): string {
  const words = Array.from(
    { length: 12 + Math.floor(Math.random() * 10) },
    () => WORDS[Math.floor(Math.random() * WORDS.length)],
  );
  return `${words.join(" ")} ${Math.random().toString(36).slice(2)}`;
}

/** Runs `step` in so many loops at a time for some seconds; returns how often it ran. */
export async function during(
  seconds: number,
  loops: number,
  step: (loop: number) => Promise<unknown>,
): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let count = 0;
  const one = async (loop: number) => {
    for (; performance.now() < end; count++) await step(loop);
  };
  await Promise.all(Array.from({ length: loops }, (_, loop) => one(loop)));
  return count;
}

export const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
