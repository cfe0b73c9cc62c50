import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("drafts", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string };
  let channel: { id: string };
  const events = ["draft_created", "draft_updated", "draft_deleted"];
  const root = "r".repeat(26);
  const write = (person: Person, place: { id: string }, message: string, more = {}) =>
    person.post("/drafts", { user_id: person.id, channel_id: place.id, message, ...more });
  const list = async (person: Person, of = team) =>
    (await person.get(`/users/me/teams/${of.id}/drafts`)) as {
      message: string;
      root_id: string;
      file_ids: string[];
      metadata: unknown;
    }[];

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob);
  });
  after(() => server.stop());

  it("are kept for each channel and each reply, and replaced by the next", async () => {
    const draft = await write(bob, channel, "Dear all", { props: { a: 1 }, priority: { priority: "urgent" } });
    assert.deepEqual(
      [draft.user_id, draft.channel_id, draft.root_id, draft.message, draft.delete_at],
      [bob.id, channel.id, "", "Dear all", 0],
    );
    assert.deepEqual([draft.props, draft.priority, draft.metadata], [{ a: 1 }, { priority: "urgent" }, { files: [] }]);
    await write(bob, channel, "A reply", { root_id: root });
    await write(bob, channel, "Dear all, hello");
    assert.deepEqual(
      (await list(bob)).map((one) => [one.message, one.root_id]),
      [
        ["Dear all, hello", ""],
        ["A reply", root],
      ],
    );
  });

  it("are gone when somebody wipes out what they wrote", async () => {
    const place = await aDirect(bob, ada);
    await write(bob, place, "Hm");
    const [hears, other] = [await Listener.open(bob), await Listener.open(ada)];
    const left = await write(bob, place, "");
    assert.ok(left.delete_at > 0);
    assert.equal(JSON.parse((await hears.next("draft_deleted")).data.draft).message, "Hm");
    assert.deepEqual(await other.all(...events), []);
    assert.equal((await list(bob)).filter((one) => one.message === "" || one.message === "Hm").length, 0);
    await write(bob, place, "");
    assert.deepEqual((await hears.all(...events)).length, 1, "where there was none, nothing is told");
    for (const listener of [hears, other]) listener.close();
  });

  it("belong to a team, or to a conversation in every team", async () => {
    const other = await aTeam(ada, "kitchen");
    await join(ada, other, bob);
    await write(bob, await aDirect(bob, cat), "Psst");
    assert.deepEqual(
      (await list(bob, other)).map((one) => one.message),
      ["Psst"],
    );
    assert.deepEqual(
      (await list(bob)).map((one) => one.message),
      ["Psst", "Dear all, hello", "A reply"],
    );
  });

  it("show the files of their owner, and no others", async () => {
    const upload = async (person: Person, name: string) => {
      const answer = await person.send(
        "POST",
        `/api/v4/files?channel_id=${channel.id}&filename=${name}`,
        Buffer.from("text"),
        { "Content-Type": "application/octet-stream" },
      );
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
      return answer.body.file_infos[0].id as string;
    };
    const [mine, hers] = [await upload(bob, "mine.txt"), await upload(ada, "hers.txt")];
    const draft = await write(bob, channel, "With files", { file_ids: [mine, hers, "z".repeat(26)] });
    assert.deepEqual(draft.file_ids, [mine]);
    assert.deepEqual(
      draft.metadata.files.map((file: { name: string }) => file.name),
      ["mine.txt"],
    );
    await write(bob, channel, "Dear all, hello");
  });

  it("are told to the person's other clients only", async () => {
    const [here, there, hers] = await Promise.all([Listener.open(bob), Listener.open(bob), Listener.open(cat)]);
    const hello = await here.next("hello");
    const headers = { "Connection-Id": hello.data.connection_id };
    const post = (message: string) =>
      bob.send("POST", "/drafts", { channel_id: channel.id, root_id: "n".repeat(26), message }, headers);
    await post("one");
    await post("two");
    await bob.send("DELETE", `/users/me/channels/${channel.id}/drafts/${"n".repeat(26)}`, undefined, headers);
    const heard = await there.all(...events);
    assert.deepEqual(
      heard.map((one) => [one.event, JSON.parse(one.data.draft).message]),
      [
        ["draft_created", "one"],
        ["draft_updated", "two"],
        ["draft_deleted", "two"],
      ],
    );
    assert.deepEqual(await here.all(...events), [], "the client that made the change is not told");
    assert.deepEqual(await hers.all(...events), []);
    for (const listener of [here, there, hers]) listener.close();
  });

  it("are deleted, also when they are not there", async () => {
    await bob.delete(`/users/me/channels/${channel.id}/drafts/${root}`);
    await bob.delete(`/users/me/channels/${channel.id}/drafts/${root}`);
    assert.deepEqual(
      (await list(bob)).map((one) => one.message),
      ["Dear all, hello", "Psst"],
    );
    await bob.delete(`/users/me/channels/${channel.id}/drafts`);
    assert.deepEqual(
      (await list(bob)).map((one) => one.message),
      ["Psst"],
    );
  });

  it("are read and written by their owner alone, in channels they are in", async () => {
    for (const person of [cat, ada]) {
      assert.equal((await person.fails("GET", `/users/${bob.id}/teams/${team.id}/drafts`)).status_code, 403);
      assert.equal((await person.fails("DELETE", `/users/${bob.id}/channels/${channel.id}/drafts`)).status_code, 403);
      assert.equal(
        (await person.fails("POST", "/drafts", { user_id: bob.id, channel_id: channel.id, message: "x" })).status_code,
        403,
      );
    }
    const hidden = await cat.fails("POST", "/drafts", { channel_id: channel.id, message: "x" });
    const unknown = await cat.fails("POST", "/drafts", { channel_id: "z".repeat(26), message: "x" });
    assert.deepEqual([hidden.status_code, hidden.id, hidden.message], [404, unknown.id, unknown.message]);
    assert.equal(
      (await stranger(server).fails("POST", "/drafts", { channel_id: channel.id, message: "x" })).status_code,
      401,
    );
  });

  it("disappear from the list while the person is not in the channel", async () => {
    await write(bob, channel, "Left behind");
    await ada.delete(`/channels/${channel.id}/members/${bob.id}`);
    assert.deepEqual(
      (await list(bob)).map((one) => one.message),
      ["Psst"],
    );
    await add(ada, channel, bob);
    assert.deepEqual(
      (await list(bob)).map((one) => one.message),
      ["Left behind", "Psst"],
    );
  });

  it("name the field that is wrong", async () => {
    const cases: [object, string][] = [
      [{ message: "x" }, "channel_id"],
      [{ channel_id: channel.id }, "message"],
      [{ channel_id: channel.id, message: 1 }, "message"],
      [{ channel_id: channel.id, message: "x", root_id: "root" }, "root_id"],
      [{ channel_id: channel.id, message: "x", file_ids: ["file"] }, "file_ids.0"],
      [{ channel_id: channel.id, message: "x", props: { a: "x".repeat(8000) } }, "props"],
    ];
    for (const [body, field] of cases) {
      const error = await bob.fails("POST", "/drafts", body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, new RegExp(`missing ${field} in`));
    }
  });

  it("can be switched off", async () => {
    const { config } = server.app.platform;
    const { stored } = config;
    config.replace({ ServiceSettings: { AllowSyncedDrafts: false } });
    assert.equal((await bob.fails("POST", "/drafts", { channel_id: channel.id, message: "x" })).status_code, 501);
    config.replace(stored);
  });
});
