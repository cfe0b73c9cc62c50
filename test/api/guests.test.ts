import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const HOUR = 3_600_000;

describe("guests", () => {
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let team: { id: string };
  let closed: { id: string };
  let open: { id: string };

  const configure = (settings: Record<string, unknown>) =>
    ada.put("/config/patch", { GuestAccountsSettings: settings });
  const membership = (person: Person) => ada.get(`/teams/${team.id}/members/${person.id}`);
  const ids = (list: { user_id: string }[]) => list.map((one) => one.user_id).sort();
  /** A guest of the team who is in the closed channel with Bob. */
  const aGuest = async (name: string) => {
    const guest = await aUser(ada, name);
    await ada.post(`/users/${guest.id}/demote`);
    await join(ada, team, guest);
    await add(ada, closed, guest);
    return guest;
  };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    closed = await aChannel(bob, team, "shed", "P");
    await add(bob, closed, ada);
    open = await aChannel(ada, team, "beds");
  });
  after(() => server.stop());

  it("are made of members, keep their channels, and lose what they were given", async () => {
    const dan = await aUser(ada, "dan");
    await join(ada, team, dan);
    await add(bob, closed, dan);
    await ada.put(`/teams/${team.id}/members/${dan.id}/roles`, { roles: "team_user team_admin" });
    const hears = await Listener.open(dan);
    assert.equal((await dan.send("GET", `/channels/${open.id}`)).status, 200);
    await ada.post(`/users/${dan.id}/demote`);
    assert.equal((await hears.next("user_role_updated")).data.roles, "system_guest");
    const told = JSON.parse((await hears.next("memberrole_updated")).data.member);
    assert.deepEqual([told.scheme_guest, told.scheme_user, told.scheme_admin], [true, false, false]);
    const channelMember = JSON.parse(
      (await hears.next("channel_member_updated", (heard) => heard.data.channelMember.includes(closed.id))).data
        .channelMember,
    );
    assert.deepEqual([channelMember.scheme_guest, channelMember.scheme_user], [true, false]);
    hears.close();
    const member = await membership(dan);
    assert.deepEqual([member.roles, member.explicit_roles], ["team_guest", ""]);
    // The same session has the new rights at once.
    assert.equal((await dan.send("GET", `/channels/${open.id}`)).status, 404);
    assert.equal((await dan.send("GET", `/channels/${closed.id}`)).status, 200);
    assert.equal((await dan.send("POST", "/teams", { name: "mine", display_name: "Mine" })).status, 403);
    for (const [place, kinds] of [
      [`/teams/${team.id}`, "team_user team_guest"],
      [`/channels/${closed.id}`, "channel_guest channel_admin"],
    ])
      assert.equal((await ada.fails("PUT", `${place}/members/${dan.id}/roles`, { roles: kinds })).status_code, 400);
    assert.equal(
      (await ada.fails("POST", `/users/${dan.id}/demote`)).id,
      "api.user.demote_user_to_guest.already_guest.app_error",
    );
  });

  it("become members of everything they are in", async () => {
    const eve = await aGuest("eve");
    assert.equal((await eve.send("GET", `/channels/${open.id}`)).status, 404);
    await ada.post(`/users/${eve.id}/promote`);
    assert.equal((await membership(eve)).roles, "team_user");
    const joined = (await eve.get<{ name: string }[]>(`/users/me/teams/${team.id}/channels`)).map((one) => one.name);
    assert.deepEqual(joined.sort(), ["off-topic", "shed", "town-square"]);
    assert.equal((await eve.send("GET", `/channels/${open.id}`)).status, 200);
    assert.equal(
      (await ada.fails("POST", `/users/${eve.id}/promote`)).id,
      "api.user.promote_guest_to_user.no_guest.app_error",
    );
  });

  it("are made and unmade by administrators only, and the last of those stays one", async () => {
    for (const deed of ["promote", "demote"])
      assert.equal((await bob.send("POST", `/users/${cat.id}/${deed}`)).status, 403);
    assert.equal(
      (await ada.fails("POST", `/users/${ada.id}/demote`)).id,
      "api.user.update_active.last_admin.app_error",
    );
    assert.equal((await ada.fails("POST", `/users/${"z".repeat(26)}/demote`)).status_code, 404);
  });

  it("see the members of a team they share a channel with, and no others", async () => {
    const fay = await aGuest("fay");
    const known = ids(await fay.get(`/teams/${team.id}/members`));
    assert.ok(known.includes(bob.id) && known.includes(fay.id));
    assert.ok(!known.includes(cat.id));
    assert.ok(ids(await bob.get(`/teams/${team.id}/members`)).includes(cat.id));
    assert.equal((await fay.send("GET", `/teams/${team.id}/members/${cat.id}`)).status, 404);
    assert.deepEqual(ids(await fay.post(`/teams/${team.id}/members/ids`, [bob.id, cat.id])), [bob.id]);
    assert.equal((await fay.get(`/teams/${team.id}/stats`)).total_member_count, known.length);
    assert.equal((await fay.get("/users/stats")).total_users_count, known.length);
    assert.equal((await fay.send("POST", "/channels/direct", [fay.id, cat.id])).status, 404);
    assert.deepEqual(await fay.post(`/teams/${team.id}/channels/search`, { term: "beds" }), []);
    assert.equal((await fay.send("GET", `/teams/${team.id}/channels`)).status, 403);
  });

  it("cannot be of domains that are not allowed", async () => {
    await configure({ RestrictCreationToDomains: "partner.example" });
    assert.equal(
      (await ada.fails("POST", `/users/${cat.id}/demote`)).id,
      "api.user.create_user.accepted_domain.app_error",
    );
    await configure({ RestrictCreationToDomains: "partner.example, Example.org" });
    await ada.post(`/users/${cat.id}/demote`);
    await ada.post(`/users/${cat.id}/promote`);
    await configure({ RestrictCreationToDomains: "" });
  });

  it("cannot sign in nor stay where guests are switched off; members can", async () => {
    const gil = await aGuest("gil");
    const hears = await Listener.open(gil);
    await configure({ Enable: false });
    assert.equal((await gil.send("GET", "/users/me")).status, 401);
    const answer = await gil.send("POST", "/users/login", { login_id: "gil", password: gil.password });
    assert.deepEqual([answer.status, answer.body.id], [401, "api.user.login.guest_accounts.disabled.app_error"]);
    await hears.ended();
    assert.equal((await ada.send("POST", `/users/${cat.id}/demote`)).status, 501);
    assert.equal((await bob.get("/users/me")).username, "bob");
    await configure({ Enable: true });
    assert.equal((await (await signIn(server, "gil")).get("/users/me")).username, "gil");
  });

  it("end at the time set for them", async () => {
    const hal = await aGuest("hal");
    const path = `/courtyard/users/${hal.id}/guest_expiry`;
    const at = Date.now() + HOUR;
    assert.equal((await ada.put(path, { expires_at: at })).expires_at, at);
    assert.equal((await ada.get(path)).expires_at, at);
    assert.equal((await ada.fails("PUT", path, { expires_at: 5 })).status_code, 400);
    assert.equal((await bob.send("PUT", path, { expires_at: at })).status, 403);
    assert.equal((await ada.send("PUT", `/courtyard/users/${bob.id}/guest_expiry`, { expires_at: at })).status, 501);
    await server.app.guests.endExpired(at - 1);
    assert.equal((await hal.get("/users/me")).delete_at, 0);
    await server.sql("UPDATE users SET guest_expires_at = $2 WHERE id = $1", [hal.id, Date.now() - 1]);
    const late = await hal.send("POST", "/users/login", { login_id: "hal", password: hal.password });
    assert.equal(late.body.id, "api.user.login.inactive.app_error");
    await server.app.guests.endExpired();
    assert.equal((await hal.send("GET", "/users/me")).status, 401);
    assert.ok((await ada.get(`/users/${hal.id}`)).delete_at > 0);
    await ada.put(`/users/${hal.id}/active`, { active: true });
    await server.app.guests.endExpired();
    assert.equal((await (await signIn(server, "hal")).get("/users/me")).delete_at, 0);
  });
});
