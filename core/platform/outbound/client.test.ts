import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { Outbound, type OutboundRequest } from "./client.js";
import { OutboundError } from "./errors.js";

describe("requests to the outside", () => {
  const servers: Server[] = [];
  const seen: { host: string; request: IncomingMessage; body: string }[] = [];
  let port: number;
  let answer: RequestListener;
  /** Names that lead to the test's listener; every other name leads to the inside. */
  const names = new Map<string, string[]>();
  const asked: string[] = [];
  const outbound = new Outbound({
    allowed: () => "127.0.0.1",
    resolve: async (host) => {
      asked.push(host);
      return names.get(host) ?? ["10.0.0.1"];
    },
  });
  const get = (path: string, more: OutboundRequest = {}) =>
    outbound.request(`http://outside.example:${port}${path}`, more);
  const fails = async (work: Promise<unknown>, code: string) => {
    const error = await work.then(
      () => new Error("it succeeded"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof OutboundError, String(error));
    assert.equal(error.code, code, error.message);
  };

  before(async () => {
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push({ host: request.headers.host ?? "", request, body });
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    servers.push(server);
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });
  beforeEach(() => {
    seen.length = 0;
    asked.length = 0;
    names.clear();
    names.set("outside.example", ["127.0.0.1"]).set("other.example", ["127.0.0.1"]);
    answer = (_request, response) => void response.end("hello");
  });

  it("give status, headers, body and address", async () => {
    answer = (_request, response) =>
      void response.writeHead(418, { "X-Tea": "yes", "Set-Cookie": ["a=1", "b=2"] }).end("short and stout");
    const got = await get("/pot?a=b#part", {
      method: "POST",
      body: "water",
      headers: { "Content-Type": "text/plain" },
    });
    assert.deepEqual(
      [got.status, got.headers["x-tea"], got.headers["set-cookie"], got.body.toString(), got.url],
      [418, "yes", "a=1", "short and stout", `http://outside.example:${port}/pot?a=b`],
    );
    assert.deepEqual(
      [seen[0]?.request.url, seen[0]?.host, seen[0]?.body, seen[0]?.request.headers["content-type"]],
      ["/pot?a=b", `outside.example:${port}`, "water", "text/plain"],
    );
  });

  it("ask for a name once and connect to the answer", async () => {
    // A name server that answers differently the second time.
    let times = 0;
    const rebinding = new Outbound({
      allowed: () => "127.0.0.1",
      resolve: async () => (times++ === 0 ? ["127.0.0.1"] : ["127.0.0.2"]),
    });
    assert.equal((await rebinding.request(`http://rebind.example:${port}/`)).body.toString(), "hello");
    assert.equal(times, 1);
    await fails(rebinding.request(`http://rebind.example:${port}/`), "forbidden");
    assert.equal(seen.length, 1);
  });

  it("send no credentials of the address", async () => {
    await outbound.request(`http://user:secret@outside.example:${port}/`);
    assert.equal(seen[0]?.request.headers.authorization, undefined);
    assert.ok(!JSON.stringify(seen[0]?.request.rawHeaders).includes("secret"));
  });

  it("follow five redirects, checking every hop, and no sixth", async () => {
    answer = (request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("arrived");
      else response.writeHead(302, { location: `/${left - 1}` }).end("x".repeat(100_000));
    };
    assert.equal((await get("/5")).body.toString(), "arrived");
    assert.equal(asked.length, 6);
    await fails(get("/6"), "too_many_redirects");
    assert.equal((await get("/1", { redirects: 0 })).status, 302);
  });

  it("go by no redirect to the inside or to another scheme", async () => {
    const targets: [string, string][] = [
      ["http://10.0.0.1/", "forbidden"],
      ["http://inside.example/", "forbidden"],
      ["http://[::1]/", "forbidden"],
      ["http://169.254.169.254/latest", "forbidden"],
      ["//127.0.0.2/", "forbidden"],
      ["file:///etc/passwd", "bad_url"],
      ["gopher://outside.example/", "bad_url"],
      ["http://[", "bad_url"],
    ];
    for (const [target, code] of targets) {
      answer = (_request, response) => void response.writeHead(307, { location: target }).end();
      await fails(get("/"), code);
    }
    // Two hops outside first.
    answer = (request, response) =>
      void response
        .writeHead(301, { location: request.url === "/" ? `http://other.example:${port}/2` : "http://127.0.0.3/" })
        .end();
    await fails(get("/"), "forbidden");
  });

  it("keep what is personal to the first host", async () => {
    answer = (request, response) =>
      void (request.headers.host?.startsWith("outside")
        ? response.writeHead(308, { location: `http://other.example:${port}/b` }).end()
        : response.end());
    await get("/a", {
      method: "POST",
      body: "x",
      headers: { Authorization: "Bearer secret", Cookie: "a=1", "X-Hook-Token": "secret", "X-Plain": "1" },
    });
    const [first, second] = seen.map(({ request }) => request);
    assert.equal(first?.headers.authorization, "Bearer secret");
    assert.deepEqual(
      [
        second?.method,
        second?.headers.authorization,
        second?.headers.cookie,
        second?.headers["x-hook-token"],
        second?.headers["x-plain"],
      ],
      ["POST", undefined, undefined, undefined, "1"],
    );
  });

  it("turn a form into a plain request where the answer says so", async () => {
    answer = (request, response) =>
      void (request.url === "/a" ? response.writeHead(303, { location: "/b" }).end() : response.end());
    await get("/a", { method: "POST", body: "x", headers: { "content-type": "text/plain" } });
    assert.deepEqual(
      [seen[1]?.request.method, seen[1]?.body, seen[1]?.request.headers["content-type"]],
      ["GET", "", undefined],
    );
  });

  it("bound the body, whatever its headers say", async () => {
    answer = (_request, response) => void response.writeHead(200, { "content-length": "5000000000" }).write("x");
    await fails(get("/", { maxBytes: 1000 }), "too_large");
    answer = (_request, response) => void response.end(Buffer.alloc(100_000));
    await fails(get("/", { maxBytes: 1000 }), "too_large");
    const cut = await get("/", { maxBytes: 1000, tooLarge: "cut" });
    assert.deepEqual([cut.body.length, cut.cut], [1000, true]);
    // Announces little and sends much: what is beyond belongs to nothing.
    answer = (request) =>
      void request.socket.end(
        `HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello${"x".repeat(5000)}`,
      );
    const lying = await get("/", { maxBytes: 1000 }).catch((error: unknown) => error);
    assert.ok(lying instanceof OutboundError || (lying as { body: Buffer }).body.length === 5);
    // Announces much and sends little.
    answer = (request) => void request.socket.end("HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhello");
    await fails(get("/", { maxBytes: 1000 }), "failed");
  });

  it("bound what unpacking makes of it", async () => {
    answer = (_request, response) =>
      void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(5_000_000)));
    await fails(get("/", { maxBytes: 100_000 }), "too_large");
    answer = (_request, response) =>
      void response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("plain"));
    assert.equal((await get("/")).body.toString(), "plain");
    answer = (_request, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("not packed");
    await fails(get("/"), "failed");
  });

  it("give up on those who are slow to begin, slow to go on, or slow over redirects", async () => {
    answer = () => {};
    await fails(get("/", { timeoutMs: 200 }), "timeout");
    const drips: NodeJS.Timeout[] = [];
    answer = (_request, response) => {
      response.writeHead(200);
      drips.push(setInterval(() => response.write("x"), 20));
    };
    await fails(get("/", { timeoutMs: 300 }), "timeout");
    answer = (_request, response) =>
      void drips.push(setTimeout(() => response.writeHead(302, { location: "/" }).end(), 150));
    await fails(get("/", { timeoutMs: 400 }), "timeout");
    const never = new Outbound({ resolve: () => new Promise(() => {}) });
    await fails(never.request("http://slow.example/", { timeoutMs: 200 }), "timeout");
    for (const drip of drips) clearInterval(drip);
  });

  it("survive nonsense", async () => {
    for (const text of [
      "nonsense\r\n\r\n",
      "HTTP/1.1 200 OK\r\nx: y\r\nbroken",
      "",
      `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(10_000)}\r\n`,
      "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello",
    ]) {
      answer = (request) => void request.socket.end(text);
      await fails(get("/"), "failed");
    }
    await fails(outbound.request(`http://outside.example:1/`), "failed");
    names.set("nowhere.example", []);
    await fails(outbound.request("http://nowhere.example/"), "unresolved");
    await fails(outbound.request(`http://outside.example/${"x".repeat(9000)}`), "bad_url");
  });
});
