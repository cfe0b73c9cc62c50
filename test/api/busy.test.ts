import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const BUSY = "api.context.server_busy.app_error";

describe("a busy server", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string; name: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "kitchen");
    await join(ada, team, bob);
    channel = await aChannel(ada, team, "stoves");
    await add(ada, channel, bob);
  });
  after(() => server.stop());
  afterEach(() => ada.delete("/server_busy"));

  it("is marked by administrators only, for an hour or for some seconds", async () => {
    assert.deepEqual(await ada.get("/server_busy"), { busy: false, expires: 0 });
    for (const method of ["GET", "POST", "DELETE"]) assert.equal((await bob.send(method, "/server_busy")).status, 403);
    const before = Math.floor(Date.now() / 1000);
    assert.deepEqual(await ada.post("/server_busy"), { status: "OK" });
    const hour = await ada.get("/server_busy");
    assert.ok(hour.busy && hour.expires >= before + 3600);
    await ada.post("/server_busy?seconds=90");
    const short = await ada.get("/server_busy");
    assert.ok(short.busy && short.expires >= before + 90 && short.expires < hour.expires);
    for (const seconds of ["0", "-1", "86401", "soon", "1.5"])
      assert.equal((await ada.fails("POST", `/server_busy?seconds=${seconds}`)).status_code, 400, seconds);
    await ada.delete("/server_busy");
    assert.deepEqual(await ada.get("/server_busy"), { busy: false, expires: 0 });
    const entries = await ada.get<{ action: string }[]>("/audits?per_page=200");
    const actions = new Set(entries.map(({ action }) => action));
    assert.ok(actions.has("server.busy") && actions.has("server.not_busy"));
  });

  it("puts off what can wait, and says how long", async () => {
    await ada.post("/server_busy?seconds=90");
    const calls: [string, string, unknown?][] = [
      ["POST", `/teams/${team.id}/posts/search`, { terms: "soup", is_or_search: false }],
      ["POST", "/posts/search", { terms: "soup", is_or_search: false }],
      ["POST", "/users/search", { term: "bo" }],
      ["GET", "/users/autocomplete?name=bo"],
      ["GET", `/teams/${team.id}/channels/autocomplete?name=st`],
      ["POST", `/teams/${team.id}/channels/search`, { term: "st" }],
      ["GET", "/emoji/autocomplete?name=sm"],
      ["POST", `/users/${bob.id}/typing`, { channel_id: channel.id }],
      ["PUT", `/users/${bob.id}/status`, { user_id: bob.id, status: "away" }],
      ["GET", `/teams/${team.id}/stats`],
    ];
    for (const [method, path, body] of calls) {
      const answer = await bob.send(method, path, body);
      assert.deepEqual([answer.status, answer.body.id], [503, BUSY], `${method} ${path}`);
      const wait = Number(answer.headers.get("retry-after"));
      assert.ok(wait > 0 && wait <= 90, path);
    }
    assert.equal((await ada.send("GET", "/analytics/old")).status, 503);
    assert.doesNotMatch(server.log(), /"level":50/);
    const { minutes } = await ada.get<{ minutes: { errors: number }[] }>("/courtyard/overview");
    assert.ok(
      minutes.every(({ errors }) => errors === 0),
      "a refusal is no failure",
    );
    await ada.delete("/server_busy");
    for (const [method, path, body] of calls)
      assert.ok((await bob.send(method, path, body)).status < 300, `${method} ${path}`);
  });

  it("lets messages pass, live, with all that belongs to them", async () => {
    const listener = await Listener.open(ada);
    await ada.post("/server_busy?seconds=90");
    const post = await aPost(bob, channel, "Fire in the kitchen");
    await listener.next("posted", (heard) => JSON.parse(heard.data.post).id === post.id);
    await bob.put(`/posts/${post.id}/patch`, { message: "Fire is out" });
    await bob.post("/reactions", { user_id: bob.id, post_id: post.id, emoji_name: "fire" });
    await ada.post("/channels/members/me/view", { channel_id: channel.id });
    assert.equal((await bob.get(`/channels/${channel.id}/posts`)).order[0], post.id);
    listener.close();
  });

  it("passes on no typing over the socket, and does what it does otherwise", async () => {
    const [heard, typist] = [await Listener.open(ada), await Listener.open(bob)];
    await ada.post("/server_busy?seconds=90");
    const refused = await typist.ask("user_typing", { channel_id: channel.id, parent_id: "" });
    assert.deepEqual([refused.status, refused.error?.id], ["FAIL", BUSY]);
    assert.equal((await typist.ask("user_update_active_status", { user_is_active: true })).error?.id, BUSY);
    assert.equal((await typist.ask("get_statuses", {})).status, "OK");
    await ada.delete("/server_busy");
    assert.equal((await typist.ask("user_typing", { channel_id: channel.id, parent_id: "" })).status, "OK");
    assert.equal((await heard.next("typing")).data.user_id, bob.id);
    heard.close();
    typist.close();
  });
});
