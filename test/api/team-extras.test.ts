import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person, stranger } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("pictures of teams", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string };
  const form = (bytes: Uint8Array, field = "image") => {
    const data = new FormData();
    data.append(field, new Blob([bytes as Uint8Array<ArrayBuffer>]), "team.png");
    return data;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    cat = await aUser(ada, "cat");
    team = await aTeam(ada, "crew");
    await join(ada, team, bob);
  });
  after(() => server.stop());

  it("are set by those who manage the team, seen by those who see it, and removed", async () => {
    const at = `/teams/${team.id}/image`;
    assert.equal((await bob.fails("GET", at)).status_code, 404);
    const listener = await Listener.open(bob);
    assert.equal((await ada.send("POST", at, form(await aPicture(300, 200)))).status, 200);
    const told = JSON.parse((await listener.next("update_team")).data.team);
    assert.ok(told.last_team_icon_update > 0);
    const answer = await bob.send("GET", at);
    assert.equal(answer.headers.get("content-type"), "image/png");
    assert.deepEqual([...answer.body.subarray(1, 4)], [...Buffer.from("PNG")]);
    const again = await bob.send("GET", at, undefined, { "If-None-Match": answer.headers.get("etag") ?? "" });
    assert.equal(again.status, 304);
    assert.equal((await bob.send("POST", at, form(await aPicture(300, 200)))).status, 403);
    assert.equal((await bob.fails("DELETE", at)).status_code, 403);
    for (const person of [cat])
      assert.equal((await person.fails("GET", at)).status_code, 404, "a team one cannot see does not exist");
    assert.equal((await stranger(server).fails("GET", at)).status_code, 401);
    await ada.delete(at);
    assert.equal((await bob.fails("GET", at)).status_code, 404);
    listener.close();
  });

  it("must be pictures", async () => {
    const at = `/teams/${team.id}/image`;
    assert.equal(
      (await ada.send("POST", at, form(Buffer.from("<svg onload=alert(1)>")))).body.id,
      "api.user.upload_profile_user.decode.app_error",
    );
    assert.equal(
      (await ada.send("POST", at, form(await aPicture(300, 200), "file"))).body.id,
      "api.user.upload_profile_user.array.app_error",
    );
    assert.equal((await ada.send("POST", at, "no form")).status, 400);
    assert.equal((await ada.fails("GET", at)).status_code, 404);
  });
});

describe("unread counts of teams", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let crew: { id: string };
  let other: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    crew = await aTeam(ada, "crew");
    other = await aTeam(ada, "other");
    await join(ada, crew, bob);
    await join(ada, other, bob);
  });
  after(() => server.stop());

  it("count what is unread in each team, without muted channels", async () => {
    const noise = await aChannel(ada, crew, "noise");
    const plans = await aChannel(ada, crew, "plans");
    for (const channel of [noise, plans]) await add(ada, channel, bob);
    await bob.put(`/channels/${noise.id}/members/${bob.id}/notify_props`, { mark_unread: "mention" });
    await server.sql(
      "UPDATE channels SET total_msg_count = total_msg_count + 3, total_msg_count_root = total_msg_count_root + 2, last_post_at = $2 WHERE id = ANY($1)",
      [[noise.id, plans.id], Date.now() + 1000],
    );
    await server.sql(
      "UPDATE channel_members m SET msg_count = c.total_msg_count, msg_count_root = c.total_msg_count_root FROM channels c WHERE c.id = m.channel_id AND c.name IN ('town-square', 'off-topic')",
    );
    const nothing = {
      msg_count: 0,
      mention_count: 0,
      msg_count_root: 0,
      mention_count_root: 0,
      thread_count: 0,
      thread_mention_count: 0,
      thread_urgent_mention_count: 0,
    };
    const expected = { ...nothing, team_id: crew.id, msg_count: 3, msg_count_root: 2 };
    const all = await bob.get<{ team_id: string }[]>("/users/me/teams/unread");
    assert.deepEqual(
      all.find((one) => one.team_id === crew.id),
      expected,
    );
    assert.deepEqual(
      all.find((one) => one.team_id === other.id),
      { ...nothing, team_id: other.id },
    );
    assert.deepEqual(await bob.get<unknown[]>(`/users/me/teams/unread?exclude_team=${other.id}`), [expected]);
    assert.deepEqual(await bob.get(`/users/${bob.id}/teams/${crew.id}/unread`), expected);
  });

  it("count unread threads when they are wanted", async () => {
    const talk = await aChannel(ada, crew, "talk");
    await add(ada, talk, bob);
    const root = await aPost(bob, talk, "who comes?");
    await aPost(ada, talk, "we do, @bob", { root_id: root.id });
    const one = await bob.get(`/users/me/teams/${crew.id}/unread`);
    assert.deepEqual([one.thread_count, one.thread_mention_count, one.thread_urgent_mention_count], [1, 1, 0]);
    const counted = await bob.get("/users/me/teams/unread?include_collapsed_threads=true");
    assert.deepEqual(
      counted.map((team: { team_id: string; thread_count: number }) => [team.team_id, team.thread_count]).sort(),
      [
        [crew.id, 1],
        [other.id, 0],
      ].sort(),
    );
    const plain = await bob.get("/users/me/teams/unread");
    assert.ok(plain.every((team: { thread_count: number }) => team.thread_count === 0));
  });

  it("are for oneself", async () => {
    const cat = await aUser(ada, "cat");
    assert.equal((await cat.fails("GET", `/users/${bob.id}/teams/unread`)).status_code, 403);
    assert.equal((await cat.fails("GET", `/users/me/teams/${crew.id}/unread`)).status_code, 404);
    assert.deepEqual(await cat.get("/users/me/teams/unread"), []);
  });
});
