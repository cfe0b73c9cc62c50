import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import WebSocket from "ws";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const TEXTS: Record<string, string> = {
  "right to left": "abc \u202egnp.exe\u202c \u2067שלום\u2069 العربية",
  "marks upon marks": `z${"\u0301\u0489\u035c".repeat(300)}algo`,
  "composed and not": "é e\u0301 Å A\u030a ﬁ Ⅳ ｆｕｌｌ",
  "signs of several parts": "👩‍👩‍👧‍👦🏳️‍🌈👍🏽🇩🇪 🫠 𝒳 𠜎 🀄",
  "signs one does not see": "a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u180eh",
  controls: "a\u0001b\u0008c\u001bd\u007fe\u0085f\u2028g\u2029h",
  "not a character": "x\ufffe\uffff\u{1fffe}\u{10ffff}y",
  "private use": "\ue000\uf8ff\u{f0000}",
  quotes: `'"\`\\ '' "" \\' \\" %s %d {0} \${x} $1 --; /* */`,
  "lines of each kind": "a\r\nb\nc\rd\te",
  "spaces around": "a  b   c",
};
/** What no database can keep. */
const UNSTORABLE: Record<string, string> = {
  nothing: '"a\\u0000b"',
  "half a sign": '"a\\ud800b"',
  "the other half": '"a\\udc00b"',
  "halves in the wrong order": '"\\udc00\\ud800"',
};

describe("texts", () => {
  let server: TestServer;
  let bob: Person;
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    const ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    const team = await aTeam(ada, "yard");
    await join(ada, team, bob);
    channel = await aChannel(bob, team, "talk");
  });
  after(() => server.stop());

  describe("come back as they were sent", () => {
    for (const [kind, text] of Object.entries(TEXTS)) {
      it(`with ${kind}`, async () => {
        const post = await aPost(bob, channel, text, { props: { note: text } });
        const kept = await bob.get(`/posts/${post.id}`);
        assert.equal(kept.message, text);
        assert.equal(kept.props.note, text);
        const short = [...text].slice(0, 20).join("");
        for (const [method, path, body, field] of [
          ["PUT", "/users/me/patch", { nickname: short }, "nickname"],
          ["PUT", `/channels/${channel.id}/patch`, { header: short }, "header"],
          ["POST", "/drafts", { channel_id: channel.id, message: text }, "message"],
        ] as const) {
          const answer = await bob.send(method, path, body);
          assert.ok(answer.status < 300 || answer.status === 400, `${path}: ${answer.status}`);
          if (answer.status < 300) assert.equal(answer.body[field], Object.values(body).at(-1), path);
        }
      });
    }
  });

  for (const [kind, json] of Object.entries(UNSTORABLE)) {
    it(`with ${kind} in them are refused by name, wherever they stand`, async () => {
      for (const body of [
        `{"channel_id":"${channel.id}","message":${json}}`,
        `{"channel_id":"${channel.id}","message":"x","props":{"a":{"b":[1,${json}]}}}`,
        `{"channel_id":"${channel.id}","message":"x","props":{${json}:1}}`,
      ]) {
        const { status, body: error } = await bob.send("POST", "/posts", body, { "Content-Type": "application/json" });
        assert.equal(status, 400);
        assert.match(error.message, /message|props/);
      }
    });
  }

  it("may have 16,383 characters, however many bytes those are, and not one more", async () => {
    for (const sign of ["a", "é", "漢", "👍"]) {
      const post = await aPost(bob, channel, sign.repeat(16_383));
      assert.equal((await bob.get(`/posts/${post.id}`)).message, sign.repeat(16_383));
      const error = await bob.fails("POST", "/posts", { channel_id: channel.id, message: sign.repeat(16_384) });
      assert.equal(error.id, "model.post.is_valid.message_length.app_error");
    }
  });

  it("in bodies that are nested without end, or no JSON at all, are refused", async () => {
    const deep = (open: string, close: string, n: number) => open.repeat(n) + close.repeat(n);
    for (const body of [
      deep("[", "]", 100_000),
      deep('{"a":', "", 50_000),
      `{"channel_id":"${channel.id}","message":"x","props":${deep('{"a":', "}", 2_000).replace('{"a":}', '{"a":1}')}}`,
      `{"channel_id":"${channel.id}","message":"x","props":{"a":${deep("[", "]", 5_000)}}}`,
      '{"message":1e999}',
      "null",
      "[]",
      "true",
      '"text"',
      "{",
      "\u0000",
    ]) {
      const { status } = await bob.send("POST", "/posts", body, { "Content-Type": "application/json" });
      assert.equal(status, 400, body.slice(0, 60));
    }
    assert.equal((await bob.get("/users/me")).username, "bob");
  });
});

describe("requests that are too large or too slow", () => {
  let server: TestServer;
  let bob: Person;

  before(async () => {
    server = await startTestServer();
    bob = await anAdmin(server, "bob");
  });
  after(() => server.stop());

  const raw = (text: string, wait: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () => socket.write(text));
      let heard = "";
      socket.on("data", (chunk) => {
        heard += chunk;
        if (wait.test(heard)) socket.destroy();
      });
      socket.on("close", () => resolve(heard));
      socket.on("error", reject);
    });

  it("are refused before they are read", async () => {
    const large = "x".repeat(400_000);
    assert.equal((await bob.send("POST", "/posts", { channel_id: "x", message: large })).status, 413);
    const announced = await raw(
      `POST /api/v4/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bob.token}\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n{`,
      /\r\n\r\n/,
    );
    assert.match(announced, /^HTTP\/1\.1 413 /);
    assert.equal((await bob.send("GET", `/users/me?${large.slice(0, 3_000)}`)).status, 414);
    const head = await raw(
      `GET /api/v4/system/ping HTTP/1.1\r\nHost: x\r\nX-Large: ${"x".repeat(40_000)}\r\n\r\n`,
      /\r\n\r\n/,
    );
    assert.match(head, /^HTTP\/1\.1 4\d\d /);
  });

  it("do not hide a large body behind packing", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 32));
    const answer = await bob.send("POST", "/posts", bomb, {
      "Content-Type": "application/json",
      "Content-Encoding": "gzip",
    });
    assert.ok([400, 413].includes(answer.status), String(answer.status));
  });

  it("end a socket: a frame that is too large, or one that never says who it is", async () => {
    const url = `${server.url.replace("http", "ws")}/api/v4/websocket`;
    const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.on("close", resolve));
    const socket = new WebSocket(url, { headers: { Authorization: `Bearer ${bob.token}` } });
    await new Promise((resolve) => socket.on("open", resolve));
    socket.send("x".repeat(100_000));
    assert.equal(await closed(socket), 1009);
    const silent = new WebSocket(url);
    assert.equal(await closed(silent), 1008);
  });

  it("are let go: of those who ask for a file and take nothing of it", async () => {
    const { listener } = server.app.http.hapi;
    const usual = listener.timeout;
    assert.ok(usual > 0, "there is a limit");
    const channel = await aChannel(bob, await aTeam(bob, "readers"), "files");
    const path = `/api/v4/files?channel_id=${channel.id}&filename=large.bin`;
    const { file_infos: infos } = await bob.call("POST", path, new Uint8Array(16_000_000));
    const arrived = new Promise<Socket>((resolve) => listener.once("connection", resolve));
    listener.timeout = 200;
    const reader = connect(Number(new URL(server.url).port), "127.0.0.1").pause();
    try {
      reader.write(
        `GET /api/v4/files/${infos[0].id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${bob.token}\r\n\r\n`,
      );
      const socket = await arrived;
      await until(() => socket.destroyed, "the end of the connection");
    } finally {
      listener.timeout = usual;
      reader.destroy();
    }
  });

  it("hold up nobody: others are answered while a thousand half requests wait, and those are cut off", async () => {
    const port = Number(new URL(server.url).port);
    const beginnings = [
      "POST /api/v4/users/login HTTP/1.1\r\nHost: x\r\nContent-Le",
      "GET /api/v4/websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upg",
      "GET /api/v4/system/ping HTTP/1.1\r\nHost: x\r\n",
      "G",
      "",
    ];
    let cut = 0;
    const half = (n: number) =>
      new Promise<Socket>((resolve, reject) => {
        const socket = connect(port, "127.0.0.1", () => {
          socket.write(beginnings[n % beginnings.length] as string);
          resolve(socket);
        });
        socket.on("error", reject).on("close", () => cut++);
        socket.resume();
      });
    const { listener } = server.app.http.hapi;
    const { headersTimeout } = listener;
    assert.ok(headersTimeout > 0 && headersTimeout <= 28_000, "with the time between two looks that is half a minute");
    const halves: Socket[] = [];
    while (halves.length < 1_000)
      halves.push(...(await Promise.all(Array.from({ length: 100 }, (_, n) => half(halves.length + n)))));
    const answers = await Promise.all(Array.from({ length: 50 }, () => bob.send("GET", "/users/me")));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(cut, 0, "all of them were there meanwhile");
    // They go on, a sign at a time, which gains them nothing.
    listener.headersTimeout = 500;
    const drip = setInterval(() => {
      for (const [n, socket] of halves.entries()) if (n % 5 === 0 && !socket.destroyed) socket.write("x");
    }, 200);
    await until(
      () => cut === halves.length,
      () => `all to be cut off, of whom ${cut} were`,
    );
    clearInterval(drip);
    listener.headersTimeout = headersTimeout;
    assert.equal((await stranger(server).send("GET", "/system/ping")).status, 200);
  });
});
