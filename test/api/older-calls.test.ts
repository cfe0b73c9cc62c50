import assert from "node:assert/strict";
import { statement } from "../../core/platform/database/database.js";
import {
  aChannel,
  aDirect,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
  stranger,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("calls of older clients and of phones", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string; name: string };
  let channel: { id: string };

  before(async () => {
    server = await startTestServer({}, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    team = await aTeam(ada, "kitchen");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "stoves");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  describe("recycle the connections to the database", () => {
    const MINE = statement("test.pid", "SELECT pg_backend_pid() AS pid");
    const pids = () =>
      server.sql<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name IN ('courtyard', 'courtyard jobs')",
      );

    it("which all become new, while what is under way ends well", async () => {
      const { db, jobs } = server.app.platform;
      await Promise.all(Array.from({ length: 5 }, () => db.ping()));
      await jobs.enqueue("file_housekeeping");
      const before = new Set((await pids()).map(({ pid }) => pid));
      assert.ok(before.size >= 2);
      let release = () => {};
      const held = new Promise<void>((done) => {
        release = done;
      });
      const under = db.transaction(async (tx) => {
        const first = await tx.row<{ pid: number }>(MINE);
        await held;
        return [first?.pid, (await tx.row<{ pid: number }>(MINE))?.pid];
      });
      const traffic = Promise.all(Array.from({ length: 40 }, () => bob.send("GET", `/channels/${channel.id}/posts`)));
      assert.deepEqual(await ada.post("/database/recycle"), { status: "OK" });
      assert.ok((await traffic).every(({ status }) => status === 200));
      release();
      const [first, second] = await under;
      assert.equal(first, second);
      await Promise.all(Array.from({ length: 30 }, () => db.ping()));
      const replaced = async () => {
        await db.ping();
        return pids();
      };
      await until(replaced, "connections of before to be gone", {
        every: 50,
        passes: (now) => now.length > 0 && now.every(({ pid }) => !before.has(pid)),
      });
      const entries = await ada.get<{ action: string }[]>("/audits?per_page=20");
      assert.ok(entries.some(({ action }) => action === "database.recycle"));
    });
  });

  it("say why settings cannot be moved to another store", async () => {
    const asked = { from: "config.json", to: "postgres://somewhere" };
    const answer = await ada.fails("POST", "/config/migrate", asked);
    assert.deepEqual([answer.status_code, answer.id], [501, "api.config.migrate_config.app_error"]);
    assert.equal((await ada.fails("POST", "/config/migrate", { from: "x" })).status_code, 400);
    assert.equal((await bob.fails("POST", "/config/migrate", asked)).status_code, 403);
  });

  it("say that there is no renewal of licences and no plugin", async () => {
    assert.equal((await ada.fails("GET", "/license/renewal")).id, "api.license.request_renewal_link.app_error");
    for (const [method, path] of [
      ["GET", "/plugins"],
      ["POST", "/plugins"],
      ["DELETE", "/plugins/com.example.plugin"],
      ["POST", "/plugins/com.example.plugin/enable"],
      ["POST", "/plugins/install_from_url?plugin_download_url=x"],
      ["GET", "/plugins/marketplace"],
    ] as const) {
      const answer = await ada.fails(method, path);
      assert.deepEqual([answer.status_code, answer.id], [501, "app.plugin.disabled.app_error"], path);
      assert.equal((await bob.fails(method, path)).status_code, 403, path);
    }
    assert.deepEqual(await ada.get("/plugins/statuses"), []);
    assert.deepEqual(await stranger(server).get("/plugins/webapp"), []);
    assert.equal((await fetch(`${server.url}/plugins/com.mattermost.apps/api/v1/bindings`)).status, 404);
  });

  it("make a public channel private, once", async () => {
    const pool = await aChannel(ada, team, "pool");
    await add(ada, pool, bob);
    assert.equal((await bob.send("POST", `/channels/${pool.id}/convert`)).status, 403);
    assert.equal((await ada.post(`/channels/${pool.id}/convert`)).type, "P");
    assert.equal((await ada.fails("POST", `/channels/${pool.id}/convert`)).status_code, 400);
    assert.equal((await cat.fails("GET", `/channels/${pool.id}`)).status_code, 404);
    const direct = await aDirect(ada, bob);
    assert.equal((await ada.fails("POST", `/channels/${direct.id}/convert`)).status_code, 400);
    const [town] = (await ada.get(`/users/me/teams/${team.id}/channels`)).filter(
      (one: { name: string }) => one.name === "town-square",
    );
    assert.equal((await ada.fails("POST", `/channels/${town.id}/convert`)).status_code, 400);
  });

  describe("acknowledge notifications", () => {
    const ack = (who: Person, more: object) =>
      who.send("POST", "/notifications/ack", {
        id: "a1",
        received_at: 1,
        platform: "android",
        type: "message",
        ...more,
      });

    it("which needs no more than OK when they held the message", async () => {
      assert.deepEqual((await ack(bob, {})).body, { status: "OK" });
      assert.deepEqual((await ack(bob, { post_id: "z".repeat(26), is_id_loaded: false })).body, { status: "OK" });
      assert.equal((await ack(bob, { is_id_loaded: true })).status, 400);
      assert.equal((await ack(stranger(server), {})).status, 401);
    });

    it("and are given the whole when they held only the id of a message they may read", async () => {
      const post = await aPost(ada, channel, "Soup for @bob");
      const { body: push } = await ack(bob, { post_id: post.id, is_id_loaded: true });
      const { DiagnosticId } = await bob.get("/config/client?format=old");
      assert.deepEqual(
        [push.message, push.channel_name, push.post_id, push.channel_id, push.team_id, push.sender_id, push.badge],
        ["@ada: Soup for @bob", "stoves", post.id, channel.id, team.id, ada.id, 1],
      );
      assert.deepEqual(
        [push.ack_id, push.platform, push.server_id, push.type, push.version, push.category],
        ["a1", "android", DiagnosticId, "message", "v2", "CAN_REPLY"],
      );
      const direct = await aPost(ada, await aDirect(ada, bob), "Psst");
      const whisper = (await ack(bob, { post_id: direct.id, is_id_loaded: true })).body;
      assert.deepEqual([whisper.message, whisper.channel_name, whisper.badge], ["Psst", "@ada", 2]);
      assert.equal((await ack(cat, { post_id: post.id, is_id_loaded: true })).status, 404, "not in the channel");
      await bob.post("/channels/members/me/view", { channel_id: channel.id });
      assert.equal((await ack(bob, { post_id: direct.id, is_id_loaded: true })).body.badge, 1);
    });

    it("but nothing of one they may not read", async () => {
      const post = await aPost(ada, await aDirect(ada, bob), "Canary");
      const hidden = await ack(cat, { post_id: post.id, is_id_loaded: true });
      const none = await ack(cat, { post_id: "z".repeat(26), is_id_loaded: true });
      assert.deepEqual([hidden.status, none.status], [404, 404]);
      assert.deepEqual([hidden.body.id, hidden.body.message], [none.body.id, none.body.message]);
      await ada.delete(`/posts/${post.id}`);
      assert.equal((await ack(bob, { post_id: post.id, is_id_loaded: true })).status, 404);
    });
  });
});
