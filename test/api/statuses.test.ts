import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { anAdmin, aUser, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("statuses", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  const status = async (of: Person, seenBy = ada) => (await seenBy.get(`/users/${of.id}/status`)).status;
  const becomes = (of: Person, name: string) =>
    until(() => status(of), `${of.username} to be ${name}`, { passes: (found) => found === name });
  const choose = (person: Person, name: string, more = {}) =>
    person.put("/users/me/status", { user_id: person.id, status: name, ...more });

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
  });
  after(() => server.stop());

  it("follow the sockets of a person: online with the first, offline after the last", async () => {
    assert.deepEqual(await ada.get(`/users/${bob.id}/status`), {
      user_id: bob.id,
      status: "offline",
      manual: false,
      last_activity_at: 0,
      active_channel: "",
      dnd_end_time: 0,
    });
    const first = await Listener.open(bob);
    await becomes(bob, "online");
    assert.ok((await ada.get(`/users/${bob.id}/status`)).last_activity_at > 0);
    const second = await Listener.open(bob);
    first.close();
    await until(() => server.app.platform.hub.stats().connections === 1, "the server to know");
    assert.equal(await status(bob), "online");
    second.close();
    await becomes(bob, "offline");
  });

  it("chosen by hand beat those of the clients, until online is chosen", async () => {
    const socket = await Listener.open(bob);
    await becomes(bob, "online");
    assert.equal((await choose(bob, "away")).manual, true);
    await socket.ask("user_update_active_status", { user_is_active: true });
    assert.equal(await status(bob), "away");
    await choose(bob, "offline");
    assert.equal(await status(bob), "offline");
    const back = await choose(bob, "online");
    assert.deepEqual([back.status, back.manual], ["online", false]);
    await choose(bob, "dnd");
    socket.close();
    await until(() => !server.app.platform.hub.isOnline(bob.id), "the server to know");
    assert.equal(await status(bob), "dnd", "it stays while nobody is connected");
    await choose(bob, "online");
    assert.equal(await status(bob), "online", "programs without a socket can be online");
  });

  it("turn away without activity, and back with it", async () => {
    const socket = await Listener.open(bob);
    await becomes(bob, "online");
    const { platform } = server.app;
    const stored = platform.config.stored;
    await socket.ask("user_update_active_status", { user_is_active: true });
    // As if the last sign of life were older than the limit.
    platform.config.replace({ ...stored, TeamSettings: { UserStatusAwayTimeout: 30 } });
    const clock = Date.now;
    try {
      Date.now = () => clock() + 31_000;
      await socket.ask("user_update_active_status", { user_is_active: false });
      assert.equal(await status(bob), "away");
      await socket.ask("user_update_active_status", { user_is_active: true });
      assert.equal(await status(bob), "online");
      Date.now = () => clock() + 90_000;
      await socket.ask("get_statuses");
      assert.equal(await status(bob), "online", "a client that says the person is there is believed");
    } finally {
      Date.now = clock;
      platform.config.replace(stored);
    }
    socket.close();
    await becomes(bob, "offline");
  });

  it("let do-not-disturb end at its time and bring back what was before", async () => {
    const soon = Math.floor(Date.now() / 1000) + 600;
    await choose(cat, "away");
    const dnd = await choose(cat, "dnd", { dnd_end_time: soon });
    assert.deepEqual([dnd.status, dnd.manual, dnd.dnd_end_time], ["dnd", true, soon]);
    await choose(cat, "dnd", { dnd_end_time: soon + 1 });
    await choose(bob, "dnd", { dnd_end_time: soon });
    const socket = await Listener.open(bob);
    await socket.ask("ping");
    assert.equal(await status(bob), "dnd");
    const due = (soon + 2) * 1000;
    await server.app.statuses.endDue(due);
    assert.deepEqual(
      await ada
        .get(`/users/${cat.id}/status`)
        .then(({ status, manual, dnd_end_time }) => [status, manual, dnd_end_time]),
      ["away", true, 0],
    );
    assert.equal(await status(bob), "online", "who is connected and chose nothing before is online");
    assert.equal((await socket.next("status_change", (heard) => heard.data.status === "online")).data.user_id, bob.id);
    socket.close();
    await choose(cat, "online");
  });

  it("are answered for many at once, by REST and over the socket", async () => {
    await choose(cat, "away");
    const nobody = "z".repeat(26);
    const list = await bob.post("/users/status/ids", [cat.id, nobody, bob.id]);
    assert.deepEqual(
      list.map((one: { user_id: string; status: string }) => [one.user_id, one.status]),
      [
        [cat.id, "away"],
        [nobody, "offline"],
        [bob.id, await status(bob)],
      ],
    );
    const socket = await Listener.open(bob);
    await becomes(bob, "online");
    assert.deepEqual((await socket.ask("get_statuses_by_ids", { user_ids: [cat.id, bob.id] })).data, {
      [cat.id]: "away",
      [bob.id]: "online",
    });
    const all = (await socket.ask("get_statuses")).data;
    assert.equal(all[bob.id], "online");
    assert.equal((await socket.ask("get_statuses_by_ids", { user_ids: ["x"] })).error.status_code, 400);
    assert.equal(
      (await socket.ask("user_update_active_status", {})).error.id,
      "api.context.invalid_body_param.app_error",
    );
    socket.close();
  });

  it("change for the person alone, and only their own clients are told", async () => {
    const [mine, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    await mine.ask("ping");
    await choose(bob, "dnd");
    const heard = await mine.next("status_change", (one) => one.data.status === "dnd");
    assert.deepEqual([heard.data, heard.broadcast.user_id], [{ status: "dnd", user_id: bob.id }, bob.id]);
    assert.deepEqual(
      (await hers.all("status_change")).filter((one) => one.data.user_id === bob.id),
      [],
    );
    assert.equal(
      (await cat.fails("PUT", `/users/${bob.id}/status`, { user_id: bob.id, status: "online" })).status_code,
      403,
    );
    assert.equal((await stranger(server).fails("GET", `/users/${bob.id}/status`)).status_code, 401);
    await ada.put(`/users/${bob.id}/status`, { user_id: bob.id, status: "online" });
    assert.equal(await status(bob), "online");
    mine.close();
    hers.close();
  });

  it("name the field that is wrong", async () => {
    const cases: [unknown, string][] = [
      [{ status: "busy" }, "status"],
      [{}, "status"],
      [{ status: "dnd", dnd_end_time: -1 }, "dnd_end_time"],
      [{ status: "dnd", dnd_end_time: 1000 }, "dnd_end_time"],
      [{ status: "away", user_id: cat.id }, "user_id"],
    ];
    for (const [body, field] of cases) {
      const error = await bob.fails("PUT", "/users/me/status", body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, new RegExp(`missing ${field} in`));
    }
    assert.equal((await ada.fails("PUT", `/users/${"z".repeat(26)}/status`, { status: "away" })).status_code, 404);
  });

  it("survive a restart when they were chosen, and not when they came from sockets", async () => {
    await choose(cat, "dnd");
    const socket = await Listener.open(bob);
    await becomes(bob, "online");
    await server.app.statuses.flush();
    const rows = await server.sql<{ status: string }>(
      "SELECT status FROM statuses WHERE user_id = ANY($1) ORDER BY user_id",
      [[bob.id, cat.id]],
    );
    assert.deepEqual(
      rows.map((row) => row.status),
      ["online", "dnd"],
    );
    socket.close();
    await becomes(bob, "offline");
    await server.app.statuses.flush();
    // As a crash leaves it: nobody wrote that bob is gone.
    await server.sql("UPDATE statuses SET status = 'online' WHERE user_id = $1", [bob.id]);
    await server.app.statuses.start();
    assert.deepEqual([await status(bob), await status(cat)], ["offline", "dnd"]);
    await choose(cat, "online");
  });

  it("of the custom kind stand in the profile, are offered again, and can be cleared", async () => {
    const ends = new Date(Date.now() + 3_600_000).toISOString();
    const watcher = await Listener.open(cat);
    await bob.put("/users/me/status/custom", {
      emoji: "calendar",
      text: "In a meeting",
      duration: "one_hour",
      expires_at: ends,
    });
    const seen = JSON.parse((await cat.get(`/users/${bob.id}`)).props.customStatus);
    assert.deepEqual(seen, { emoji: "calendar", text: "In a meeting", duration: "one_hour", expires_at: ends });
    await watcher.next("user_updated", (heard) => heard.data.user.props.customStatus?.includes("meeting"));
    await bob.put("/users/me/status/custom", { text: "Lunch" });
    const recent = async () =>
      JSON.parse((await bob.get("/users/me/preferences/custom_status/name/recent_custom_statuses")).value).map(
        (one: { text: string }) => one.text,
      );
    assert.deepEqual(await recent(), ["Lunch", "In a meeting"]);
    await bob.put("/users/me/status/custom", { emoji: "calendar", text: "In a meeting" });
    assert.deepEqual(await recent(), ["In a meeting", "Lunch"]);
    await bob.post("/users/me/status/custom/recent/delete", { emoji: "speech_balloon", text: "Lunch" });
    await bob.send("DELETE", "/users/me/status/custom/recent", { emoji: "calendar", text: "In a meeting" });
    assert.deepEqual(await recent(), []);
    await bob.delete("/users/me/status/custom");
    assert.equal((await cat.get(`/users/${bob.id}`)).props.customStatus, "");
    watcher.close();
  });

  it("of the custom kind keep to their limits and their owner", async () => {
    const past = new Date(Date.now() - 1000).toISOString();
    const cases: [unknown, string][] = [
      [{ text: "x".repeat(101) }, "text"],
      [{}, "text"],
      [{ text: "x", emoji: "a b" }, "emoji"],
      [{ text: "x", duration: "for ever" }, "duration"],
      [{ text: "x", expires_at: past }, "expires_at"],
      [{ text: "x", expires_at: "tomorrow" }, "expires_at"],
      [{ text: "x", duration: "one_hour" }, "expires_at"],
    ];
    for (const [body, field] of cases) {
      const error = await bob.fails("PUT", "/users/me/status/custom", body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, new RegExp(`missing ${field} in`), JSON.stringify(body));
    }
    assert.equal((await cat.fails("PUT", `/users/${bob.id}/status/custom`, { text: "x" })).status_code, 403);
    assert.equal((await cat.fails("DELETE", `/users/${bob.id}/status/custom`)).status_code, 403);
    const stored = server.app.platform.config.stored;
    server.app.platform.config.replace({ TeamSettings: { EnableCustomUserStatuses: false } });
    assert.equal((await bob.fails("PUT", "/users/me/status/custom", { text: "x" })).status_code, 501);
    server.app.platform.config.replace(stored);
  });
});
