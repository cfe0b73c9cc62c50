import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

interface Scheme {
  id: string;
  name: string;
  default_team_user_role: string;
  default_team_guest_role: string;
  default_team_admin_role: string;
  default_channel_user_role: string;
  default_channel_guest_role: string;
  default_channel_admin_role: string;
}

describe("schemes", () => {
  let server: TestServer;
  let [ada, bob, cat, dan, gus]: Person[] = [];
  let team: { id: string };
  let other: { id: string };
  let channel: { id: string };
  let elsewhere: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat, dan, gus] = [
      await aUser(ada, "bob"),
      await aUser(ada, "cat"),
      await aUser(ada, "dan"),
      await aUser(ada, "gus"),
    ];
  });
  after(() => server.stop());
  /** Bob administers both teams and their channels; cat is a member; gus is a guest of the channel; dan is in the other team. */
  beforeEach(async () => {
    const mark = Math.random().toString(36).slice(2, 10);
    team = await aTeam(bob, `garden-${mark}`);
    other = await aTeam(bob, `other-${mark}`);
    await join(bob, team, cat, gus);
    await join(bob, other, cat, dan);
    channel = await aChannel(bob, team, `beds-${mark}`);
    elsewhere = await aChannel(bob, other, `far-${mark}`);
    await add(bob, channel, cat, gus);
    await add(bob, elsewhere, cat, dan);
    const guest = { scheme_user: false, scheme_guest: true, scheme_admin: false };
    await ada.put(`/channels/${channel.id}/members/${gus.id}/schemeRoles`, guest);
    await ada.put(`/teams/${team.id}/members/${gus.id}/schemeRoles`, guest);
  });

  const make = (scope: "team" | "channel", more: object = {}) =>
    ada.post<Scheme>("/schemes", { display_name: "Quiet", scope, ...more });
  /** Takes permissions from a role, or gives some. */
  const change = async (name: string, { less = [], more = [] }: { less?: string[]; more?: string[] }) => {
    const role = await ada.get<{ id: string; permissions: string[] }>(`/roles/name/${name}`);
    const permissions = [...role.permissions.filter((one) => !less.includes(one)), ...more];
    await ada.put(`/roles/${role.id}/patch`, { permissions });
  };
  const give = (place: "teams" | "channels", id: string, scheme: { id: string } | null) =>
    ada.put(`/${place}/${id}/scheme`, { scheme_id: scheme?.id ?? "" });
  const status = async (person: Person, method: string, to: string, body?: unknown) =>
    (await person.send(method, to, body)).status;
  const writes = (person: Person, where: { id: string }) =>
    status(person, "POST", "/posts", { channel_id: where.id, message: "Hello" });
  const makesChannel = (person: Person, where: { id: string }) => {
    const name = `new-${Math.random().toString(36).slice(2)}`;
    return status(person, "POST", "/channels", { team_id: where.id, name, display_name: name, type: "O" });
  };

  it("begin with what holds for everybody, in roles of their own", async () => {
    const scheme = await make("team", { name: "quiet_teams", description: "For quiet teams" });
    for (const [kind, key] of [
      ["team_user", "default_team_user_role"],
      ["team_guest", "default_team_guest_role"],
      ["team_admin", "default_team_admin_role"],
      ["channel_user", "default_channel_user_role"],
      ["channel_guest", "default_channel_guest_role"],
      ["channel_admin", "default_channel_admin_role"],
    ] as const) {
      const [own, usual] = [await ada.get(`/roles/name/${scheme[key]}`), await ada.get(`/roles/name/${kind}`)];
      assert.deepEqual(own.permissions.toSorted(), usual.permissions.toSorted(), kind);
      assert.deepEqual([own.scheme_managed, own.built_in], [true, false]);
    }
    const small = await make("channel");
    assert.deepEqual([small.default_team_user_role, small.default_channel_user_role.length], ["", 26]);
    assert.deepEqual(await ada.get(`/schemes/${scheme.id}`), scheme);
    const listed = await ada.get<Scheme[]>("/schemes?scope=team");
    assert.deepEqual(
      [listed.some(({ id }) => id === scheme.id), listed.some(({ id }) => id === small.id)],
      [true, false],
    );
    assert.equal((await ada.get<Scheme[]>("/schemes?per_page=1&page=99999")).length, 0);
    const patched = await ada.put(`/schemes/${scheme.id}/patch`, { display_name: "Silent" });
    assert.deepEqual(
      [patched.display_name, patched.description, patched.name],
      ["Silent", "For quiet teams", "quiet_teams"],
    );
  });

  it("of a team replace the roles in it and in its channels, and nowhere else", async () => {
    const scheme = await make("team");
    await change(scheme.default_team_user_role, { less: ["create_public_channel"] });
    await change(scheme.default_channel_user_role, { less: ["add_reaction"] });
    await change(scheme.default_channel_guest_role, { less: ["create_post"] });
    const post = await aPost(bob, channel, "React");
    const far = await aPost(bob, elsewhere, "React");
    const reacts = (person: Person, to: { id: string }) =>
      status(person, "POST", "/reactions", { user_id: person.id, post_id: to.id, emoji_name: "heart" });
    assert.deepEqual([await makesChannel(cat, team), await writes(gus, channel)], [201, 201]);
    await give("teams", team.id, scheme);
    assert.deepEqual([await makesChannel(cat, team), await makesChannel(cat, other)], [403, 201]);
    assert.deepEqual([await reacts(cat, post), await reacts(cat, far)], [403, 200]);
    assert.deepEqual([await writes(gus, channel), await writes(cat, channel)], [403, 201]);
    assert.equal((await ada.get(`/teams/${team.id}`)).scheme_id, scheme.id);
    assert.deepEqual(
      (await ada.get(`/schemes/${scheme.id}/teams`)).map((one: any) => one.id),
      [team.id],
    );
    await give("teams", team.id, null);
    assert.deepEqual(
      [await makesChannel(cat, team), await reacts(cat, post), await writes(gus, channel)],
      [201, 200, 201],
    );
  });

  it("give more, too: what members may not do elsewhere", async () => {
    const scheme = await make("team");
    await change(scheme.default_team_user_role, { more: ["delete_others_posts"] });
    const theirs = await aPost(bob, channel, "Mine");
    assert.equal(await status(cat, "DELETE", `/posts/${theirs.id}`), 403);
    await give("teams", team.id, scheme);
    assert.equal(await status(cat, "DELETE", `/posts/${theirs.id}`), 200);
    assert.equal(await status(cat, "DELETE", `/posts/${(await aPost(bob, elsewhere, "Mine")).id}`), 403);
  });

  it("of a channel hold in it alone, before that of its team", async () => {
    const [ofTeam, ofChannel] = [await make("team"), await make("channel")];
    await change(ofTeam.default_channel_user_role, { less: ["create_post"] });
    const second = await aChannel(bob, team, `second-${Math.random().toString(36).slice(2)}`);
    await add(bob, second, cat);
    await give("teams", team.id, ofTeam);
    assert.deepEqual([await writes(cat, channel), await writes(cat, second)], [403, 403]);
    await give("channels", channel.id, ofChannel);
    assert.deepEqual([await writes(cat, channel), await writes(cat, second)], [201, 403]);
    assert.deepEqual(
      (await ada.get(`/schemes/${ofChannel.id}/channels`)).map((one: any) => one.id),
      [channel.id],
    );
    assert.equal((await ada.get(`/channels/${channel.id}`)).scheme_id, ofChannel.id);
    await give("channels", channel.id, null);
    assert.equal(await writes(cat, channel), 403);
    assert.equal(await writes(bob, channel), 403, "administrators of a channel are members of it too");
    await change(ofTeam.default_channel_admin_role, { more: ["create_post"] });
    assert.deepEqual([await writes(bob, channel), await writes(cat, channel)], [201, 403]);
  });

  it("do not lift what is moderated in a channel", async () => {
    const scheme = await make("team");
    await change(scheme.default_channel_user_role, { less: ["use_channel_mentions"] });
    await bob.put(`/channels/${channel.id}/moderations/patch`, [{ name: "create_post", roles: { members: false } }]);
    await give("teams", team.id, scheme);
    assert.equal(await writes(cat, channel), 403);
    const name = `channel_user_${channel.id}`;
    assert.equal((await cat.get(`/channels/${channel.id}/members/me`)).roles, name);
    const role = await cat.get(`/roles/name/${name}`);
    assert.deepEqual(
      ["create_post", "use_channel_mentions", "add_reaction"].map((one) => role.permissions.includes(one)),
      [false, false, true],
    );
    const switches = await bob.get(`/channels/${channel.id}/moderations`);
    const mentions = switches.find((one: any) => one.name === "use_channel_mentions");
    assert.deepEqual(mentions.roles.members, { value: false, enabled: false });
    await bob.put(`/channels/${channel.id}/moderations/patch`, [{ name: "create_post", roles: { members: true } }]);
    assert.deepEqual(
      [await writes(cat, channel), (await cat.get(`/channels/${channel.id}/members/me`)).roles],
      [201, scheme.default_channel_user_role],
    );
  });

  it("show clients the names of the roles that hold, and take them back", async () => {
    const scheme = await make("team");
    await give("teams", team.id, scheme);
    const { default_team_user_role: user, default_team_admin_role: admin } = scheme;
    assert.equal((await cat.get(`/teams/${team.id}/members/me`)).roles, user);
    assert.equal((await bob.get(`/teams/${team.id}/members/me`)).roles, `${user} ${admin}`);
    const mine = await cat.get("/users/me/teams/members");
    assert.deepEqual(
      mine
        .filter((one: any) => [team.id, other.id].includes(one.team_id))
        .map((one: any) => one.roles)
        .toSorted(),
      [user, "team_user"].toSorted(),
    );
    const members = await cat.get(`/users/me/teams/${team.id}/channels/members`);
    assert.ok(members.length > 1);
    for (const one of members) assert.equal(one.roles, scheme.default_channel_user_role);
    assert.equal((await gus.get(`/channels/${channel.id}/members/me`)).roles, scheme.default_channel_guest_role);
    const names = [user, scheme.default_channel_user_role];
    assert.equal((await cat.post("/roles/names", names)).length, 2);
    await bob.put(`/teams/${team.id}/members/${cat.id}/roles`, { roles: `${user} ${admin}` });
    await bob.put(`/channels/${channel.id}/members/${cat.id}/roles`, {
      roles: `${scheme.default_channel_user_role} ${scheme.default_channel_admin_role}`,
    });
    await give("teams", team.id, null);
    assert.equal((await cat.get(`/teams/${team.id}/members/me`)).roles, "team_user team_admin");
    assert.equal((await cat.get(`/channels/${channel.id}/members/me`)).roles, "channel_user channel_admin");
    const newcomer = await aUser(ada, `new-${Math.random().toString(36).slice(2, 10)}`);
    await give("teams", team.id, scheme);
    const joined = await bob.post(`/teams/${team.id}/members`, { team_id: team.id, user_id: newcomer.id });
    assert.equal(joined.roles, user);
    const added = await bob.post(`/channels/${channel.id}/members`, { user_id: newcomer.id });
    assert.equal(added.roles, scheme.default_channel_user_role);
  });

  it("are told to those concerned, and to nobody else", async () => {
    const scheme = await make("team");
    const own = await make("channel");
    const [his, outside] = await Promise.all([Listener.open(cat), Listener.open(dan)]);
    await give("teams", team.id, scheme);
    assert.equal(JSON.parse((await his.next("update_team_scheme")).data.team).scheme_id, scheme.id);
    const member = JSON.parse((await his.next("memberrole_updated")).data.member);
    assert.deepEqual([member.user_id, member.roles], [cat.id, scheme.default_team_user_role]);
    await his.next("channel_scheme_updated");
    await give("channels", channel.id, own);
    const shown = JSON.parse((await his.next("channel_member_updated")).data.channelMember);
    assert.deepEqual([shown.channel_id, shown.roles], [channel.id, own.default_channel_user_role]);
    const events = ["update_team_scheme", "memberrole_updated", "channel_scheme_updated", "channel_member_updated"];
    assert.deepEqual(await outside.all(...events), []);
    his.close();
    outside.close();
  });

  it("that are deleted leave the roles everybody knows behind", async () => {
    const [ofTeam, ofChannel] = [await make("team", { name: "gone" }), await make("channel")];
    await change(ofTeam.default_team_user_role, { less: ["create_public_channel"] });
    await change(ofChannel.default_channel_user_role, { less: ["create_post"] });
    await give("teams", team.id, ofTeam);
    await give("channels", channel.id, ofChannel);
    assert.deepEqual([await makesChannel(cat, team), await writes(cat, channel)], [403, 403]);
    await ada.delete(`/schemes/${ofTeam.id}`);
    await ada.delete(`/schemes/${ofChannel.id}`);
    assert.deepEqual([await makesChannel(cat, team), await writes(cat, channel)], [201, 201]);
    assert.equal((await cat.get(`/teams/${team.id}/members/me`)).roles, "team_user");
    for (const [method, path] of [
      ["GET", `/schemes/${ofTeam.id}`],
      ["DELETE", `/schemes/${ofTeam.id}`],
      ["GET", `/schemes/${ofTeam.id}/teams`],
      ["GET", `/roles/name/${ofTeam.default_team_user_role}`],
    ] as const)
      assert.equal((await ada.fails(method, path)).status_code, 404, path);
    assert.deepEqual(
      [(await ada.get(`/teams/${team.id}`)).scheme_id, (await ada.get(`/channels/${channel.id}`)).scheme_id],
      ["", ""],
    );
    assert.equal((await make("team", { name: "gone" })).name, "gone", "the name is free again");
    const [record] = await server.sql("SELECT * FROM audits WHERE action = 'schemes.delete' AND object = $1", [
      ofTeam.id,
    ]);
    assert.deepEqual([record.user_id, record.extra], [ada.id, { teams: 1, channels: 0 }]);
  });

  it("refuse what makes no sense, and say why", async () => {
    const [ofTeam, ofChannel] = [await make("team", { name: "taken" }), await make("channel")];
    const direct = await bob.post<{ id: string }>("/channels/direct", [bob.id, cat.id]);
    const nothing = "a".repeat(26);
    for (const [method, path, body, expected, id] of [
      ["POST", "/schemes", { display_name: "x", scope: "planet" }, 400, "api.context.invalid_body_param.app_error"],
      ["POST", "/schemes", { scope: "team" }, 400, "api.context.invalid_body_param.app_error"],
      ["POST", "/schemes", { display_name: " ", scope: "team" }, 400, "api.context.invalid_body_param.app_error"],
      ["POST", "/schemes", { name: "taken", scope: "team" }, 400, "app.scheme.save.exists.app_error"],
      ["PUT", `/schemes/${ofChannel.id}/patch`, { name: "taken" }, 400, "app.scheme.save.exists.app_error"],
      ["GET", "/schemes?scope=planet", undefined, 400, "api.context.invalid_query_param.app_error"],
      ["PUT", `/teams/${team.id}/scheme`, { scheme_id: ofChannel.id }, 400, "app.scheme.scope.app_error"],
      ["PUT", `/channels/${channel.id}/scheme`, { scheme_id: ofTeam.id }, 400, "app.scheme.scope.app_error"],
      ["PUT", `/teams/${team.id}/scheme`, { scheme_id: nothing }, 404, undefined],
      ["PUT", `/teams/${nothing}/scheme`, { scheme_id: ofTeam.id }, 404, undefined],
      ["PUT", `/channels/${direct.id}/scheme`, { scheme_id: ofChannel.id }, 400, undefined],
    ] as const) {
      const error = await ada.fails(method, path, body);
      assert.equal(error.status_code, expected, `${method} ${path} ${JSON.stringify(body)}: ${error.message}`);
      if (id) assert.equal(error.id, id);
    }
    assert.equal((await ada.get(`/teams/${team.id}`)).scheme_id, "");
    for (const person of [bob, cat, gus]) {
      assert.equal(await status(person, "PUT", `/teams/${team.id}/scheme`, { scheme_id: ofTeam.id }), 403);
      assert.equal(await status(person, "GET", "/schemes"), 403);
    }
  });
});
