import assert from "node:assert/strict";
import { Mailbox, tokenIn } from "../support/mailbox.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const DAY = 86_400_000;

describe("invitations of guests", () => {
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let team: { id: string; name: string; invite_id: string };
  let room: { id: string; name: string };
  let open: { id: string; name: string };

  const mail = (by: Person, emails: string[], channels: string[], more: object = {}, query = "?graceful=true") =>
    by.send("POST", `/teams/${team.id}/invite-guests/email${query}`, { emails, channels, ...more });
  const link = (by: Person, email: string, channels: string[], more: object = {}) =>
    by.send("POST", `/courtyard/teams/${team.id}/invite_guest_link`, { email, channel_ids: channels, ...more });
  const tokenFor = async (email: string, channels = [room.id], more: object = {}) => {
    const answer = await link(bob, email, channels, more);
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.token as string;
  };
  const signUp = (username: string, email: string, token: string) =>
    stranger(server).send("POST", `/users?t=${token}`, { username, email, password: PASSWORD });
  const configure = (settings: Record<string, unknown>) =>
    ada.put("/config/patch", { GuestAccountsSettings: settings });
  const channelsOf = async (person: Person) =>
    (await person.get(`/users/me/teams/${team.id}/channels`)).map((one: { name: string }) => one.name).sort();

  before(async () => {
    mailbox = await Mailbox.open();
    server = await startTestServer(mailbox.environment, { background: true });
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    team = await aTeam(ada, "crew");
    await join(ada, team, bob);
    room = await aChannel(bob, team, "room", "P");
    open = await aChannel(bob, team, "open");
    // Bob may invite guests, as administrators of teams do once they are allowed to.
    await ada.put(`/teams/${team.id}/members/${bob.id}/roles`, { roles: "team_user team_admin" });
    const role = await ada.get("/roles/name/team_admin");
    await ada.put(`/roles/${role.id}/patch`, { permissions: [...role.permissions, "invite_guest"] });
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
  });

  it("make guests of the invited, who see only their channels", async () => {
    const expires = Date.now() + 30 * DAY;
    const answer = await mail(bob, ["Gus@Partner.example"], [room.id], {
      message: "<b>Come in</b>",
      guest_expires_at: expires,
    });
    assert.deepEqual(answer.body, [{ email: "gus@partner.example", error: null }]);
    const letter = await mailbox.next("gus@partner.example");
    assert.match(letter.text, /as a guest/);
    assert.match(letter.text, /you see these channels and the people in them: room\./);
    assert.match(letter.html, /&lt;b&gt;Come in&lt;\/b&gt;/);
    const token = tokenIn(letter);
    assert.equal((await signUp("mallory", "mallory@partner.example", token)).status, 400, "another address");
    const made = await signUp("gus", "gus@partner.example", token);
    assert.deepEqual([made.status, made.body.roles, made.body.email_verified], [201, "system_guest", true]);
    assert.equal((await ada.get(`/courtyard/users/${made.body.id}/guest_expiry`)).expires_at, expires);
    const gus = await signIn(server, "gus");
    assert.deepEqual(await channelsOf(gus), ["room"]);
    const member = await ada.get(`/teams/${team.id}/members/${gus.id}`);
    assert.deepEqual([member.scheme_guest, member.scheme_user], [true, false]);
    const inRoom = await ada.get(`/channels/${room.id}/members/${gus.id}`);
    assert.deepEqual([inRoom.scheme_guest, inRoom.scheme_user], [true, false]);
    assert.equal((await gus.fails("GET", `/channels/${open.id}`)).status_code, 404);
    assert.equal((await signUp("gus2", "gus@partner.example", token)).status, 400, "used up");
  });

  it("are good once, also for twenty who try at once", async () => {
    const token = await tokenFor("eve@partner.example");
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => signUp(`eve${n}`, "eve@partner.example", token)),
    );
    assert.equal(answers.filter((one) => one.status === 201).length, 1);
    assert.ok(answers.every((one) => one.status < 500));
  });

  it("add guests who have an account, and keep the end of it", async () => {
    const gus = await signIn(server, "gus");
    const before = await ada.get(`/courtyard/users/${gus.id}/guest_expiry`);
    await mail(bob, ["gus@partner.example"], [open.id], { guest_expires_at: Date.now() + 2 * DAY });
    const letter = await mailbox.next("gus@partner.example", (one) => /Join the team/.test(one.text));
    await gus.post(`/teams/members/invite?token=${tokenIn(letter)}`);
    assert.deepEqual(await channelsOf(gus), ["open", "room"]);
    assert.deepEqual(await ada.get(`/courtyard/users/${gus.id}/guest_expiry`), before);
    assert.deepEqual((await gus.get("/users/me")).roles, "system_guest");
  });

  it("let no guest in by the links of members", async () => {
    const gus = await signIn(server, "gus");
    const other = await aTeam(ada, "others");
    assert.equal((await gus.fails("POST", `/teams/members/invite?invite_id=${other.invite_id}`)).status_code, 403);
    const { token } = await ada.post(`/courtyard/teams/${other.id}/invite_link`, { email: "gus@partner.example" });
    const refused = await gus.fails("POST", `/teams/members/invite?token=${token}&invite_id=${other.invite_id}`);
    assert.equal(refused.id, "api.team.add_user_to_team_from_invite.guest.app_error");
    assert.equal((await gus.get("/users/me/teams")).length, 1);
  });

  it("demote nobody: a member stays one, and comes in only where the inviter may bring members in", async () => {
    const cat = await aUser(ada, "cat");
    await cat.post(`/teams/members/invite?token=${await tokenFor("cat@example.org")}`);
    assert.equal((await cat.get("/users/me")).roles, "system_user");
    const member = await ada.get(`/teams/${team.id}/members/${cat.id}`);
    assert.deepEqual([member.scheme_guest, member.scheme_user], [false, true]);
    assert.ok((await channelsOf(cat)).includes("room"));

    // Somebody who may invite guests but no members.
    const role = await ada.get("/roles/name/team_user");
    const without = role.permissions.filter((one: string) => one !== "invite_user");
    await ada.put(`/roles/${role.id}/patch`, { permissions: [...without, "invite_guest"] });
    await ada.put(`/teams/${team.id}/members/${bob.id}/roles`, { roles: "team_user" });
    const dan = await aUser(ada, "dan");
    const token = await tokenFor("dan@example.org", [open.id]);
    const refused = await dan.fails("POST", `/teams/members/invite?token=${token}`);
    assert.equal(refused.id, "api.team.invalid_invite.app_error");
    assert.deepEqual(await dan.get("/users/me/teams"), []);
    await join(ada, team, dan);
    await dan.post(`/teams/members/invite?token=${token}`);
    assert.ok((await channelsOf(dan)).includes("open"), "who is in the team already comes into the channel");
    await ada.put(`/roles/${role.id}/patch`, { permissions: role.permissions });
    await ada.put(`/teams/${team.id}/members/${bob.id}/roles`, { roles: "team_user team_admin" });
  });

  it("need channels of the team that the inviter may fill", async () => {
    const hidden = await aChannel(ada, team, "hidden", "P");
    const elsewhere = await aChannel(ada, await aTeam(ada, "elsewhere"), "far", "O");
    const gone = await aChannel(bob, team, "gone", "P");
    await bob.delete(`/channels/${gone.id}`);
    const statuses = async (channels: string[]) => [
      (await mail(bob, ["x@partner.example"], channels)).status,
      (await link(bob, "x@partner.example", channels)).status,
    ];
    assert.deepEqual(await statuses([]), [400, 400], "none");
    assert.deepEqual(await statuses([room.id, hidden.id]), [404, 404], "hidden from the inviter");
    assert.deepEqual(await statuses([elsewhere.id]), [404, 404], "of a team the inviter is not in");
    assert.deepEqual(await statuses([gone.id]), [400, 400], "archived");
    assert.equal((await link(ada, "x@partner.example", [elsewhere.id])).status, 403, "of another team");
    assert.equal((await mail(bob, ["x@partner.example"], [room.id], { guest_expires_at: 1 })).status, 400);
    assert.equal((await link(bob, "x@partner.example", [room.id], { guest_expires_at: -1 })).status, 400);
    const role = await ada.get("/roles/name/channel_user");
    const fewer = role.permissions.filter((one: string) => one !== "manage_public_channel_members");
    await ada.put(`/roles/${role.id}/patch`, { permissions: fewer });
    const taken = await aChannel(ada, team, "adas");
    assert.deepEqual(await statuses([taken.id]), [403, 403], "seen, but not to be filled");
    await ada.put(`/roles/${role.id}/patch`, { permissions: role.permissions });
  });

  it("are for those who may invite guests; for others the team does not exist", async () => {
    const member = await aUser(ada, "member");
    await join(ada, team, member);
    const out = await aUser(ada, "outsider");
    await add(bob, room, member);
    for (const send of [mail, link] as ((...given: any[]) => Promise<{ status: number }>)[]) {
      const to = send === mail ? ["x@partner.example"] : "x@partner.example";
      assert.equal((await send(member, to, [room.id])).status, 403);
      assert.equal((await send(out, to, [room.id])).status, 404);
      assert.equal((await send(stranger(server), to, [room.id])).status, 401);
      assert.equal((await send(await signIn(server, "gus"), to, [room.id])).status, 403);
    }
  });

  it("respect the domains of guests, and not those of members", async () => {
    await configure({ RestrictCreationToDomains: "partner.example" });
    await ada.put("/config/patch", { TeamSettings: { RestrictCreationToDomains: "example.org" } });
    await ada.put(`/teams/${team.id}/patch`, { allowed_domains: "example.org" });
    const answer = await mail(bob, ["hal@partner.example", "hal@other.example", "hal@example.org", "a@b@c"], [room.id]);
    assert.deepEqual(
      answer.body.map((one: { error: { id: string } | null }) => one.error?.id ?? "sent"),
      [
        "sent",
        "api.user.create_user.accepted_domain.app_error",
        "api.user.create_user.accepted_domain.app_error",
        "model.user.is_valid.email.app_error",
      ],
    );
    const strict = await mail(bob, ["hal@partner.example", "hal@other.example"], [room.id], {}, "");
    assert.equal(strict.body.id, "api.user.create_user.accepted_domain.app_error");
    assert.equal((await link(bob, "hal@other.example", [room.id])).status, 400);
    const token = tokenIn(await mailbox.next("hal@partner.example"));
    const late = await tokenFor("ida@partner.example");
    const hal = await signUp("hal", "hal@partner.example", token);
    assert.equal(hal.status, 201, JSON.stringify(hal.body));
    assert.deepEqual(await channelsOf(await signIn(server, "hal")), ["room"]);
    await configure({ RestrictCreationToDomains: "elsewhere.example" });
    assert.equal((await signUp("ida", "ida@partner.example", late)).status, 400, "domains that changed since");
    await configure({ RestrictCreationToDomains: "" });
    await ada.put("/config/patch", { TeamSettings: { RestrictCreationToDomains: "" } });
    await ada.put(`/teams/${team.id}/patch`, { allowed_domains: "" });
  });

  it("end with what they stand on", async () => {
    const inviter = await aUser(ada, "inviter");
    await join(ada, team, inviter);
    await ada.put(`/teams/${team.id}/members/${inviter.id}/roles`, { roles: "team_user team_admin" });
    const own = await aChannel(inviter, team, "own", "P");
    const other = await aChannel(inviter, team, "second", "P");
    const made = async (email: string, more: object = {}) =>
      (await link(inviter, email, [own.id, other.id], more)).body.token as string;
    const [one, two, three] = [
      await made("one@partner.example"),
      await made("two@partner.example"),
      await made("three@partner.example", { guest_expires_at: Date.now() + DAY }),
    ];
    await inviter.delete(`/channels/${own.id}`);
    assert.equal((await signUp("one", "one@partner.example", one)).status, 201, "one channel is left");
    assert.deepEqual(await channelsOf(await signIn(server, "one")), ["second"]);
    await configure({ Enable: false });
    assert.equal((await signUp("two", "two@partner.example", two)).status, 400, "no guests any more");
    const off = await mail(bob, ["x@partner.example"], [room.id]);
    assert.deepEqual([off.status, off.body.id], [501, "api.context.feature_disabled.app_error"]);
    assert.equal((await link(bob, "x@partner.example", [room.id])).status, 501);
    await configure({ Enable: true });
    await server.sql(
      `UPDATE tokens SET extra = jsonb_set(extra, '{guest,expires_at}', to_jsonb($1::bigint)) WHERE extra->>'email' = 'three@partner.example'`,
      [Date.now() - 1],
    );
    assert.equal((await signUp("three", "three@partner.example", three)).status, 400, "the guest's time is over");
    await inviter.delete(`/channels/${other.id}`);
    assert.equal((await signUp("two", "two@partner.example", two)).status, 400, "no channel is left");
    const last = await tokenFor("four@partner.example");
    await ada.put(`/teams/${team.id}/members/${bob.id}/roles`, { roles: "team_user" });
    assert.equal((await signUp("four", "four@partner.example", last)).status, 400, "may invite no guests any more");
    await ada.put(`/teams/${team.id}/members/${bob.id}/roles`, { roles: "team_user team_admin" });
    const cancelled = await tokenFor("five@partner.example");
    await ada.delete("/teams/invites/email");
    assert.equal((await signUp("five", "five@partner.example", cancelled)).status, 400);
  });

  it("leave one record each", async () => {
    await mail(bob, ["rec@partner.example"], [room.id]);
    await link(bob, "rec@partner.example", [room.id]);
    const rows = await server.sql<{ action: string }>(
      "SELECT action FROM audits WHERE user_id = $1 AND action LIKE 'teams.invite_guests%' ORDER BY create_at DESC, id DESC LIMIT 2",
      [bob.id],
    );
    assert.deepEqual(rows.map((row) => row.action).sort(), ["teams.invite_guests.email", "teams.invite_guests.link"]);
  });
});
