import assert from "node:assert/strict";
import { eventually, startHub, type TestClient, type TestHub } from "./test-hub.js";

const KIB = 1024;

describe("slow readers", () => {
  let t: TestHub;
  afterEach(() => t.stop());

  let count = 0;
  /** Publishes a numbered post to everybody. */
  const post = (bytes: number) =>
    t.hub.publish({ event: "posted", data: { n: ++count, text: "x".repeat(bytes) }, audience: { everyone: true } });
  const typing = () => t.hub.publish({ event: "typing", data: {}, audience: { everyone: true }, droppable: true });
  /** Makes one client stop reading and fills what the kernel takes for it, until the hub has to queue. */
  const stuff = async (client: TestClient) => {
    client.socket.pause();
    while (t.hub.stats().queuedEvents === 0) {
      post(64 * KIB);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const numbersAreGapless = (client: TestClient) =>
    assert.deepEqual(
      client.events.map((event) => event.seq),
      client.events.map((_, at) => at),
    );
  const posts = (client: TestClient) =>
    client.events.filter((event) => event.event === "posted").map((event) => event.data?.n);

  it("lose typing but never posts, and see no gap in the numbers", async () => {
    count = 0;
    t = await startHub({ maxQueueEvents: 40 });
    const [slow, healthy] = [t.open("ann/s1"), t.open("bob/s2")];
    await Promise.all([slow.hello(), healthy.hello()]);
    await stuff(slow);
    typing();
    while (t.hub.stats().queuedEvents < 20) post(100);
    for (let n = 0; n < 10; n++) typing();
    assert.equal(t.hub.stats().dropped, 10);
    post(100);
    slow.socket.resume();
    await slow.until((message) => message.data?.n === count);
    typing();
    await slow.until((message) => message === slow.messages.at(-1) && message.event === "typing");
    await healthy.until((message) => message.data?.n === count);
    assert.equal(slow.names.filter((name) => name === "typing").length, 2);
    assert.deepEqual(
      posts(slow),
      Array.from({ length: count }, (_, n) => n + 1),
    );
    assert.deepEqual(posts(healthy), posts(slow));
    numbersAreGapless(slow);
    numbersAreGapless(healthy);
    await eventually(() => t.hub.stats().queuedBytes === 0);
  });

  it("are closed when their queue is full, which never grows above its limits", async () => {
    count = 0;
    t = await startHub();
    const [slow, healthy] = [t.open("ann/s1"), t.open("bob/s2")];
    const [slowId] = await Promise.all([slow.hello(), healthy.hello()]);
    slow.socket.pause();
    let most = 0;
    while (t.hub.stats().closedSlow === 0) {
      post(64 * KIB);
      await healthy.until((message) => message.data?.n === count);
      most = Math.max(most, t.hub.stats().queuedBytes);
    }
    assert.ok(most > 512 * KIB && most <= KIB * KIB, `${most} bytes were queued`);
    slow.socket.resume();
    await slow.closed;
    assert.ok(posts(slow).length < count);
    numbersAreGapless(slow);
    assert.equal(posts(healthy).length, count);
    // What it lost is gone: it starts anew.
    const again = t.open("ann/s1", `?connection_id=${slowId}&sequence_number=1`);
    assert.notEqual(await again.hello(), slowId);
    assert.ok(t.hub.stats().replayBytes <= 2.2 * KIB * KIB);
  });

  it("are closed by the number of events too", async () => {
    t = await startHub({ maxQueueEvents: 16 });
    const slow = t.open("ann/s1");
    await slow.hello();
    await stuff(slow);
    while (t.hub.stats().closedSlow === 0) {
      post(10);
      assert.ok(t.hub.stats().queuedEvents <= 16);
    }
    slow.socket.resume();
    await slow.closed;
  });

  it("are closed when they take nothing for a while, and can go on where they stopped", async () => {
    count = 0;
    t = await startHub({ stallAfterMs: 100 });
    const slow = t.open("ann/s1");
    const id = await slow.hello();
    await stuff(slow);
    post(100);
    await eventually(() => t.hub.stats().connections === 0);
    const from = count - 2;
    const again = t.open("ann/s1", `?connection_id=${id}&sequence_number=${from}`);
    await again.until((message) => message.data?.n === count);
    assert.deepEqual(
      again.events.map((event) => event.seq),
      [from, from + 1, from + 2],
    );
  });

  it("get their replies once they read again, each as a whole", async () => {
    t = await startHub({ inboundBurst: 200 });
    let asked = 0;
    t.hub.onAction("echo", ({ data }) => {
      asked++;
      return data;
    });
    const slow = t.open("ann/s1");
    await slow.hello();
    await stuff(slow);
    for (let seq = 1; seq <= 30; seq++)
      slow.socket.send(JSON.stringify({ seq, action: "echo", data: "y".repeat(4000) }));
    await eventually(() => asked === 30);
    post(100);
    slow.socket.resume();
    for (let seq = 1; seq <= 30; seq++) {
      assert.equal((await slow.until((message) => message.seq_reply === seq)).data?.length, 4000);
    }
    numbersAreGapless(slow);
  });

  it("and fast ones get the bytes of every event unharmed, though all of them share memory", async () => {
    t = await startHub({ sliceMs: 1 });
    const clients = Array.from({ length: 30 }, (_, n) => t.open(`u${n}/s`));
    await Promise.all(clients.map((client) => client.hello()));
    const sent: string[] = [];
    for (let n = 0; n < 400; n++) {
      const text = String.fromCharCode(97 + (n % 26)).repeat(Math.random() < 0.1 ? 200_000 : 300 + n);
      sent.push(text);
      const own = new Map(Array.from({ length: 5 }, (_, user) => [`u${user}`, { own: `${n} of ${user}` }]));
      t.hub.publish({ event: "posted", data: { text }, audience: { everyone: true }, perUser: own });
      const client = clients[n % clients.length];
      if (Math.random() < 0.5) client?.socket.pause();
      const last = clients[Math.floor(Math.random() * clients.length)];
      last?.socket.resume();
      await new Promise((resolve) => setImmediate(resolve));
      if (t.hub.stats().queuedBytes > 4 << 20) for (const { socket } of clients) socket.resume();
    }
    for (const { socket } of clients) socket.resume();
    await eventually(() => t.hub.stats().queuedEvents === 0);
    t.hub.publish({ event: "end", data: {}, audience: { everyone: true } });
    for (const [user, client] of clients.entries()) {
      // Whoever was closed for being too slow has a correct beginning at least.
      await Promise.race([client.event("end"), client.closed]).catch(() => {});
      const events = client.events.filter((event) => event.event === "posted");
      assert.ok(
        events.every((event, n) => event.data?.text === sent[n]),
        `user ${user}`,
      );
      if (user < 5)
        assert.ok(
          events.every((event, n) => event.data?.own === `${n} of ${user}`),
          `user ${user}`,
        );
      numbersAreGapless(client);
    }
    assert.ok(clients.filter((client) => client.names.includes("end")).length > 10);
  });
});
