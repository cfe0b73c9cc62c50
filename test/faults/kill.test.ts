import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { LiveServer } from "../support/live-server.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { until } from "../support/until.js";

const ROUNDS = 20;
const WRITERS = 8;
/** Messages each writer must get through between two kills. */
const PER_ROUND = 5;

/** Somebody who writes one message after the other and sends each again until the server says it has it. */
class Writer {
  /** Ids the server answered, by message. */
  readonly acknowledged = new Map<string, string>();
  /** Answers to the same message that named another one. */
  readonly doubled: string[] = [];
  /** Messages that were sent more than once. */
  retried = 0;
  /** Answers that are neither success nor "not now". */
  readonly odd: string[] = [];
  #running = true;

  constructor(
    readonly person: Person,
    readonly channelIds: readonly string[],
  ) {}

  async run(): Promise<void> {
    for (let number = 0; this.#running; number++) await this.#write(number);
  }

  stop(): void {
    this.#running = false;
  }

  async #write(number: number): Promise<void> {
    const message = `${this.person.username} ${number}`;
    const channel_id = this.channelIds[number % this.channelIds.length];
    const body = { channel_id, message, pending_post_id: `${this.person.id}:${number}` };
    // Some clients send twice at once: the first answer was only slow.
    const copies = number % 7 === 0 ? 2 : 1;
    for (let attempt = 0; ; attempt++) {
      if (attempt === 1) this.retried++;
      const ids = await Promise.all(Array.from({ length: copies }, () => this.#send(body)));
      for (const id of ids) {
        if (id === undefined) continue;
        const first = this.acknowledged.get(message);
        if (first !== undefined && first !== id) this.doubled.push(message);
        this.acknowledged.set(message, id);
      }
      if (this.acknowledged.has(message) && ids.every((id) => id !== undefined)) return;
      await delay(20);
    }
  }

  /** The id the server gave the message, or undefined when it could not be reached. */
  async #send(body: object): Promise<string | undefined> {
    try {
      const { status, body: post } = await this.person.send("POST", "/posts", body);
      if (status === 201) return post.id;
      if (status !== 503) this.odd.push(`${status} ${JSON.stringify(post)}`);
    } catch {
      // The connection broke, or nobody listens.
    }
    return undefined;
  }
}

describe("killing the server under writers", function () {
  this.timeout(600_000);
  let server: LiveServer;
  let ada: Person;
  let writers: Writer[];
  let channels: { id: string }[];

  before(async () => {
    server = await LiveServer.start();
    ada = await anAdmin(server);
    const team = await aTeam(ada, "crew");
    channels = [
      await aChannel(ada, team, "busy"),
      await aChannel(ada, team, "other"),
      await aChannel(ada, team, "third"),
    ];
    writers = [];
    for (let number = 0; number < WRITERS; number++) {
      const person = await aUser(ada, `writer${number}`);
      await join(ada, team, person);
      for (const channel of channels) await add(ada, channel, person);
      const ids = channels.map((channel) => channel.id);
      // The first half of them meet in one channel.
      writers.push(new Writer(person, number < WRITERS / 2 ? ids.slice(0, 1) : ids));
    }
  });
  after(() => server.stop());

  it(`loses no acknowledged message and doubles none in ${ROUNDS} rounds`, async () => {
    const written = () => writers.map((writer) => writer.acknowledged.size);
    const running = writers.map((writer) => writer.run());
    for (let round = 0; round < ROUNDS; round++) {
      const aim = written().map((count) => count + PER_ROUND);
      const isWritten = () => written().every((count, at) => count >= (aim[at] ?? 0));
      await until(isWritten, "everybody to write some messages", { within: 60_000, every: 10 });
      await delay(Math.random() * 100);
      const { postmaster } = server;
      // In some rounds the database falls with it, as when the power fails.
      const both = round % 5 === 4;
      if (both) process.kill(postmaster, "SIGKILL");
      await server.kill();
      await server.launch();
      if (!both) assert.equal(server.postmaster, postmaster, "the database is adopted");
    }
    for (const writer of writers) writer.stop();
    await Promise.all(running);
    await check();
  });

  async function check(): Promise<void> {
    for (const writer of writers) assert.deepEqual([writer.odd, writer.doubled], [[], []]);
    const retried = writers.reduce((sum, writer) => sum + writer.retried, 0);
    assert.ok(retried >= ROUNDS, `only ${retried} messages met a killed server`);
    const rows = await server.sql<{ id: string; message: string; channel_id: string }>(
      "SELECT id, message, channel_id FROM posts WHERE type = '' ORDER BY create_at",
    );
    const byMessage = new Map(rows.map((row) => [row.message, row.id]));
    assert.equal(byMessage.size, rows.length, "no message is there twice");
    for (const writer of writers) {
      for (const [message, id] of writer.acknowledged) assert.equal(byMessage.get(message), id, message);
    }
    assert.equal(
      rows.length,
      writers.reduce((sum, writer) => sum + writer.acknowledged.size, 0),
      "nothing else is there",
    );
    for (const channel of channels)
      await checkChannel(
        channel.id,
        rows.filter((row) => row.channel_id === channel.id),
      );
  }

  /** What people see: the counters, and the pages of the channel. */
  async function checkChannel(id: string, rows: { id: string }[]): Promise<void> {
    const [counters] = await server.sql<{ total: string; distinct: string; messages: string }>(
      `SELECT c.total_msg_count AS total, count(p.id) AS messages, count(DISTINCT p.create_at) AS distinct
       FROM channels c JOIN posts p ON p.channel_id = c.id WHERE c.id = $1 AND p.type = '' GROUP BY c.id`,
      [id],
    );
    assert.equal(Number(counters?.total), rows.length, "counters fit the messages");
    assert.equal(counters?.distinct, counters?.messages, "no two messages of a channel have the same time");
    const seen: string[] = [];
    for (let page = 0; ; page++) {
      const list = await ada.get(`/channels/${id}/posts?per_page=200&page=${page}`);
      seen.push(...list.order.filter((each: string) => list.posts[each].type === ""));
      if (list.order.length === 0) break;
    }
    assert.deepEqual(
      seen.reverse(),
      rows.map((row) => row.id),
      "pages hold every message once, in order",
    );
  }
});
