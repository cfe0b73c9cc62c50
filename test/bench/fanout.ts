import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import WebSocket from "ws";
import { aChannel, add, aUser, join as joinTeam, type Person } from "../support/people.js";
import { bestAndTypical, costOf, cpu, memory } from "./gauge.js";
import { post } from "./posts.js";
import type { Options, Town } from "./town.js";

/** Sockets one person may have; above it the server gives up the oldest. */
const PER_PERSON = 100;
/** Messages under way at a time. */
const WINDOW = 2;

export interface FanoutFigures {
  sockets: number;
  /** CPU of the server in microseconds for each delivery: best and typical run, without what writing the message costs. */
  best: number;
  typical: number;
  /** Deliveries a second, in the best run. */
  rate: number;
  /** Milliseconds from sending a message until the last socket has it, in the middle. */
  spread: number;
  /** The same figures for bare writes of a ready frame. */
  floor: number;
  floorRate: number;
  /** Memory of the server with these sockets open, in MiB. */
  memory: number;
}

function start(file: string): ChildProcess {
  return fork(join(import.meta.dirname, file), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
}

const next = <T>(child: ChildProcess): Promise<T> =>
  new Promise((resolve, reject) => {
    const gone = () => reject(new Error("a process of the benchmark ended"));
    child.once("exit", gone);
    child.once("message", (message) => {
      child.off("exit", gone);
      resolve(message as T);
    });
  });

/** A process with sockets that says when they have heard so many events together. */
class Crowd {
  #asked = 0;

  private constructor(
    readonly child: ChildProcess,
    readonly size: number,
  ) {}

  static async open(url: string, tokens: string[]): Promise<Crowd> {
    const child = start("fanout-clients.ts");
    const open = next<{ open: number }>(child);
    child.send({ open: { url, tokens } });
    await open;
    return new Crowd(child, tokens.length);
  }

  /** Waits until every socket has got so many more messages. */
  async heard(messages: number): Promise<void> {
    this.#asked += messages * this.size;
    const answer = next<{ closed: number }>(this.child);
    this.child.send({ until: this.#asked });
    const { closed } = await answer;
    if (closed > 0) throw new Error(`${closed} sockets were closed by the server`);
  }

  close(): void {
    this.child.kill();
  }
}

/** People enough for so many sockets, all in one channel. */
async function audience(town: Town, sockets: number): Promise<{ people: Person[]; channel: { id: string } }> {
  const channel = await aChannel(town.admin, town.team, "audience");
  const people: Person[] = [];
  for (let number = 0; number < Math.ceil(sockets / PER_PERSON); number++)
    people.push(await aUser(town.admin, `reader${number}`));
  await joinTeam(town.admin, town.team, ...people);
  await add(town.admin, channel, ...people, ...town.writers);
  return { people, channel };
}

/** Sends messages in windows and waits for all deliveries; returns the deliveries and how long a window took (ms). */
async function deliver(
  crowd: Crowd,
  seconds: number,
  send: () => Promise<unknown>,
): Promise<{ messages: number; spread: number }> {
  const end = performance.now() + seconds * 1000;
  const times: number[] = [];
  let messages = 0;
  for (; performance.now() < end; messages += WINDOW) {
    const from = performance.now();
    await Promise.all([...Array.from({ length: WINDOW }, send), crowd.heard(WINDOW)]);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  return { messages, spread: times[Math.floor(times.length / 2)] ?? 0 };
}

interface Run {
  total: number;
  rate: number;
  spread: number;
}

async function repeat(crowd: Crowd, options: Options, pid: number, send: () => Promise<unknown>, perMessage: number) {
  await deliver(crowd, options.seconds / 2, send);
  const runs: Run[] = [];
  for (let turn = 0; turn < options.repeat; turn++) {
    let done = { messages: 0, spread: 0 };
    const work = async () => {
      done = await deliver(crowd, options.seconds, send);
      return done.messages * crowd.size;
    };
    const cost = await costOf(
      work,
      () => cpu(pid),
      () => 0,
    );
    runs.push({ total: cost.server - perMessage / crowd.size, rate: cost.rate, spread: done.spread });
  }
  return bestAndTypical(runs);
}

/** The length of the event a message arrives as, so that the bare writes are of the same size. */
async function sampleEvent(town: Town, person: Person, channelId: string): Promise<string> {
  const socket = new WebSocket(`${town.server.url.replace("http", "ws")}/api/v4/websocket`, {
    headers: { Authorization: `Bearer ${person.token}` },
  });
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (text) => {
        if (String(text).includes('"event":"posted"')) resolve(String(text));
        if (String(text).includes('"event":"hello"')) post(town, 0, channelId).catch(reject);
      });
    });
  } finally {
    socket.terminate();
  }
}

async function measureFloor(sockets: number, event: string, options: Options) {
  const server = start("fanout-floor.ts");
  const { port } = await next<{ port: number }>(server);
  const crowd = await Crowd.open(
    `ws://127.0.0.1:${port}`,
    Array.from({ length: sockets }, () => "none"),
  );
  try {
    return await repeat(crowd, options, server.pid as number, async () => void server.send({ send: event }), 0);
  } finally {
    crowd.close();
    server.kill();
  }
}

/** What it costs to bring one message to many sockets. */
export async function measureFanout(
  town: Town,
  options: Options,
  log: (line: string) => void,
): Promise<FanoutFigures[]> {
  const { people, channel } = await audience(town, Math.max(...options.sockets));
  const event = await sampleEvent(town, people[0] as Person, channel.id);
  const send = () => post(town, Math.floor(Math.random() * 1000), channel.id);
  const alone = async () => {
    let count = 0;
    for (const end = performance.now() + options.seconds * 1000; performance.now() < end; count += WINDOW)
      await Promise.all(Array.from({ length: WINDOW }, send));
    return count;
  };
  await alone();
  // Nobody listens yet: what is left is writing.
  const writing = await costOf(
    alone,
    () => cpu(town.server.pid),
    () => 0,
  );
  const figures: FanoutFigures[] = [];
  for (const sockets of options.sockets) {
    log(`${sockets} sockets`);
    const tokens = Array.from({ length: sockets }, (_, at) => (people[Math.floor(at / PER_PERSON)] as Person).token);
    const crowd = await Crowd.open(`${town.server.url.replace("http", "ws")}/api/v4/websocket`, tokens);
    const { best, typical } = await repeat(crowd, options, town.server.pid, send, writing.server);
    const used = memory(town.server.pid).now;
    crowd.close();
    const floor = await measureFloor(sockets, event, options);
    figures.push({
      sockets,
      best: best.total,
      typical: typical.total,
      rate: best.rate,
      spread: best.spread,
      floor: floor.best.total,
      floorRate: floor.best.rate,
      memory: used,
    });
  }
  return figures;
}
