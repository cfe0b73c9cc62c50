import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { processesOf } from "../../core/platform/database/embedded-process.js";
import { Listener } from "../support/listener.js";
import { LiveServer } from "../support/live-server.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join as joinTeam, type Person } from "../support/people.js";
import { until } from "../support/until.js";

describe("a database that goes away", function () {
  this.timeout(600_000);
  let server: LiveServer;
  let people: Person[];
  let channel: { id: string };
  let listeners: Listener[];

  before(async () => {
    server = await LiveServer.start();
    const ada = await anAdmin(server);
    const team = await aTeam(ada, "crew");
    channel = await aChannel(ada, team, "busy");
    people = [ada];
    for (const name of ["bob", "cat", "dan"]) people.push(await aUser(ada, name));
    await joinTeam(ada, team, ...people.slice(1));
    await add(ada, channel, ...people.slice(1));
    listeners = await Promise.all(people.map((person) => Listener.open(person)));
  });
  after(async () => {
    for (const listener of listeners) listener.close();
    await server.stop();
  });

  /** Reads and writes without pause until `ends` resolves; returns how often each status was answered. */
  async function load(ends: Promise<unknown>): Promise<{ counts: Map<string, number>; written: Set<string> }> {
    const counts = new Map<string, number>();
    const written = new Set<string>();
    let running = true;
    void ends.then(() => (running = false));
    const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
    const worker = async (person: Person, at: number) => {
      for (let number = 0; running; number++) {
        const message = `${person.username} ${at} ${number} ${Date.now()}`;
        const answers = await Promise.all([
          person.send("POST", "/posts", { channel_id: channel.id, message }),
          person.send("GET", `/channels/${channel.id}/posts`),
          person.send("GET", `/users/me/channels`),
        ]);
        for (const { status, body } of answers) count(status < 300 ? "answered" : `${status} ${body.id}`);
        if (answers[0]?.status === 201) written.add(message);
        await delay(20);
      }
    };
    await Promise.all(people.map((person, at) => worker(person, at)));
    return { counts, written };
  }

  /** Messages of the errors in the server's log. */
  function reasons(): Set<string> {
    const lines = server.process.stderr().split("\n");
    const failed = lines.filter((line) => line.includes('"msg":"request failed"'));
    return new Set(
      failed
        .map((line) => JSON.parse(line).err)
        .map(({ code, message, stack }) => `${code} ${message} ${code ? "" : stack}`),
    );
  }

  async function checkAfter({ counts, written }: Awaited<ReturnType<typeof load>>): Promise<void> {
    const allowed = ["answered", "503 api.context.unavailable.app_error", "503 api.context.timeout.app_error"];
    const others = [...counts.keys()].filter((what) => !allowed.includes(what));
    assert.deepEqual(others, [], `neither success nor 503; what went wrong: ${[...reasons()].join("; ")}`);
    const ada = people[0] as Person;
    const last = await aPost(ada, channel, `all is well ${Date.now()}`);
    const rows = await server.sql<{ message: string }>("SELECT message FROM posts WHERE channel_id = $1", [channel.id]);
    const kept = new Set(rows.map((row) => row.message));
    for (const message of written) assert.ok(kept.has(message), `${message} was acknowledged`);
    for (const listener of listeners) {
      await listener.next("posted", (heard) => JSON.parse(heard.data.post).id === last.id);
      assert.equal(listener.closed, undefined, "its socket stayed open");
      const events = await listener.all();
      assert.equal(events.filter((heard) => heard.event === "hello").length, 1);
      assert.deepEqual(
        events.map((heard) => heard.seq),
        events.map((_, at) => at),
        "without a gap",
      );
      const messages = events
        .filter((heard) => heard.event === "posted")
        .map((heard) => JSON.parse(heard.data.post).message);
      for (const message of written) assert.ok(messages.includes(message), `${message} was heard`);
    }
  }

  /** Waits until the server answers again. */
  async function recovered(): Promise<void> {
    const ask = () => (people[0] as Person).send("GET", `/channels/${channel.id}/posts`).catch(() => undefined);
    await until(async () => (await ask())?.status === 200, "the server to recover", { within: 60_000, every: 100 });
  }

  it("answers 503 and nothing else while PostgreSQL is killed and comes back", async () => {
    const result = await load(
      (async () => {
        for (let round = 0; round < 3; round++) {
          await delay(500);
          process.kill(server.postmaster, "SIGKILL");
          await delay(1_000);
          await recovered();
        }
      })(),
    );
    assert.ok(
      [...result.counts].some(([what, times]) => what.startsWith("503") && times > 0),
      "the load met the gap",
    );
    await checkAfter(result);
  });

  it("waits while PostgreSQL stands still, and goes on", async () => {
    const frozen: number[] = [];
    const result = await load(
      (async () => {
        await delay(500);
        for (const pid of processesOf(join(server.data, "postgres"))) {
          process.kill(pid, "SIGSTOP");
          frozen.push(pid);
        }
        await delay(5_000);
        for (const pid of frozen) process.kill(pid, "SIGCONT");
        await recovered();
      })(),
    );
    assert.ok(frozen.length > 1);
    await checkAfter(result);
  });

  it("keeps ping and sockets alive while PostgreSQL stands still", async () => {
    const frozen = processesOf(join(server.data, "postgres"));
    for (const pid of frozen) process.kill(pid, "SIGSTOP");
    try {
      assert.equal((await (people[0] as Person).send("GET", "/system/ping")).status, 200);
      for (const listener of listeners) assert.equal((await listener.ask("ping")).status, "OK");
    } finally {
      for (const pid of frozen) process.kill(pid, "SIGCONT");
    }
    await recovered();
  });
});
