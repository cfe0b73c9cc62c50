import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

/** Something to wait for. */
function signal() {
  let give = () => {};
  const given = new Promise<void>((done) => (give = done));
  return { give, given };
}

describe("teams and channels", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let cleo: Person;
  let team: { id: string; name: string; invite_id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
    cleo = await aUser(ada, "cleo");
    team = await aTeam(ben, "garden");
    await join(ben, team, ada);
  });
  after(() => server.stop());

  it("gives a new team its default channels and its maker the administration", async () => {
    const channels = await ben.get(`/users/me/teams/${team.id}/channels`);
    assert.deepEqual(channels.map((channel: any) => channel.name).sort(), ["off-topic", "town-square"]);
    const [member] = await ben.get("/users/me/teams/members");
    assert.equal(member.roles, "team_user team_admin");
    assert.ok(team.invite_id);
  });

  it("hides a team from those outside, and answers as for one that does not exist", async () => {
    const unknown = "z".repeat(26);
    for (const path of ["", "/stats", "/members", "/channels"]) {
      const hidden = await cleo.fails("GET", `/teams/${team.id}${path}`);
      const missing = await cleo.fails("GET", `/teams/${unknown}${path}`);
      assert.deepEqual([hidden.id, hidden.status_code], [missing.id, missing.status_code]);
      assert.equal(hidden.status_code, 404);
    }
    assert.deepEqual(await cleo.get("/teams"), []);
  });

  it("takes a person in by the invitation link, also at sign-up", async () => {
    const info = await stranger(server).get(`/teams/invite/${team.invite_id}`);
    assert.equal(info.display_name, "garden");
    await stranger(server).post(`/users?iid=${team.invite_id}`, {
      username: "dora",
      email: "dora@example.org",
      password: "long enough",
    });
    const names = (await ben.get(`/users?in_team=${team.id}`)).map((user: any) => user.username);
    assert.deepEqual(names.sort(), ["ada", "ben", "dora"]);
    const bad = await stranger(server).fails("GET", `/teams/invite/${"x".repeat(26)}`);
    assert.equal(bad.status_code, 404);
  });

  it("keeps private channels to their members", async () => {
    const secret = await aChannel(ben, team, "secret", "P");
    const dora = await aUser(ada, "dora2");
    await join(ben, team, dora);
    const hidden = await dora.fails("GET", `/channels/${secret.id}`);
    const missing = await dora.fails("GET", `/channels/${"z".repeat(26)}`);
    assert.deepEqual([hidden.id, hidden.status_code], [missing.id, missing.status_code]);
    assert.equal((await dora.fails("POST", `/channels/${secret.id}/members`, { user_id: dora.id })).status_code, 404);
    await add(ben, secret, dora);
    assert.equal((await dora.get(`/channels/${secret.id}`)).name, "secret");
    await dora.delete(`/channels/${secret.id}/members/${dora.id}`);
    assert.equal((await dora.fails("GET", `/channels/${secret.id}`)).status_code, 404);
  });

  it("gives a team administrator outside a private channel no rights in it", async () => {
    const elsa = await aUser(ada, "elsa");
    await join(ben, team, elsa);
    const own = await aChannel(elsa, team, "elsas-own", "P");
    for (const [method, path, body] of [
      ["GET", `/channels/${own.id}`],
      ["PUT", `/channels/${own.id}/patch`, { header: "mine now" }],
      ["DELETE", `/channels/${own.id}`],
      ["POST", `/channels/${own.id}/members`, { user_id: ben.id }],
      ["PUT", `/channels/${own.id}/members/${elsa.id}/roles`, { roles: "channel_user" }],
    ] as const) {
      assert.equal((await ben.fails(method, path, body)).status_code, 404, `${method} ${path}`);
    }
  });

  it("opens one direct conversation, whoever asks first, even at the same moment", async () => {
    const [one, two] = await Promise.all([aDirect(ben, cleo), aDirect(cleo, ben)]);
    assert.equal(one.id, two.id);
    const channel = await ben.get(`/channels/${one.id}`);
    assert.equal(channel.name, [ben.id, cleo.id].sort().join("__"));
    assert.equal(channel.type, "D");
    assert.equal((await ada.get(`/channels/${one.id}/members`)).length, 2);
    const group = await ben.post("/channels/group", [cleo.id, ada.id]);
    assert.equal(group.type, "G");
    assert.equal(group.display_name, "ada, ben, cleo");
    assert.equal(
      (await ben.fails("POST", "/channels/group", [cleo.id])).id,
      "api.channel.create_group.bad_size.app_error",
    );
  });

  it("tells members of a change, and nobody else", async () => {
    const room = await aChannel(ben, team, "room", "P");
    await add(ben, room, ada);
    const [inside, outside] = await Promise.all([Listener.open(ada), Listener.open(cleo)]);
    await ben.put(`/channels/${room.id}/patch`, { header: "only for us" });
    const { data } = await inside.next("channel_updated");
    assert.equal(JSON.parse(data.channel).header, "only for us");
    assert.deepEqual(await outside.all("channel_updated"), []);
    await ben.delete(`/channels/${room.id}/members/${ada.id}`);
    await inside.next("user_removed", (heard) => heard.data.channel_id === room.id);
    await inside.forget();
    await ben.put(`/channels/${room.id}/patch`, { header: "ada is gone" });
    assert.deepEqual(await inside.all("channel_updated"), []);
    inside.close();
    outside.close();
  });

  it("archives and restores, and keeps the main channel", async () => {
    const room = await aChannel(ben, team, "to-archive");
    await ben.delete(`/channels/${room.id}`);
    assert.equal(
      (await ben.fails("PUT", `/channels/${room.id}/patch`, { header: "x" })).id,
      "api.channel.update_channel.deleted.app_error",
    );
    assert.deepEqual(
      (await ben.get(`/teams/${team.id}/channels/deleted`)).map((c: any) => c.id),
      [room.id],
    );
    assert.equal((await ben.post(`/channels/${room.id}/restore`)).delete_at, 0);
    const main = await ben.get(`/teams/${team.id}/channels/name/town-square`);
    assert.equal((await ben.fails("DELETE", `/channels/${main.id}`)).id, "api.channel.leave.default.app_error");
    assert.equal(
      (await ben.fails("DELETE", `/channels/${main.id}/members/${ben.id}`)).id,
      "api.channel.leave.default.app_error",
    );
  });

  it("gives all memberships of a person by pages, or at once", async () => {
    const ids = (list: { channel_id: string }[]) => list.map((one) => one.channel_id).sort();
    const paths = (query: string) => `/users/me/channel_members?${query}`;
    const all = await ben.get(paths("page=-1&per_page=1"));
    const own = await ben.get(`/users/me/teams/${team.id}/channels`);
    assert.deepEqual(ids(all), own.map((channel: { id: string }) => channel.id).sort());
    const names = new Map(own.map((one: { id: string; team_id: string }) => [one.id, one.team_id && "garden"]));
    assert.ok([...names.values()].includes("") && names.size > 2);
    for (const one of all) assert.equal(one.team_name, names.get(one.channel_id), "conversations are in no team");
    const pages = [...(await ben.get(paths("page=0&per_page=2"))), ...(await ben.get(paths("page=1&per_page=200")))];
    assert.equal((await ben.get(paths("page=0&per_page=2"))).length, 2);
    assert.ok(pages.length >= 2);
    assert.equal((await ben.fails("GET", paths("page=-2"))).status_code, 400);
    assert.equal((await cleo.fails("GET", `/users/${ben.id}/channel_members?page=-1`)).status_code, 403);
  });

  it("searches all channels by what administrators narrow it to", async () => {
    const open = await aChannel(ben, team, "hunt-open");
    const closed = await aChannel(ben, team, "hunt-closed", "P");
    const gone = await aChannel(ben, team, "hunt-gone");
    await ben.delete(`/channels/${gone.id}`);
    const search = async (person: Person, body: object, query = "") => {
      const found = await person.post(`/channels/search${query}`, { term: "hunt-", ...body });
      return (found.channels ?? found).map((channel: { name: string }) => channel.name).sort();
    };
    assert.deepEqual(await search(ada, {}), [closed.name, open.name]);
    assert.deepEqual(await search(ada, { private: false, page: 0, per_page: 10 }), [closed.name, open.name]);
    assert.deepEqual(await search(ada, { private: true, public: false }), [closed.name]);
    assert.deepEqual(await search(ada, { public: true }), [open.name]);
    assert.deepEqual(await search(ada, {}, "?include_deleted=true"), [closed.name, gone.name, open.name]);
    assert.deepEqual(await search(ada, { deleted: true }), [gone.name]);
    assert.deepEqual(await search(ada, {}, "?system_console=false"), [open.name], "as any member of the team");
    assert.deepEqual(await search(cleo, {}), []);
    const first = { term: "", exclude_default_channels: true };
    assert.ok(!(await search(ada, first)).includes("town-square"));
    const listed = await ada.get("/channels?per_page=200&exclude_default_channels=true");
    assert.ok(!listed.some((channel: { name: string }) => ["town-square", "off-topic"].includes(channel.name)));
    assert.ok(listed.length >= 2);
  });

  it("keeps nothing of what was read just before somebody was taken out of a channel", async () => {
    const secret = await aChannel(ben, team, "just-before", "P");
    const petra = await aUser(ada, "petra");
    await join(ben, team, petra);
    await add(ben, secret, petra);
    const { db } = server.app.platform;
    const usual = db.row;
    const [asked, removed] = [signal(), signal()];
    // What is read of her place in the channel arrives only when she is out of it.
    db.row = async function (this: typeof db, statement, values) {
      const found = await usual.call(this, statement, values);
      if (statement.name === "channels.standing" && values?.[1] === petra.id) {
        asked.give();
        await removed.given;
      }
      return found as never;
    };
    try {
      const early = petra.send("GET", `/channels/${secret.id}/posts`);
      await asked.given;
      await ben.delete(`/channels/${secret.id}/members/${petra.id}`);
      removed.give();
      assert.equal((await early).status, 200, "asked while she was in it");
    } finally {
      db.row = usual;
    }
    assert.equal((await petra.send("GET", `/channels/${secret.id}/posts`)).status, 404);
  });

  it("names the field that is wrong", async () => {
    const cases: [string, string, unknown, RegExp][] = [
      ["POST", "/channels", { team_id: team.id, name: "Bad Name!", display_name: "x", type: "O" }, /channel address/],
      ["POST", "/channels", { team_id: team.id, name: "ok", display_name: "x", type: "Q" }, /type/],
      ["POST", "/channels", { team_id: "short", name: "ok", display_name: "x", type: "O" }, /team_id/],
      ["POST", "/teams", { name: "A!", display_name: "x" }, /team address/],
      ["POST", "/channels", "{not json", /not valid JSON/],
      ["POST", "/channels", { team_id: team.id, name: "nul", display_name: "a\0b", type: "O" }, /display_name/],
    ];
    for (const [method, path, body, words] of cases) {
      const error = await ben.fails(method, path, body);
      assert.equal(error.status_code, 400, JSON.stringify(error));
      assert.match(error.message, words);
    }
  });
});
