// The calls of programs that are not written in JavaScript, one by one as they make them: a bridge between chats in Go,
// and the Python driver.
import assert from "node:assert/strict";
import { anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { raw, Wire } from "./wire.js";

const VERSION = /^\d+\.\d+\.\d+\.[\w.]+\.[0-9a-f]{32}\.(true|false)$/;

describe("programs in other languages", () => {
  let server: TestServer;
  let ada: Person;
  let bridge: Person;
  let team: { id: string; name: string };
  let square: { id: string };
  const wires: Wire[] = [];

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bridge = await aUser(ada, "bridge");
    team = await aTeam(ada, "garden");
    await join(ada, team, bridge);
    square = await ada.get(`/teams/${team.id}/channels/name/town-square`);
    await ada.put("/config/patch", { ServiceSettings: { EnableUserAccessTokens: true } });
    await ada.put(`/users/${bridge.id}/roles`, { roles: "system_user system_user_access_token" });
  });
  afterEach(() => {
    for (const wire of wires.splice(0)) wire.close();
  });
  after(() => server.stop());

  const wired = async (query = "", headers: Record<string, string> = {}) => {
    const wire = await Wire.open(server.url, query, headers);
    wires.push(wire);
    return wire;
  };

  it("a bridge finds out the version before it signs in", async () => {
    const out = await raw(server.url, "POST", "/api/v4/users/logout");
    assert.equal(out.status, 200);
    assert.match(out.headers.get("x-version-id") ?? "", VERSION);
    const page = await raw(server.url, "GET", "/");
    assert.match(page.headers.get("x-version-id") ?? "", VERSION);
  });

  for (const way of ["password", "token"] as const)
    it(`a bridge signs in with a ${way}, loads people and channels, listens and speaks`, async () => {
      const go = { "User-Agent": "Go-http-client/1.1", "Accept-Encoding": "identity" };
      let token = "";
      if (way === "password") {
        const login = await raw(server.url, "POST", "/api/v4/users/login", go, {
          login_id: "bridge",
          password: bridge.password,
        });
        assert.equal(login.status, 200);
        token = login.headers.get("token") ?? "";
      } else {
        token = (await bridge.post(`/users/${bridge.id}/tokens`, { description: "bridge" })).token;
      }
      const headers = { ...go, Authorization: `BEARER ${token}` };
      const call = (method: string, path: string, body?: unknown) =>
        raw(server.url, method, `/api/v4${path}`, headers, body);
      const me = (await call("GET", "/users/me")).json;
      assert.equal(me.username, "bridge");
      const teams = (await call("GET", `/users/${me.id}/teams`)).json;
      assert.deepEqual(
        teams.map((one: any) => one.name),
        ["garden"],
      );
      const first = (await call("GET", `/users?in_team=${team.id}&page=0&per_page=200`)).json;
      assert.ok(first.length >= 2);
      assert.deepEqual(
        (await call("GET", `/users?in_team=${team.id}&page=1&per_page=200`)).json,
        [],
        "until it is empty",
      );
      const mine = (await call("GET", `/users/${me.id}/teams/${team.id}/channels?include_deleted=false`)).json;
      assert.ok(mine.some((one: any) => one.name === "town-square"));
      assert.ok(Array.isArray((await call("GET", `/teams/${team.id}/channels?page=0&per_page=60`)).json));
      assert.deepEqual((await call("GET", `/teams/${team.id}/channels?page=1&per_page=60`)).json, []);
      assert.equal(
        (await call("POST", `/channels/${square.id}/members`, { user_id: me.id })).status,
        201,
        "is in already",
      );

      const wire = await wired("", { Authorization: `BEARER ${token}` });
      const hello = await wire.event("hello");
      assert.deepEqual([hello.seq, VERSION.test(hello.data.server_version)], [0, true]);
      // Asked again although the request was signed: it must neither fail nor close.
      wire.say("authentication_challenge", { token });
      const pong = await wire.reply(wire.say("ping"));
      assert.deepEqual([pong.status, pong.data.text], ["OK", "pong"]);
      assert.equal((await call("GET", "/system/ping")).json.status, "OK");

      const post = (
        await call("POST", "/posts", {
          channel_id: square.id,
          message: "<carl> Hi from elsewhere",
          props: { [`matterbridge_${me.id}`]: true, from_webhook: "true", override_username: "carl" },
        })
      ).json;
      // A bridge knows its own messages by a prop of its own. To be taken for somebody else is not for people's sessions.
      assert.deepEqual(post.props, { [`matterbridge_${me.id}`]: true });
      const { data } = await wire.event("posted", (told) => JSON.parse(told.post).id === post.id);
      for (const key of ["post", "team_id", "channel_name", "channel_type", "sender_name", "channel_display_name"])
        assert.equal(typeof data[key], "string", key);
      const form = new FormData();
      form.append("channel_id", square.id);
      form.append("files", new Blob(["bytes"]), "note.txt");
      const files = await raw(server.url, "POST", "/api/v4/files", headers, form);
      assert.equal(files.status, 201);
      const bytes = await raw(
        server.url,
        "POST",
        `/api/v4/files?channel_id=${square.id}&filename=plain.txt`,
        headers,
        new TextEncoder().encode("plain bytes"),
      );
      assert.equal(bytes.json.file_infos[0].name, "plain.txt");
      const file_ids = [files.json.file_infos[0].id, bytes.json.file_infos[0].id];
      const shared = (await call("POST", "/posts", { channel_id: square.id, message: "Files", file_ids })).json;
      assert.equal(shared.metadata.files.length, 2);
      const link = await call("GET", `/files/${file_ids[0]}/link`);
      assert.ok([200, 501].includes(link.status));
      const patched = await call("PUT", `/posts/${post.id}/patch`, { message: "<carl> Hello" });
      assert.deepEqual([patched.status, patched.json.message], [200, "<carl> Hello"]);
      await wire.event("post_edited", (told) => JSON.parse(told.post).id === post.id);
      const header = await call("PUT", `/channels/${square.id}`, { id: square.id, header: "Bridged" });
      assert.equal(header.json.header, "Bridged");
      assert.deepEqual((await call("DELETE", `/posts/${post.id}`)).json, { status: "OK" });
      const gone = await wire.event("post_deleted");
      assert.equal(typeof JSON.parse(gone.data.post).message, "string");
      const status = (await call("POST", "/users/status/ids", [me.id])).json;
      assert.equal(status[0].user_id, me.id);
      const direct = (await call("POST", "/channels/direct", [me.id, ada.id])).json;
      assert.equal(direct.name, [me.id, ada.id].sort().join("__"));
      assert.equal((await call("GET", `/users/${ada.id}/image`)).headers.get("content-type"), "image/png");
      const view = await call("POST", `/channels/members/${me.id}/view`, {
        channel_id: square.id,
        prev_channel_id: "",
      });
      assert.equal(view.json.status, "OK");
      const thread = (await call("GET", `/posts/${shared.id}/thread`)).json;
      assert.deepEqual(thread.order, [shared.id]);
    });

  it("attachments of a bridge come back whole, with texts where texts are expected", async () => {
    const attachment = { fallback: "", text: "Hi", author_name: "carl", color: "#ff0000", fields: [], actions: null };
    const sent = await raw(
      server.url,
      "POST",
      "/api/v4/posts",
      { Authorization: `BEARER ${bridge.token}` },
      {
        channel_id: square.id,
        message: "",
        props: { attachments: [attachment] },
      },
    );
    assert.equal(sent.status, 201, sent.text);
    const [kept] = sent.json.props.attachments;
    assert.deepEqual([kept.text, kept.fallback, kept.author_name, kept.color], ["Hi", "", "carl", "#ff0000"]);
  });

  it("the Python driver signs in, listens by a challenge and reads every answer as JSON", async () => {
    const base = "/api/v4";
    const login = await raw(
      server.url,
      "POST",
      `${base}/users/login`,
      {},
      {
        login_id: "bridge",
        password: bridge.password,
        token: null,
      },
    );
    assert.equal(login.status, 200, login.text);
    assert.equal(login.headers.get("content-type"), "application/json");
    const token = login.headers.get("Token") ?? "";
    const headers = { Authorization: `Bearer ${token}` };
    const call = (method: string, path: string, body?: unknown) =>
      raw(
        server.url,
        method,
        base + path,
        { ...headers, ...(body ? { "Content-Type": "application/json" } : {}) },
        body,
      );
    const wire = await wired();
    const seq = wire.say("authentication_challenge", { token });
    assert.deepEqual(await wire.reply(seq), { status: "OK", seq_reply: seq });
    await wire.event("hello");
    const channel = (await call("GET", `/teams/${team.id}/channels/name/town-square`)).json;
    const made = await call("POST", "/posts", { channel_id: channel.id, message: "print('hi')" });
    assert.equal(made.status, 201);
    await wire.event("posted", (told) => JSON.parse(told.post).id === made.json.id);
    const sequence: [string, string, unknown?][] = [
      ["GET", "/users/me"],
      ["GET", `/users/username/ada`],
      ["POST", "/users/ids", [ada.id]],
      ["POST", "/users/usernames", ["ada"]],
      ["GET", `/teams/name/garden`],
      ["GET", `/users/me/teams/${team.id}/channels`],
      ["GET", `/channels/${channel.id}/posts?page=0&per_page=10`],
      ["PUT", `/posts/${made.json.id}/patch`, { message: "print('ho')" }],
      ["POST", `/posts/${made.json.id}/pin`],
      ["POST", "/reactions", { user_id: bridge.id, post_id: made.json.id, emoji_name: "snake" }],
      ["DELETE", `/users/${bridge.id}/posts/${made.json.id}/reactions/snake`],
      ["PUT", `/users/${bridge.id}/preferences`, []],
      ["PUT", "/users/me/status", { user_id: bridge.id, status: "online" }],
      ["POST", "/posts/ephemeral", { user_id: bridge.id, post: { channel_id: channel.id, message: "x" } }],
      ["GET", `/users/me/teams/${team.id}/unread`],
      ["DELETE", `/posts/${made.json.id}`],
      ["GET", "/hooks/incoming"],
      ["POST", "/commands/execute", { channel_id: channel.id, command: "/away" }],
      ["GET", "/users/stats"],
      ["POST", "/users/logout"],
    ];
    for (const [method, path, body] of sequence) {
      const answer = await call(method, path, body);
      assert.equal(answer.headers.get("content-type"), "application/json", path);
      assert.ok(answer.text.length > 0 && answer.json !== undefined, path);
      const known = [200, 201, 400, 401, 403, 404, 501];
      assert.ok(
        known.includes(answer.status) && (answer.status !== 400 || path.endsWith("ephemeral")),
        `${path}: ${answer.text}`,
      );
    }
    assert.equal((await call("GET", "/users/me")).status, 401, "signed out");
  });
});
