import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { unzipSync } from "fflate";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("data protection", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let cleo: Person;
  let channel: { id: string };

  const filesOnDisk = () =>
    readdirSync(server.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  const upload = async (person: Person, name: string) => {
    const form = new FormData();
    form.append("channel_id", channel.id);
    form.append("files", new Blob(["my private plans"]), name);
    return (await person.call("POST", "/api/v4/files", form)).file_infos[0].id as string;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    const team = await aTeam(ada, "garden");
    [ben, cleo] = [await aUser(ada, "ben", { first_name: "Benjamin" }), await aUser(ada, "cleo")];
    await join(ada, team, ben, cleo);
    channel = await aChannel(ada, team, "beds");
    await add(ada, channel, ben, cleo);
  });
  after(() => server.stop());

  it("gives people everything of theirs, and nobody else", async () => {
    await aPost(ben, channel, "my words", { file_ids: [await upload(ben, "plan.txt")] });
    await aPost(cleo, channel, "the words of somebody else");
    const answer = await ben.send("GET", "/courtyard/users/me/export");
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/zip");
    const entries = unzipSync(new Uint8Array(answer.body));
    const text = (name: string) => Buffer.from(entries[name] as Uint8Array).toString();
    assert.equal(JSON.parse(text("profile.json")).first_name, "Benjamin");
    const messages = text("messages.jsonl")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      messages.map((message) => message.message),
      ["my words"],
    );
    const file = Object.keys(entries).find((name) => name.endsWith("plan.txt")) ?? "";
    assert.equal(text(file), "my private plans");
    assert.equal((await cleo.fails("GET", `/courtyard/users/${ben.id}/export`)).status_code, 403);
  });

  it("erases a person whose messages stay, without name and files", async () => {
    const before = filesOnDisk();
    assert.equal(
      (await cleo.fails("POST", `/courtyard/users/${ben.id}/erase`, { mode: "anonymise", confirm: "ben" })).status_code,
      403,
    );
    assert.equal(
      (await ada.fails("POST", `/courtyard/users/${ben.id}/erase`, { mode: "anonymise", confirm: "bem" })).id,
      "api.context.invalid_body_param.app_error",
    );
    assert.equal(
      (await ada.fails("POST", `/courtyard/users/${ada.id}/erase`, { mode: "remove", confirm: "ada" })).status_code,
      403,
    );
    const receipt = await ada.post(`/courtyard/users/${ben.id}/erase`, { mode: "anonymise", confirm: "ben" });
    assert.equal(receipt.counts.files, 1);
    assert.ok(filesOnDisk() < before);
    assert.equal((await ben.fails("GET", "/users/me")).status_code, 401);
    const page = await cleo.get(`/channels/${channel.id}/posts`);
    const kept = Object.values<any>(page.posts).find((post) => post.message === "my words");
    assert.deepEqual([kept.user_id, kept.file_ids], [ben.id, []]);
    const tombstone = await cleo.get(`/users/${ben.id}`);
    assert.match(tombstone.username, /^erased-/);
    assert.deepEqual([tombstone.first_name, tombstone.delete_at > 0], ["", true]);
    // The name is nowhere any more, not even in what the server said when the person joined.
    const tables = await server.sql<{ table_name: string }>(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
    );
    for (const { table_name } of tables) {
      const [found] = await server.sql<{ n: string }>(
        `SELECT count(*) AS n FROM ${table_name} t WHERE t::text ~* '\\mben(jamin)?\\M'`,
      );
      assert.equal(Number(found?.n), 0, table_name);
    }
    assert.deepEqual(
      (await ada.get("/courtyard/erasures")).map((one: any) => one.id),
      [receipt.id],
    );
  });

  it("erases a person with their messages; answers of others stay", async () => {
    const dora = await aUser(ada, "dora");
    const [team] = await ada.get("/users/me/teams");
    await join(ada, team, dora);
    await add(ada, channel, dora);
    const asked = await aPost(dora, channel, "dora asks");
    await aPost(cleo, channel, "cleo answers", { root_id: asked.id });
    const unread = async () => {
      const { total_msg_count } = await cleo.get(`/channels/${channel.id}`);
      const { msg_count, mention_count } = await cleo.get(`/channels/${channel.id}/members/me`);
      return [total_msg_count - msg_count, mention_count];
    };
    await cleo.post("/channels/members/me/view", { channel_id: channel.id });
    await aPost(dora, channel, "dora alone, and @cleo");
    const begun = await aPost(dora, channel, "dora begins, @all");
    await aPost(ada, channel, "ada goes on", { root_id: begun.id });
    assert.deepEqual(await unread(), [3, 2]);
    const { counts } = await ada.post(`/courtyard/users/${dora.id}/erase`, { mode: "remove", confirm: "dora" });
    assert.deepEqual([counts.messages_emptied, counts.messages_removed >= 1], [2, true]);
    assert.deepEqual(await unread(), [1, 0], "what is gone is unread for nobody; what others wrote is");
    const [left] = await server.sql<{ n: string }>("SELECT count(*) AS n FROM posts WHERE message LIKE '%dora %'");
    assert.equal(Number(left?.n), 0);
    const messages = Object.values<any>((await cleo.get(`/channels/${channel.id}/posts`)).posts).map(
      (post) => post.message,
    );
    assert.ok(messages.includes("cleo answers"));
    assert.equal((await cleo.post(`/teams/${team.id}/posts/search`, { terms: "dora" })).order.length, 0);
  });

  it("erases by the call that programs know the same way, with a receipt, where that is allowed", async () => {
    const [emil, fred] = [await aUser(ada, "emil"), await aUser(ada, "fred")];
    const helper = await aUser(ada, "helper");
    const role = await ada.get("/roles/name/system_user");
    const permissions = [...role.permissions, "sysconsole_write_user_management_users"];
    await ada.put(`/roles/${role.id}/patch`, { permissions });
    const erase = (by: Person, id: string) => by.send("DELETE", `/users/${id}?permanent=true`);
    assert.deepEqual([(await erase(ada, emil.id)).status, (await ada.get(`/users/${emil.id}`)).delete_at], [501, 0]);
    await ada.put("/config/patch", { ServiceSettings: { EnableAPIUserDeletion: true } });
    assert.equal((await erase(helper, emil.id)).status, 403, "who may deactivate may not erase");
    assert.equal((await erase(emil, emil.id)).status, 403);
    assert.equal((await erase(ada, ada.id)).status, 403, "an administrator is first made an ordinary member");
    assert.equal((await erase(ada, "z".repeat(26))).status, 404);
    await ada.put(`/roles/${role.id}/patch`, { permissions: role.permissions });
    await server.sql("DELETE FROM audits");
    assert.equal((await erase(ada, emil.id)).status, 200);
    assert.match((await ada.get(`/users/${emil.id}`)).username, /^erased-/);
    assert.equal((await emil.send("GET", "/users/me")).status, 401);
    const [receipt] = await ada.get("/courtyard/erasures");
    assert.deepEqual([receipt.user_id, receipt.mode], [emil.id, "remove"]);
    const entries = await server.sql<{ action: string }>("SELECT action FROM audits WHERE object = $1", [emil.id]);
    assert.deepEqual(entries, [{ action: "user.erase" }]);
    assert.equal((await ada.send("DELETE", `/users/${fred.id}`)).status, 200);
    const { username, delete_at } = await ada.get(`/users/${fred.id}`);
    assert.deepEqual([username, delete_at > 0], ["fred", true], "without permanent it only deactivates");
  });
});
