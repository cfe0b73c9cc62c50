import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { Listener } from "../support/listener.js";
import { anAdmin, aTeam, aUser, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("upkeep", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
  });
  after(() => server.stop());

  it("tells which changes of the database were made", async () => {
    const made = await ada.get<{ version: number; name: string }[]>("/system/schema/version");
    assert.deepEqual(made[0], { version: 1, name: "people" });
    assert.equal(made.length, readdirSync(new URL("../../migrations", import.meta.url)).length);
    assert.equal((await bob.send("GET", "/system/schema/version")).status, 403);
  });

  it("reads anew what was changed beside the server", async () => {
    const team = await aTeam(ada, "garden");
    const cleo = await aUser(ada, "cleo");
    await ada.post(`/teams/${team.id}/members`, { team_id: team.id, user_id: cleo.id });
    const [channel] = await cleo.get<{ id: string }[]>(`/users/me/teams/${team.id}/channels`);
    const path = `/channels/${channel?.id}`;
    await cleo.get(path);
    await server.sql("UPDATE team_members SET delete_at = 1 WHERE user_id = $1", [cleo.id]);
    await server.sql("DELETE FROM channel_members WHERE user_id = $1", [cleo.id]);
    await server.sql("DELETE FROM sessions WHERE user_id = $1", [bob.id]);
    assert.equal((await cleo.send("POST", "/caches/invalidate")).status, 403);
    await ada.post("/caches/invalidate");
    assert.equal((await cleo.send("GET", path)).status, 404);
    assert.equal((await bob.send("GET", "/users/me")).status, 401);
  });

  it("looks whether this server answers at an address", async () => {
    const test = (site_url: string, person = ada) => person.send("POST", "/site_url/test", { site_url });
    const refused = await test(server.url);
    assert.deepEqual([refused.status, refused.body.id], [400, "app.admin.test_site_url.failure"]);
    await ada.put("/config/patch", { ServiceSettings: { AllowedUntrustedInternalConnections: "127.0.0.1" } });
    assert.equal((await test(server.url)).status, 200);
    assert.equal((await test(`${server.url}/`)).status, 200);
    assert.equal((await test(`${server.url}/elsewhere`)).status, 400);
    assert.equal((await test("no address")).status, 400);
    const cat = await aUser(ada, "cat");
    assert.equal((await test(server.url, cat)).status, 403);
  });

  it("writes a message to whoever wants to hear one", async () => {
    const dan = await aUser(ada, "dan");
    const hears = await Listener.open(dan);
    await dan.post("/notifications/test");
    const post = JSON.parse((await hears.next("posted")).data.post);
    assert.match(post.message, /test/);
    assert.equal((await dan.get(`/users/${post.user_id}`)).is_bot, true);
    hears.close();
  });

  it("knows no limits, and tells numbers to administrators only", async () => {
    const eve = await aUser(ada, "eve");
    assert.ok((await ada.get("/limits/server")).activeUserCount > 1);
    assert.deepEqual(await eve.get("/limits/server"), {
      activeUserCount: 0,
      maxUsersLimit: 0,
      maxUsersHardLimit: 0,
      lastAccessiblePostTime: 0,
      postHistoryLimit: 0,
    });
    assert.deepEqual(await eve.get(`/users/${eve.id}/groups`), []);
    assert.equal((await eve.send("GET", `/users/${ada.id}/groups`)).status, 403);
  });
});
