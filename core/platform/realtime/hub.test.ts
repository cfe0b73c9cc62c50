import assert from "node:assert/strict";
import { connect } from "node:net";
import { encode } from "@msgpack/msgpack";
import { AppError } from "../app-error.js";
import { eventually, startHub, type TestHub } from "./test-hub.js";

describe("the realtime hub", () => {
  let t: TestHub;
  const start = async (options = {}) => {
    t = await startHub(options);
    return t;
  };
  afterEach(() => t.stop());

  describe("signing in", () => {
    it("takes the session of the upgrade request and says hello with number 0", async () => {
      const { hub, open, ports } = await start();
      const client = open("ann/s1");
      const hello = await client.event("hello");
      assert.equal(hello.seq, 0);
      const connectionId = hello.data?.connection_id as string;
      assert.match(connectionId, /^[a-z0-9]{26}$/);
      assert.deepEqual(hello.data, { server_version: "1.2.3", connection_id: connectionId, server_hostname: "node-1" });
      assert.deepEqual(hello.broadcast, {
        omit_users: null,
        user_id: "ann",
        channel_id: "",
        team_id: "",
        connection_id: "",
        omit_connection_id: "",
      });
      assert.ok(hub.isOnline("ann"));
      assert.deepEqual(ports.presence, ["ann first-socket"]);
    });

    it("takes a token as the first message", async () => {
      const { open } = await start();
      const client = open();
      const reply = await client.ask({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } });
      assert.deepEqual(reply, { status: "OK", seq_reply: 1 });
      await client.hello();
    });

    it("answers what comes while the token is looked up, in order", async () => {
      const { open, ports } = await start();
      let release = () => {};
      ports.pause = new Promise((resolve) => {
        release = resolve;
      });
      const client = open();
      const challenge = client.ask({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } });
      const ping = client.ask({ seq: 2, action: "ping" });
      await eventually(() => t.hub.stats().anonymous === 1);
      release();
      await Promise.all([challenge, ping]);
      assert.deepEqual(
        client.messages.map((message) => message.event ?? message.seq_reply),
        [1, "hello", 2],
      );
    });

    it("ignores a challenge on a socket that is known already, even a wrong one", async () => {
      const { open } = await start();
      const client = open("ann/s1");
      await client.hello();
      client.socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token: "wrong" } }));
      const reply = await client.ask({ seq: 2, action: "ping" });
      assert.equal(reply.status, "OK");
      assert.deepEqual(
        client.messages.map((message) => message.event ?? message.seq_reply),
        ["hello", 2],
      );
    });

    it("closes a socket with a wrong token, and one that stays anonymous", async () => {
      const { open, hub } = await start({ anonymousTimeoutMs: 50 });
      const wrong = open();
      await wrong.opened();
      wrong.socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token: "wrong" } }));
      assert.equal(await wrong.closed, 1008);
      const silent = open();
      assert.equal(await silent.closed, 1008);
      assert.deepEqual([...wrong.messages, ...silent.messages], []);
      await eventually(() => hub.stats().anonymous === 0);
    });

    it("refuses actions of anonymous sockets", async () => {
      const { open, hub } = await start();
      hub.onAction("get_statuses", () => ({ ann: "online" }));
      const reply = await open().ask({ seq: 1, action: "get_statuses" });
      assert.equal(reply.error?.id, "api.web_socket_router.not_authenticated.app_error");
      assert.equal(reply.error?.status_code, 401);
    });

    it("refuses foreign origins with 403 and other paths with 404, and allows a slash at the end", async () => {
      const { open, url } = await start();
      const foreign = open("ann/s1", "", { origin: "https://evil.example" });
      await foreign.closed;
      assert.equal(foreign.refusedWith, 403);
      const elsewhere = open("ann/s1", "/../other");
      await elsewhere.closed;
      assert.equal(elsewhere.refusedWith, 404);
      const own = open("ann/s1", "/", { origin: url.replace("ws:", "http:") });
      await own.hello();
    });

    it("lets nobody in when the session was revoked while it was looked up", async () => {
      const { open, hub, ports } = await start();
      let release = () => {};
      ports.pause = new Promise((resolve) => {
        release = resolve;
      });
      const byToken = open();
      await byToken.opened();
      byToken.socket.send(JSON.stringify({ seq: 1, action: "authentication_challenge", data: { token: "ann/s1" } }));
      const byHeader = open("ann/s2");
      await eventually(() => ports.asked === 2);
      hub.closeSession("s1");
      hub.closeUser("ann");
      release();
      assert.equal(await byToken.closed, 1008);
      assert.equal(await byHeader.closed, 1008);
      assert.deepEqual([...byToken.messages, ...byHeader.messages], []);
    });

    it("closes the socket when the topics cannot be loaded, and loads them again for the next", async () => {
      const { open, ports, errors } = await start();
      const { topicsOf } = ports;
      ports.topicsOf = async () => {
        throw new Error("the database is away");
      };
      assert.equal(await open("ann/s1").closed, 1011);
      assert.equal(errors.length, 1);
      ports.topicsOf = topicsOf;
      await open("ann/s1").hello();
    });
  });

  describe("actions", () => {
    it("answers ping, registered actions and errors, without numbers of the event stream", async () => {
      const { open, hub } = await start();
      hub.onAction("echo", (context) => context);
      hub.onAction("nothing", async () => undefined);
      hub.onAction("forbidden", () => {
        throw new AppError("api.context.permissions.app_error");
      });
      hub.onAction("broken", () => {
        throw new Error("secret detail");
      });
      const client = open("ann/s1");
      const connectionId = await client.hello();
      const ping = await client.ask({ seq: 1, action: "ping" });
      assert.deepEqual(
        { ...ping.data, server_time: 0 },
        { text: "pong", version: "1.2.3", server_time: 0, node_id: "" },
      );
      assert.equal(typeof ping.data?.server_time, "number");
      const echo = await client.ask({ seq: 2, action: "echo", data: { a: 1 } });
      assert.deepEqual(echo.data, { userId: "ann", sessionId: "s1", connectionId, data: { a: 1 } });
      assert.deepEqual(await client.ask({ seq: 3, action: "nothing" }), { status: "OK", seq_reply: 3 });
      const forbidden = await client.ask({ seq: 4, action: "forbidden" });
      assert.equal(forbidden.status, "FAIL");
      assert.equal(forbidden.error?.id, "api.context.permissions.app_error");
      const broken = await client.ask({ seq: 5, action: "broken" });
      assert.equal(broken.error?.id, "api.context.internal.app_error");
      assert.ok(!JSON.stringify(broken).includes("secret"));
      const unknown = await client.ask({ seq: 6, action: "junk" });
      assert.equal(unknown.error?.id, "api.web_socket_router.bad_action.app_error");
      const none = await client.ask({ seq: 7 });
      assert.equal(none.error?.id, "api.web_socket_router.no_action.app_error");
      client.socket.send(JSON.stringify({ seq: 0, action: "ping" }));
      await client.until((message) => message.error?.id === "api.web_socket_router.bad_seq.app_error");
      assert.ok(client.messages.every((message) => message.event !== undefined || message.seq === undefined));
      hub.publish({ event: "first", data: {}, audience: { users: ["ann"] } });
      assert.equal((await client.event("first")).seq, 1);
    });

    it("reads msgpack, and JSON sent as bytes", async () => {
      const { open, hub } = await start();
      hub.onAction("echo", ({ data }) => data);
      const client = open("ann/s1");
      await client.hello();
      client.socket.send(encode({ seq: 1, action: "echo", data: { text: "é" } }));
      assert.deepEqual((await client.until((message) => message.seq_reply === 1)).data, { text: "é" });
      client.socket.send(Buffer.from(JSON.stringify({ seq: 2, action: "echo", data: { text: "ü" } })));
      assert.deepEqual((await client.until((message) => message.seq_reply === 2)).data, { text: "ü" });
    });

    it("closes sockets that send no messages, too many, or too large ones", async () => {
      const { open, hub } = await start({ inboundBurst: 5, inboundPerSecond: 0.001 });
      for (const junk of ["nonsense", "[]", "null", "7", Buffer.from([0xc1])]) {
        const client = open("ann/s1");
        await client.hello();
        client.socket.send(junk);
        assert.equal(await client.closed, 1007);
      }
      const large = open("ann/s1");
      await large.hello();
      large.socket.send(JSON.stringify({ seq: 1, action: "ping", data: "x".repeat(8 * 1024) }));
      assert.equal(await large.closed, 1009);
      const busy = open("ann/s1");
      await busy.hello();
      for (let seq = 1; seq <= 6; seq++) busy.socket.send(JSON.stringify({ seq, action: "ping" }));
      const refused = await busy.until((message) => message.seq_reply === 6);
      assert.equal(refused.error?.id, "api.context.rate_limit.app_error");
      for (let seq = 7; seq <= 200; seq++) busy.socket.send(JSON.stringify({ seq, action: "ping" }));
      assert.equal(await busy.closed, 1008);
      await eventually(() => hub.stats().connections === 0);
    });
  });

  describe("the end of a session", () => {
    it("closes its sockets at once and only those, and nothing of it can be resumed", async () => {
      const { open, hub } = await start();
      const [one, lost, other] = [open("ann/s1"), open("ann/s1"), open("ann/s2")];
      const [, lostId] = await Promise.all([one.hello(), lost.hello(), other.hello()]);
      lost.cut();
      await eventually(() => hub.stats().resumable === 1);
      hub.closeSession("s1");
      hub.publish({ event: "secret", data: {}, audience: { users: ["ann"] } });
      assert.equal(await one.closed, 1008);
      await other.event("secret");
      assert.deepEqual(one.names, ["hello"]);
      assert.equal(hub.stats().resumable, 0);
      const again = open("ann/s2", `?connection_id=${lostId}&sequence_number=1`);
      assert.notEqual(await again.hello(), lostId);
      assert.deepEqual(again.names, ["hello"]);
    });

    it("stops a fan-out that is under way", async () => {
      const { open, hub } = await start({ sliceMs: 0 });
      const clients = Array.from({ length: 130 }, (_, n) => open(`u${n}/s${n}`));
      await Promise.all(clients.map((client) => client.hello()));
      hub.publish({ event: "first", data: {}, audience: { everyone: true } });
      hub.publish({ event: "second", data: {}, audience: { everyone: true } });
      assert.ok(hub.stats().backlog > 0);
      for (let n = 100; n < 130; n++) hub.closeUser(`u${n}`);
      await Promise.all(clients.slice(100).map((client) => client.closed));
      await Promise.all(clients.slice(0, 100).map((client) => client.event("second")));
      assert.ok(clients.slice(0, 100).every((client) => client.names.join() === "hello,first,second"));
      assert.ok(clients.slice(100).every((client) => !client.names.includes("second")));
    });

    it("comes by itself when the time is up, unless it is extended", async () => {
      const { open, hub, ports } = await start();
      ports.expiresAt = Date.now() + 60_000;
      const [short, long] = [open("ann/s1"), open("ann/s2")];
      await Promise.all([short.hello(), long.hello()]);
      hub.extendSession("s2", Date.now() + 3_600_000);
      const clock = Date.now;
      Date.now = () => clock() + 60_001;
      try {
        assert.equal(await short.closed, 1008);
      } finally {
        Date.now = clock;
      }
      assert.equal((await long.ask({ seq: 1, action: "ping" })).status, "OK");
    });
  });

  it("pings, and gives up sockets that do not answer", async () => {
    const { open, hub, url } = await start({ pingIntervalMs: 30, deadAfterMs: 2_000 });
    const client = open("ann/s1");
    await client.hello();
    await new Promise((resolve) => client.socket.once("ping", resolve));
    const { port } = new URL(url);
    const mute = connect(Number(port), "127.0.0.1");
    const head = ["GET /api/v4/websocket HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket"];
    head.push(
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      "Authorization: Bearer bob/s2",
    );
    mute.on("error", () => {});
    mute.write(`${head.join("\r\n")}\r\n\r\n`);
    mute.resume();
    await eventually(() => hub.isOnline("bob"));
    await eventually(() => !hub.isOnline("bob"));
    assert.ok(hub.isOnline("ann"));
  });

  it("does not blame the clients when the server itself stood still", async () => {
    let jump = 0;
    const { open, hub } = await start({ now: () => performance.now() + jump });
    const client = open("ann/s1");
    await client.hello();
    jump = 3_600_000;
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal((await client.ask({ seq: 1, action: "ping" })).status, "OK");
    assert.equal(hub.stats().connections, 1);
  });

  it("keeps a limited number of connections of one user", async () => {
    const { open, hub } = await start({ maxPerUser: 3 });
    const clients = [open("ann/s1")];
    await clients[0]?.hello();
    for (let n = 0; n < 3; n++) {
      const client = open("ann/s1");
      clients.push(client);
      await client.hello();
      if (n < 2) client.cut();
      await eventually(() => hub.stats().connections === (n < 2 ? 1 : 2));
    }
    assert.equal(hub.stats().resumable, 1);
    await open("ann/s1").hello();
    await open("ann/s1").hello();
    assert.equal(await clients[0]?.closed, 1008);
    await eventually(() => hub.stats().connections === 3 && hub.stats().resumable === 0);
    await open("bob/s2").hello();
  });

  it("reports what cannot be published instead of throwing", async () => {
    const { hub, errors } = await start();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    hub.publish({ event: "broken", data: loop, audience: { everyone: true } });
    assert.equal(errors.length, 1);
  });

  it("says 1001 to everybody when it stops, and takes nobody after that", async () => {
    const { open, hub } = await start();
    const client = open("ann/s1");
    await client.hello();
    for (let n = 0; n < 50; n++) hub.publish({ event: `e${n}`, data: {}, audience: { everyone: true } });
    await hub.close();
    assert.equal(await client.closed, 1001);
    assert.equal(client.names.length, 51);
    const late = open("ann/s1");
    await late.closed;
    assert.deepEqual(late.messages, []);
  });
});
