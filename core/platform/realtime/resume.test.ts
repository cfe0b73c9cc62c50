import assert from "node:assert/strict";
import { eventually, startHub, type TestClient, type TestHub } from "./test-hub.js";

describe("resuming a lost connection", () => {
  let t: TestHub;
  const start = async (options = {}) => {
    t = await startHub(options);
    return t;
  };
  afterEach(() => t.stop());

  const publish = (event: string, rest: object = {}) =>
    t.hub.publish({ event, data: {}, audience: { users: ["ann"] }, ...rest });
  const lose = async (client: TestClient) => {
    client.cut();
    await eventually(() => t.hub.stats().connections === 0);
  };

  it("sends what was missed, without hello, and goes on counting", async () => {
    await start();
    const client = t.open("ann/s1");
    const id = await client.hello();
    publish("one");
    publish("two");
    await client.event("two");
    await lose(client);
    publish("three");
    publish("typing", { droppable: true });
    publish("four");
    // The client got "one" only: the rest was on its way when the network broke.
    const again = t.open("ann/s1", `?connection_id=${id}&sequence_number=2`);
    await again.event("four");
    publish("five");
    await again.event("five");
    assert.deepEqual(again.names, ["two", "three", "four", "five"]);
    assert.deepEqual(
      again.events.map((event) => event.seq),
      [2, 3, 4, 5],
    );
    assert.deepEqual(t.ports.loads, ["ann"]);
    assert.equal(t.hub.stats().resumed, 1);
  });

  it("goes on silently when nothing was missed, also for a client that sends its token later", async () => {
    await start();
    const client = t.open("ann/s1");
    const id = await client.hello();
    await lose(client);
    const again = t.open(undefined, `?connection_id=${id}&sequence_number=1`);
    await again.ask({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } });
    publish("one");
    assert.equal((await again.event("one")).seq, 1);
    assert.deepEqual(again.names, ["one"]);
  });

  it("takes over a connection whose old socket still looks open", async () => {
    await start();
    const old = t.open("ann/s1");
    const id = await old.hello();
    publish("one");
    await old.event("one");
    const again = t.open("ann/s1", `?connection_id=${id}&sequence_number=1`);
    await again.event("one");
    await old.closed;
    publish("two");
    await again.event("two");
    assert.deepEqual(old.names, ["hello", "one"]);
    assert.deepEqual(again.names, ["one", "two"]);
    await eventually(() => t.hub.stats().anonymous === 0);
    assert.equal(t.hub.stats().connections, 1);
    assert.deepEqual(t.ports.presence, ["ann first-socket"]);
  });

  it("does not take a long replay for a slow reader", async () => {
    await start({ maxQueueEvents: 8, historyEvents: 100, historyBytes: 1 << 24, stallAfterMs: 60_000 });
    const client = t.open("ann/s1");
    const id = await client.hello();
    await lose(client);
    for (let n = 0; n < 90; n++) publish("old", { data: { text: "x".repeat(100_000) } });
    const again = t.open("ann/s1", `?connection_id=${id}&sequence_number=1`);
    await again.opened();
    again.socket.pause();
    await eventually(() => t.hub.stats().queuedEvents > 8);
    for (let n = 0; n < 8; n++) publish("new");
    again.socket.resume();
    await again.until((message) => message.seq === 98);
    assert.equal(again.names.length, 98);
    assert.equal(t.hub.stats().closedSlow, 0);
  });

  it("gives a new connection when the id is unknown, another user's, or the gap is too long", async () => {
    await start({ historyEvents: 4, maxQueueEvents: 4 });
    const client = t.open("ann/s1");
    const id = await client.hello();
    const thief = t.open("bob/s2", `?connection_id=${id}&sequence_number=1`);
    assert.notEqual(await thief.hello(), id);
    await thief.event("hello");
    thief.cut();
    const unknown = t.open("ann/s1", "?connection_id=zzzz&sequence_number=7");
    assert.notEqual(await unknown.hello(), "zzzz");
    unknown.cut();
    await lose(client);
    for (let n = 0; n < 9; n++) publish(`e${n}`);
    const late = t.open("ann/s1", `?connection_id=${id}&sequence_number=1`);
    const newId = await late.hello();
    assert.notEqual(newId, id);
    publish("next");
    assert.equal((await late.event("next")).seq, 1);
    assert.deepEqual(late.names, ["hello", "next"]);
    assert.equal(thief.names.join(), "hello");
    // A number that was never given out is no reason to go on either.
    const future = t.open("ann/s1", `?connection_id=${newId}&sequence_number=99`);
    assert.notEqual(await future.hello(), newId);
  });

  it("closes the socket for a number that is none, and keeps the connection", async () => {
    await start();
    const client = t.open("ann/s1");
    const id = await client.hello();
    for (const number of ["", "x", "-1", "1.5", "1e3"]) {
      assert.equal(await t.open("ann/s1", `?connection_id=${id}&sequence_number=${number}`).closed, 1008);
    }
    publish("one");
    await client.event("one");
  });

  it("forgets a lost connection after a while, with all it kept", async () => {
    await start({ keepDisconnectedMs: 1_000 });
    t.ports.topics.set("ann", ["channel:1"]);
    const client = t.open("ann/s1");
    const id = await client.hello();
    await lose(client);
    publish("one");
    assert.ok(t.hub.stats().replayBytes > 0);
    await eventually(() => t.hub.stats().resumable === 0);
    assert.deepEqual([t.hub.stats().replayBytes, t.hub.stats().topics], [0, 0]);
    const again = t.open("ann/s1", `?connection_id=${id}&sequence_number=1`);
    assert.notEqual(await again.hello(), id);
  });

  it("gives up the longest lost connections when memory is short", async () => {
    await start({ replayBudgetBytes: 20_000 });
    const ids: string[] = [];
    for (const user of ["u1", "u2", "u3"]) {
      const client = t.open(`${user}/s`);
      ids.push(await client.hello());
      await lose(client);
    }
    for (let n = 0; n < 10; n++) {
      for (const user of ["u1", "u2", "u3"])
        publish(`e${n}`, { data: { text: "x".repeat(900) }, audience: { users: [user] } });
    }
    await eventually(() => t.hub.stats().replayBytes <= 20_000);
    const last = t.open("u3/s", `?connection_id=${ids[2]}&sequence_number=1`);
    await last.event("e9");
    assert.ok(!last.names.includes("hello"));
    const first = t.open("u1/s", `?connection_id=${ids[0]}&sequence_number=1`);
    assert.notEqual(await first.hello(), ids[0]);
  });

  it("loses nothing and repeats nothing over 1,000 cuts of 200 clients in random places", async () => {
    await start({ maxConcurrentJoins: 64 });
    const topics = Array.from({ length: 5 }, (_, n) => `channel:${n}`);
    const users = Array.from(
      { length: 200 },
      (_, n) =>
        new Wanderer(
          `u${n}`,
          topics.filter((_t, at) => (n + at) % 2 === 0),
        ),
    );
    for (const user of users) t.ports.topics.set(user.name, user.topics);
    await Promise.all(users.map((user) => user.connect(t)));
    let published = 0;
    const sent = new Map(topics.map((topic) => [topic, [] as number[]]));
    const tick = () => {
      const topic = topics[Math.floor(Math.random() * topics.length)] as string;
      sent.get(topic)?.push(++published);
      const text = "x".repeat(Math.random() < 0.05 ? 40_000 : 500);
      t.hub.publish({ event: "posted", data: { n: published, topic, text }, audience: { topic } });
    };
    let cuts = 0;
    while (cuts < 1000) {
      for (let n = 0; n < 3; n++) tick();
      const some = users.filter((user) => user.connected && Math.random() < 0.05);
      cuts += some.length;
      for (const user of some) user.cut();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
      // Some come back at once, some stay away for a while.
      const back = users.filter((user) => !user.connected && Math.random() < 0.4);
      await Promise.all(back.map((user) => user.connect(t)));
    }
    await Promise.all(users.map((user) => user.connect(t)));
    const wanted = (user: Wanderer) => user.topics.flatMap((topic) => sent.get(topic) ?? []).sort((a, b) => a - b);
    for (const user of users) await eventually(() => user.got.length >= wanted(user).length || user.restarts > 0);
    for (const user of users) {
      assert.deepEqual([user.restarts, user.gaps], [0, 0], user.name);
      assert.deepEqual(user.got, wanted(user), user.name);
    }
    assert.ok(t.hub.stats().resumed >= 1000);
    assert.deepEqual(t.errors, []);
  });
});

/** A client that behaves as the official ones do: it counts, and resumes where its count stands. */
class Wanderer {
  private id = "";
  private next = 0;
  private client: TestClient | null = null;
  private read = 0;
  readonly got: number[] = [];
  restarts = 0;
  gaps = 0;

  constructor(
    readonly name: string,
    readonly topics: string[],
  ) {}

  get connected(): boolean {
    return this.client !== null;
  }

  /** Cuts the connection now: what the socket has not handed out yet is lost. */
  cut(): void {
    this.take();
    this.client?.socket.removeAllListeners("message");
    this.client?.cut();
    this.client = null;
  }

  async connect(t: TestHub): Promise<void> {
    if (this.client !== null) return;
    const client = t.open(`${this.name}/s`, `?connection_id=${this.id}&sequence_number=${this.next}`);
    this.client = client;
    this.read = 0;
    client.socket.on("message", () => this.take());
    if (this.id === "") await client.hello();
    else await client.ask({ seq: 1, action: "ping" });
  }

  private take(): void {
    const messages = this.client?.messages ?? [];
    for (; this.read < messages.length; this.read++) {
      const message = messages[this.read];
      if (message?.event === undefined) continue;
      if (message.event === "hello") {
        if (this.id !== "") this.restarts++;
        this.id = message.data?.connection_id as string;
        this.next = 0;
      }
      if (message.seq !== this.next) this.gaps++;
      this.next = (message.seq ?? 0) + 1;
      if (message.event === "posted") this.got.push(message.data?.n as number);
    }
  }
}
