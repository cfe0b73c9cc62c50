import assert from "node:assert/strict";
import { eventually, startHub, type TestHub } from "./test-hub.js";

describe("who gets an event", () => {
  let t: TestHub;
  const start = async (options = {}) => {
    t = await startHub(options);
    return t;
  };
  afterEach(() => t.stop());

  it("delivers to those it names and to nobody else", async () => {
    const { open, hub, ports } = await start();
    ports.topics.set("ann", ["channel:1", "team:1"]);
    ports.topics.set("bob", ["channel:1"]);
    ports.topics.set("cid", ["channel:2"]);
    const [ann, ann2, bob, cid] = [open("ann/s1"), open("ann/s2"), open("bob/s3"), open("cid/s4")];
    const [annId] = await Promise.all([ann.hello(), ann2.hello(), bob.hello(), cid.hello()]);
    const publish = (event: string, rest: object) =>
      hub.publish({ event, data: { n: 1 }, audience: { everyone: true }, ...rest });
    publish("to-channel", { audience: { topic: "channel:1" } });
    publish("to-both", { audience: { topics: ["channel:1", "team:1", "channel:2", "channel:9"] } });
    publish("to-users", { audience: { users: ["bob", "cid", "bob", "nobody"] } });
    publish("to-one-socket", { audience: { connection: annId } });
    publish("not-ann", { audience: { topic: "channel:1" }, omitUsers: ["ann"] });
    publish("not-that-socket", { audience: { users: ["ann"] }, omitConnection: annId });
    publish("no-bobs", { only: (userId: string) => userId !== "bob" });
    publish("end", {});
    await Promise.all([ann, ann2, bob, cid].map((client) => client.event("end")));
    assert.deepEqual(ann.names.slice(1), ["to-channel", "to-both", "to-one-socket", "no-bobs", "end"]);
    assert.deepEqual(ann2.names.slice(1), ["to-channel", "to-both", "not-that-socket", "no-bobs", "end"]);
    assert.deepEqual(bob.names.slice(1), ["to-channel", "to-both", "to-users", "not-ann", "end"]);
    assert.deepEqual(cid.names.slice(1), ["to-both", "to-users", "no-bobs", "end"]);
    for (const client of [ann, ann2, bob, cid]) {
      assert.deepEqual(
        client.events.map((event) => event.seq),
        client.events.map((_, at) => at),
      );
    }
    assert.deepEqual(hub.onlineIn("channel:1").sort(), ["ann", "bob"]);
    hub.unsubscribe("bob", "channel:1");
    ann2.cut();
    await eventually(() => hub.stats().connections === 3);
    publish("after", { audience: { topic: "channel:1" } });
    publish("very-end", {});
    await Promise.all([ann.event("after"), bob.event("very-end")]);
    assert.ok(!bob.names.includes("after"));
    assert.deepEqual(hub.onlineIn("channel:1"), ["ann"]);
    assert.deepEqual(ports.loads.sort(), ["ann", "bob", "cid"]);
  });

  it("gives single users their own data", async () => {
    const { open, hub } = await start();
    const [ann, bob, cid] = [open("ann/s1"), open("bob/s2"), open("cid/s3")];
    await Promise.all([ann.hello(), bob.hello(), cid.hello()]);
    const perUser = new Map([
      ["ann", { mentions: '["ann"]' }],
      ["bob", { text: "for bob – ünï" }],
    ]);
    hub.publish({ event: "posted", data: { text: "all" }, audience: { everyone: true }, perUser });
    hub.publish({ event: "bare", data: {}, audience: { everyone: true }, perUser: new Map([["ann", { own: 1 }]]) });
    const data = async (client: typeof ann, name: string) => (await client.event(name)).data;
    assert.deepEqual(await data(ann, "posted"), { text: "all", mentions: '["ann"]' });
    assert.deepEqual(await data(bob, "posted"), { text: "for bob – ünï" });
    assert.deepEqual(await data(cid, "posted"), { text: "all" });
    assert.deepEqual(await data(ann, "bare"), { own: 1 });
    assert.deepEqual(await data(cid, "bare"), {});
  });

  it("follows changes of membership, also those made while the topics are loaded", async () => {
    const { open, hub, ports } = await start();
    let release = () => {};
    ports.topics.set("ann", ["channel:old", "channel:kept"]);
    ports.pause = new Promise((resolve) => {
      release = resolve;
    });
    const ann = open();
    await ann.opened();
    ann.socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } }));
    ports.authenticate = async () => ({ userId: "ann", sessionId: "s1", expiresAt: 0 });
    const second = open();
    await second.opened();
    second.socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } }));
    await eventually(() => ports.loads.length === 1);
    hub.unsubscribe("ann", "channel:old");
    hub.subscribe("ann", "channel:new");
    release();
    await Promise.all([ann.hello(), second.hello()]);
    for (const topic of ["channel:old", "channel:new", "channel:kept"]) {
      hub.publish({ event: `to-${topic}`, data: {}, audience: { topic } });
    }
    hub.unsubscribe("ann", "channel:new");
    hub.publish({ event: "too-late", data: {}, audience: { topic: "channel:new" } });
    hub.publish({ event: "end", data: {}, audience: { everyone: true } });
    await ann.event("end");
    assert.deepEqual(ann.names, ["hello", "to-channel:new", "to-channel:kept", "end"]);
    ports.topics.set("ann", ["channel:other"]);
    await hub.reloadTopics();
    hub.publish({ event: "gone", data: {}, audience: { topic: "channel:kept" } });
    hub.publish({ event: "here", data: {}, audience: { topic: "channel:other" } });
    await ann.event("here");
    assert.ok(!ann.names.includes("gone"));
  });

  it("says when a user comes and goes, once for all their sockets", async () => {
    const { open, hub, ports } = await start();
    const [one, two] = [open("ann/s1"), open("ann/s2")];
    await Promise.all([one.hello(), two.hello()]);
    one.cut();
    await eventually(() => hub.stats().connections === 1);
    assert.ok(hub.isOnline("ann"));
    two.cut();
    await eventually(() => hub.stats().connections === 0);
    assert.ok(!hub.isOnline("ann"));
    assert.deepEqual(ports.presence, ["ann first-socket", "ann last-socket-gone"]);
  });
});
