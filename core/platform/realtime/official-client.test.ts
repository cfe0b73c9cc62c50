import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { WebSocket } from "ws";
import { eventually, startHub, type TestHub } from "./test-hub.js";

// A CommonJS package whose names Node cannot see from outside.
const client = createRequire(import.meta.url)("@mattermost/client") as typeof import("@mattermost/client");
const scope = globalThis as { WebSocket?: unknown };

describe("the published client", () => {
  let t: TestHub;
  let driver: InstanceType<typeof client.WebSocketClient>;
  let sockets: WebSocket[];
  let missed: number;
  let seen: unknown[];
  const before = { log: console.log, WebSocket: scope.WebSocket };

  beforeEach(async () => {
    t = await startHub();
    t.ports.topics.set("ann", ["channel:1"]);
    // It is made for browsers: it looks for the constructor among the globals, and is talkative.
    scope.WebSocket = WebSocket;
    console.log = () => {};
    sockets = [];
    missed = 0;
    seen = [];
    driver = new client.WebSocketClient({
      newWebSocketFn: (url: string) => {
        const socket = new WebSocket(url);
        sockets.push(socket);
        return socket;
      },
      minWebSocketRetryTime: 20,
      reconnectJitterRange: 1,
    } as unknown as ConstructorParameters<typeof client.WebSocketClient>[0]);
    driver.addMissedMessageListener(() => missed++);
    driver.addMessageListener(({ event, data }) => {
      seen.push(event === "posted" ? (data as { n?: number }).n : event);
    });
    driver.initialize(t.url, "ann/s1");
    await eventually(() => seen.length === 1);
  });

  afterEach(async () => {
    driver.close();
    scope.WebSocket = before.WebSocket;
    console.log = before.log;
    await t.stop();
  });

  const post = (n: number) => t.hub.publish({ event: "posted", data: { n }, audience: { topic: "channel:1" } });

  it("signs in with its token, gets its replies, and resumes without a gap when the network breaks", async () => {
    t.hub.onAction("get_statuses", ({ userId }) => ({ [userId]: "online" }));
    let reply: unknown;
    driver.getStatuses(((message: unknown) => {
      reply = message;
    }) as () => void);
    await eventually(() => reply !== undefined);
    assert.deepEqual(reply, { status: "OK", seq_reply: 3, data: { ann: "online" } });
    post(1);
    await eventually(() => seen.includes(1));
    sockets[0]?.terminate();
    post(2);
    await eventually(() => !t.hub.isOnline("ann"));
    post(3);
    await eventually(() => seen.includes(3));
    post(4);
    await eventually(() => seen.includes(4));
    assert.deepEqual(seen, ["hello", 1, 2, 3, 4]);
    assert.deepEqual([missed, sockets.length, t.hub.stats().resumed], [0, 2, 1]);
  });

  it("learns that it missed something when its connection is forgotten", async () => {
    post(1);
    await eventually(() => seen.includes(1));
    t.hub.closeSession("s1");
    post(2);
    await eventually(() => t.hub.isOnline("ann") && seen.length === 3);
    post(3);
    await eventually(() => seen.includes(3));
    assert.deepEqual(seen, ["hello", 1, "hello", 3]);
    assert.equal(missed, 1);
  });
});
