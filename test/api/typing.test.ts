import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("typing notices", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let dan: Person;
  let channel: { id: string };
  let heard: Record<"bob" | "cat" | "dan", Listener>;
  const parent = "p".repeat(26);

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat, dan] = [await aUser(ada, "bob"), await aUser(ada, "cat"), await aUser(ada, "dan")];
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat, dan);
    channel = await aChannel(ada, team, "beds");
    await add(ada, channel, bob, cat);
    heard = { bob: await Listener.open(bob), cat: await Listener.open(cat), dan: await Listener.open(dan) };
  });
  after(async () => {
    for (const listener of Object.values(heard ?? {})) listener.close();
    await server.stop();
  });
  beforeEach(() => Promise.all(Object.values(heard).map((listener) => listener.forget())));

  it("reach the other members of the channel, and nobody else", async () => {
    assert.equal((await heard.bob.ask("user_typing", { channel_id: channel.id, parent_id: parent })).status, "OK");
    const event = await heard.cat.next("typing");
    assert.deepEqual(event.data, { parent_id: parent, user_id: bob.id });
    assert.equal(event.broadcast.channel_id, channel.id);
    assert.deepEqual(await heard.bob.all("typing"), []);
    assert.deepEqual(await heard.dan.all("typing"), [], "not a member, though in the team");
  });

  it("can be sent without a socket, for oneself", async () => {
    await bob.post("/users/me/typing", { channel_id: channel.id });
    assert.deepEqual((await heard.cat.next("typing")).data, { parent_id: "", user_id: bob.id });
    assert.equal((await cat.fails("POST", `/users/${bob.id}/typing`, { channel_id: channel.id })).status_code, 403);
    assert.equal(
      (await stranger(server).fails("POST", `/users/${bob.id}/typing`, { channel_id: channel.id })).status_code,
      401,
    );
  });

  it("are not taken from those outside: a channel they are not in is like one that does not exist", async () => {
    const inside = await heard.dan.ask("user_typing", { channel_id: channel.id });
    const unknown = await heard.dan.ask("user_typing", { channel_id: "z".repeat(26) });
    assert.deepEqual(
      [inside.status, inside.error.id, inside.error.message],
      ["FAIL", unknown.error.id, unknown.error.message],
    );
    assert.deepEqual(await heard.cat.all("typing"), []);
    assert.equal((await dan.fails("POST", "/users/me/typing", { channel_id: channel.id })).status_code, 404);
  });

  it("are not all that clients say of what they look at: the rest is taken without a fault", async () => {
    const hears = await Listener.open(ada);
    assert.equal((await hears.ask("presence", { channel_id: "" })).status, "OK");
    assert.equal((await hears.ask("posted_notify_ack", { post_id: "", status: "sent" })).status, "OK");
    hears.close();
  });

  it("name the field that is wrong", async () => {
    for (const [data, field] of [
      [{}, "channel_id"],
      [{ channel_id: "x" }, "channel_id"],
      [{ channel_id: channel.id, parent_id: 1 }, "parent_id"],
    ] as const) {
      assert.match((await heard.bob.ask("user_typing", data)).error.message, new RegExp(`missing ${field} in`));
      assert.match((await bob.fails("POST", "/users/me/typing", data)).message, new RegExp(`missing ${field} in`));
    }
    assert.equal((await heard.bob.ask("user_typing", "text" as never)).status, "FAIL");
  });

  it("can be switched off", async () => {
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ ServiceSettings: { EnableUserTypingMessages: false } });
    assert.equal((await heard.bob.ask("user_typing", { channel_id: channel.id })).status, "OK");
    assert.deepEqual(await heard.cat.all("typing"), []);
    config.replace(stored);
  });
});
