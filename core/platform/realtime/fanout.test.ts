import assert from "node:assert/strict";
import { startHub, type TestHub } from "./test-hub.js";
import type { SerializedOutgoing } from "./types.js";

describe("the fan-out", () => {
  let t: TestHub;
  afterEach(() => t.stop());

  it("keeps the order of events on every connection while it works in slices", async () => {
    t = await startHub({ sliceMs: 0 });
    const names = Array.from({ length: 200 }, (_, n) => `u${n}`);
    for (const name of names)
      t.ports.topics.set(name, ["channel:all", name.endsWith("7") ? "channel:few" : "channel:most"]);
    const clients = names.map((name) => t.open(`${name}/s`));
    await Promise.all(clients.map((client) => client.hello()));
    const audiences = [
      { topic: "channel:all" },
      { topic: "channel:few" },
      { users: ["u7", "u8"] },
      { everyone: true as const },
    ];
    let most = 0;
    for (let n = 0; n < 200; n++) {
      t.hub.publish({ event: "posted", data: { n }, audience: audiences[n % audiences.length] ?? { everyone: true } });
      most = Math.max(most, t.hub.stats().backlog);
      if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(most > 1000, `only ${most} deliveries waited at the same time`);
    t.hub.publish({ event: "end", data: {}, audience: { everyone: true } });
    await Promise.all(clients.map((client) => client.event("end")));
    clients.forEach((client, at) => {
      const name = names[at] as string;
      const hears = [true, name.endsWith("7"), name === "u7" || name === "u8", true];
      const wanted = Array.from({ length: 200 }, (_, n) => n).filter((n) => hears[n % 4]);
      const got = client.events.filter((event) => event.event === "posted").map((event) => event.data?.n);
      assert.deepEqual(got, wanted, name);
      assert.deepEqual(
        client.events.map((event) => event.seq),
        client.events.map((_, seq) => seq),
      );
    });
  });

  it("does not bring an event to connections that are younger than it", async () => {
    t = await startHub({ sliceMs: 0 });
    const clients = Array.from({ length: 100 }, (_, n) => t.open(`u${n}/s`));
    await Promise.all(clients.map((client) => client.hello()));
    // Published in one turn, so that most of it waits; meanwhile a topic gains a member.
    for (const client of clients.keys()) t.hub.subscribe(`u${client}`, "channel:1");
    t.hub.unsubscribe("u99", "channel:1");
    t.hub.publish({ event: "before", data: {}, audience: { topic: "channel:1" } });
    assert.ok(t.hub.stats().backlog > 0);
    t.hub.subscribe("u99", "channel:1");
    t.hub.publish({ event: "after", data: {}, audience: { topic: "channel:1" } });
    await Promise.all(clients.map((client) => client.event("after")));
    assert.deepEqual(clients[99]?.names, ["hello", "after"]);
    assert.deepEqual(clients[98]?.names, ["hello", "before", "after"]);
  });

  it("goes on when a filter throws, and leaves those users out", async () => {
    t = await startHub();
    const [ann, bob] = [t.open("ann/s1"), t.open("bob/s2")];
    await Promise.all([ann.hello(), bob.hello()]);
    const only = (userId: string) => {
      if (userId === "ann") throw new Error("who is that");
      return true;
    };
    t.hub.publish({ event: "some", data: {}, audience: { everyone: true }, only });
    t.hub.publish({ event: "end", data: {}, audience: { everyone: true } });
    await Promise.all([ann.event("end"), bob.event("end")]);
    assert.deepEqual(
      [ann.names, bob.names],
      [
        ["hello", "end"],
        ["hello", "some", "end"],
      ],
    );
    assert.equal(t.errors.length, 1);
  });

  it("carries events to another node as text, with filters by name", async () => {
    t = await startHub();
    const other = await startHub();
    try {
      const noGuests = (userId: string) => userId !== "guest";
      const only = t.hub.namedFilter("no-guests", noGuests);
      other.hub.namedFilter("no-guests", noGuests);
      t.hub.useRelay({
        forward: (event) => other.hub.deliverRemote(JSON.parse(JSON.stringify(event)) as SerializedOutgoing),
      });
      const [ann, bob, guest] = [other.open("ann/s1"), other.open("bob/s2"), other.open("guest/s3")];
      await Promise.all([ann.hello(), bob.hello(), guest.hello()]);
      const perUser = new Map([
        ["ann", { mentions: "ann" }],
        ["bob", { text: "own" }],
      ]);
      const audience = { users: ["ann", "bob", "guest"] };
      t.hub.publish({
        event: "posted",
        data: { text: "all" },
        audience,
        perUser,
        only,
        broadcast: { channel_id: "c" },
      });
      t.hub.publish({ event: "leak", data: {}, audience, only: () => true });
      t.hub.publish({ event: "end", data: {}, audience, omitUsers: ["nobody"], droppable: true });
      await Promise.all([ann, bob, guest].map((client) => client.event("end")));
      assert.deepEqual((await ann.event("posted")).data, { text: "all", mentions: "ann" });
      assert.equal((await ann.event("posted")).broadcast?.channel_id, "c");
      assert.deepEqual((await bob.event("posted")).data, { text: "own" });
      assert.deepEqual(bob.names, ["hello", "posted", "end"]);
      assert.deepEqual(guest.names, ["hello", "end"]);
      // The filter nobody named stayed here, and was reported.
      assert.equal(t.errors.length, 1);
      other.hub.deliverRemote({ body: "", hasData: false, audience: { everyone: true }, only: "unknown" });
      assert.equal(other.errors.length, 1);
    } finally {
      await other.stop();
    }
  });
});
