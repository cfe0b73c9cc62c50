import assert from "node:assert/strict";
import { upload } from "../support/files.js";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const events = [
  "channel_bookmark_created",
  "channel_bookmark_updated",
  "channel_bookmark_sorted",
  "channel_bookmark_deleted",
];
const link = (name: string) => ({ type: "link", display_name: name, link_url: `https://example.org/${name}` });

describe("bookmarks of channels", () => {
  let server: TestServer;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };
  let path: string;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
  });
  after(() => server.stop());
  beforeEach(async () => {
    channel = await aChannel(ada, team, `beds-${Math.random().toString(36).slice(2)}`, "P");
    await add(ada, channel, bob);
    path = `/channels/${channel.id}/bookmarks`;
  });

  const names = async (person = bob) => (await person.get(path)).map((one: any) => one.display_name);

  it("hold links and files, in the order they were added", async () => {
    const made = await bob.send("POST", path, {
      ...link("plan"),
      emoji: ":seedling:",
      image_url: "https://example.org/plan.png",
    });
    assert.equal(made.status, 201);
    assert.deepEqual(
      [
        made.body.channel_id,
        made.body.owner_id,
        made.body.type,
        made.body.link_url,
        made.body.emoji,
        made.body.sort_order,
        made.body.file_id,
        made.body.delete_at,
      ],
      [channel.id, bob.id, "link", "https://example.org/plan", "seedling", 0, "", 0],
    );
    const file = await upload(bob, channel, "beds.txt", "tomatoes");
    const second = await bob.post(path, { type: "file", display_name: "beds", file_id: file.id });
    assert.deepEqual([second.file.name, second.file.id, second.sort_order], ["beds.txt", file.id, 1]);
    assert.deepEqual(await ada.get(path), [made.body, second]);
  });

  it("open their file to the channel, as long as they are there", async () => {
    const file = await upload(bob, channel, "beds.txt", "tomatoes");
    assert.equal(
      (await ada.fails("GET", `/api/v4/files/${file.id}`)).status_code,
      404,
      "nobody's but the uploader's before",
    );
    const { id } = await bob.post(path, { type: "file", display_name: "beds", file_id: file.id });
    assert.equal(await ada.get(`/api/v4/files/${file.id}`), "tomatoes");
    assert.equal((await cat.fails("GET", `/api/v4/files/${file.id}`)).status_code, 404);
    assert.equal(
      (await ada.fails("POST", path, { type: "file", display_name: "again", file_id: file.id })).id,
      "app.channel.bookmark.file.app_error",
    );
    const next = await upload(bob, channel, "new.txt", "beans");
    const { updated } = await bob.send("PATCH", `${path}/${id}`, { file_id: next.id }).then((answer) => answer.body);
    assert.equal(updated.file.name, "new.txt");
    assert.equal((await ada.fails("GET", `/api/v4/files/${file.id}`)).status_code, 404, "replaced");
    assert.equal(await ada.get(`/api/v4/files/${next.id}`), "beans");
    await bob.delete(`${path}/${id}`);
    assert.equal((await ada.fails("GET", `/api/v4/files/${next.id}`)).status_code, 404);
    assert.equal((await bob.fails("GET", `/api/v4/files/${next.id}`)).status_code, 404);
  });

  it("are changed, moved and deleted, and the others close up", async () => {
    const made = [];
    for (const name of ["a", "b", "c", "d"]) made.push(await bob.post(path, link(name)));
    const [a, b, , d] = made;
    const { updated } = (
      await bob.send("PATCH", `${path}/${a.id}`, { display_name: "A", link_url: "https://example.org/A", emoji: "a" })
    ).body;
    assert.deepEqual(
      [updated.display_name, updated.link_url, updated.emoji, updated.sort_order, updated.update_at > a.update_at],
      ["A", "https://example.org/A", "a", 0, true],
    );
    const sorted = await bob.send("POST", `${path}/${d.id}/sort_order`, "1", { "Content-Type": "application/json" });
    assert.deepEqual(
      sorted.body.map((one: any) => [one.display_name, one.sort_order]),
      [
        ["A", 0],
        ["d", 1],
        ["b", 2],
        ["c", 3],
      ],
    );
    const since = Math.max(...sorted.body.map((one: any) => one.update_at)) + 1;
    await until(() => Date.now() > since, "another time");
    const gone = await bob.delete(`${path}/${b.id}`);
    assert.ok(gone.delete_at > 0);
    assert.deepEqual(await names(), ["A", "d", "c"]);
    const changed = await bob.get(`${path}?bookmarks_since=${since}`);
    assert.deepEqual(changed.map((one: any) => [one.display_name, one.delete_at > 0]).sort(), [
      ["b", true],
      ["c", false],
    ]);
    assert.equal((await bob.fails("DELETE", `${path}/${b.id}`)).status_code, 404);
    assert.equal(
      (await bob.send("POST", `${path}/${d.id}/sort_order`, "3", { "Content-Type": "application/json" })).status,
      400,
    );
  });

  it("are told to the channel, but not to the client that changed them", async () => {
    const [his, hers, outside] = await Promise.all([Listener.open(bob), Listener.open(ada), Listener.open(cat)]);
    const headers = { "Connection-Id": (await his.next("hello")).data.connection_id };
    const one = (await bob.send("POST", path, link("a"), headers)).body;
    await bob.send("PATCH", `${path}/${one.id}`, { display_name: "b" }, headers);
    await bob.send("POST", `${path}/${one.id}/sort_order`, "0", { ...headers, "Content-Type": "application/json" });
    await bob.send("DELETE", `${path}/${one.id}`, undefined, headers);
    const heard = await hers.all(...events);
    assert.deepEqual(
      heard.map((each) => each.event),
      events,
    );
    assert.equal(JSON.parse(heard[0]?.data.bookmark).display_name, "a");
    assert.equal(JSON.parse(heard[1]?.data.bookmarks).updated.display_name, "b");
    assert.equal(JSON.parse(heard[2]?.data.bookmarks)[0].display_name, "b");
    assert.deepEqual(await his.all(...events), []);
    assert.deepEqual(await outside.all(...events), []);
    for (const listener of [his, hers, outside]) listener.close();
  });

  it("are fifty at most, also when two add at the same moment", async () => {
    for (let n = 0; n < 45; n++) await bob.post(path, link(`n${n}`));
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => bob.send("POST", path, link(`m${n}`))));
    assert.equal(answers.filter((answer) => answer.status === 201).length, 5);
    assert.equal(answers.find((answer) => answer.status !== 201)?.body.id, "app.channel.bookmark.limit.app_error");
    assert.deepEqual(
      (await bob.get(path)).map((one: any) => one.sort_order),
      Array.from({ length: 50 }, (_, n) => n),
    );
  });

  it("belong to those in the channel who may change them", async () => {
    const one = await bob.post(path, link("a"));
    const hidden = await cat.fails("GET", path);
    assert.deepEqual(
      [hidden.status_code, hidden.message],
      [404, (await cat.fails("GET", `/channels/${"z".repeat(26)}/bookmarks`)).message],
    );
    for (const [method, more, body] of [
      ["POST", "", link("x")],
      ["PATCH", `/${one.id}`, { display_name: "x" }],
      ["DELETE", `/${one.id}`, undefined],
      ["POST", `/${one.id}/sort_order`, 0],
    ] as const) {
      assert.equal((await cat.fails(method, path + more, body)).status_code, 404);
    }
    // A member of the team reads a public channel's, and changes none.
    const open = await aChannel(ada, team, `open-${Date.now()}`);
    await ada.post(`/channels/${open.id}/bookmarks`, link("public"));
    assert.equal((await cat.get(`/channels/${open.id}/bookmarks`)).length, 1);
    assert.equal((await cat.fails("POST", `/channels/${open.id}/bookmarks`, link("x"))).status_code, 403);
    // The bookmark of one channel is not reached through another.
    const other = await aChannel(bob, team, `other-${Date.now()}`, "P");
    assert.equal(
      (await bob.fails("PATCH", `/channels/${other.id}/bookmarks/${one.id}`, { display_name: "x" })).status_code,
      404,
    );
    const direct = await aDirect(bob, cat);
    assert.equal((await cat.post(`/channels/${direct.id}/bookmarks`, link("ours"))).display_name, "ours");
    await ada.delete(`/channels/${channel.id}`);
    assert.equal((await bob.fails("POST", path, link("x"))).status_code, 400);
  });

  it("name the field that is wrong", async () => {
    const cases: [object, RegExp][] = [
      [{ ...link("a"), display_name: "" }, /display_name/],
      [{ ...link("a"), display_name: "x".repeat(65) }, /display_name/],
      [{ ...link("a"), type: "board" }, /type/],
      [{ ...link("a"), link_url: "" }, /link_url/],
      [{ ...link("a"), link_url: "javascript:alert(1)" }, /link_url/],
      [{ ...link("a"), link_url: "no address" }, /link_url/],
      [{ ...link("a"), image_url: "data:image/png;base64,AA" }, /image_url/],
      [{ ...link("a"), file_id: "z".repeat(26) }, /file_id/],
      [{ type: "file", display_name: "a" }, /file_id/],
      [{ type: "file", display_name: "a", file_id: "../x" }, /file_id/],
      [{ type: "file", display_name: "a", file_id: "z".repeat(26) }, /file/],
    ];
    for (const [body, words] of cases) {
      const error = await bob.fails("POST", path, body);
      assert.equal(error.status_code, 400, JSON.stringify(body));
      assert.match(error.message, words);
    }
    const { id } = await bob.post(path, link("a"));
    for (const patch of [{ link_url: "javascript:1" }, { file_id: "z".repeat(26) }, { display_name: "" }])
      assert.equal((await bob.fails("PATCH", `${path}/${id}`, patch)).status_code, 400);
  });
});
