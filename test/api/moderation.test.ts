import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("moderation of channels", () => {
  let server: TestServer;
  let [ada, bob, cat, dan, gus]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };
  let path: string;

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [bob, cat, dan, gus] = [
      await aUser(ada, "bob"),
      await aUser(ada, "cat"),
      await aUser(ada, "dan"),
      await aUser(ada, "gus"),
    ];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat, dan, gus);
  });
  after(() => server.stop());
  /** Made and administered by bob; cat is a member, gus a guest of it. */
  beforeEach(async () => {
    channel = await aChannel(bob, team, `beds-${Math.random().toString(36).slice(2)}`);
    await add(bob, channel, cat, gus);
    await ada.put(`/channels/${channel.id}/members/${gus.id}/schemeRoles`, {
      scheme_user: false,
      scheme_guest: true,
      scheme_admin: false,
    });
    path = `/channels/${channel.id}/moderations`;
  });

  const set = (name: string, roles: object, person = bob) => person.put(`${path}/patch`, [{ name, roles }]);
  const status = async (person: Person, method: string, to: string, body?: unknown) =>
    (await person.send(method, to, body)).status;
  const writes = (person: Person) => status(person, "POST", "/posts", { channel_id: channel.id, message: "Hello" });

  it("begin with everything that roles allow", async () => {
    const list = await bob.get(path);
    const on = { value: true, enabled: true };
    const off = { value: false, enabled: false };
    const admins = { value: true, enabled: false };
    assert.deepEqual(list, [
      { name: "create_post", roles: { members: on, guests: on, admins } },
      { name: "create_reactions", roles: { members: on, guests: on, admins } },
      { name: "manage_members", roles: { members: on, admins } },
      { name: "use_channel_mentions", roles: { members: on, guests: on, admins } },
      { name: "manage_bookmarks", roles: { members: on, admins } },
    ]);
    const after = await set("create_post", { members: false });
    assert.deepEqual(after[0].roles, { members: { value: false, enabled: true }, guests: on, admins });
    assert.deepEqual(after[3].roles.members, off, "who cannot write cannot call everybody");
    assert.deepEqual(await bob.get(path), after);
  });

  it("make a channel read-only for members and guests, each by their own switch, but not for its administrators", async () => {
    const post = await aPost(cat, channel, "Before");
    await set("create_post", { members: false, guests: false });
    const refused = await cat.fails("POST", "/posts", { channel_id: channel.id, message: "After" });
    assert.deepEqual([refused.status_code, refused.id], [403, "api.post.create_post.town_square_read_only"]);
    assert.equal(
      (await cat.fails("POST", "/posts", { channel_id: channel.id, root_id: post.id, message: "Reply" })).status_code,
      403,
    );
    assert.equal(
      (
        await cat.fails("POST", "/posts/schedule", {
          channel_id: channel.id,
          message: "Later",
          scheduled_at: Date.now() + 60_000,
        })
      ).status_code,
      403,
    );
    assert.deepEqual([await writes(gus), await writes(bob), await writes(ada)], [403, 201, 201]);
    assert.equal((await cat.get(`/channels/${channel.id}/posts`)).order.length > 0, true, "reading goes on");
    await set("create_post", { guests: true });
    assert.deepEqual([await writes(cat), await writes(gus)], [403, 201]);
    await set("create_post", { members: true });
    assert.equal(await writes(cat), 201);
  });

  it("keep back what was scheduled before", async () => {
    const { id } = await cat.post("/posts/schedule", {
      channel_id: channel.id,
      message: "Later",
      scheduled_at: Date.now() + 60_000,
    });
    await set("create_post", { members: false });
    await server.sql("UPDATE scheduled_posts SET scheduled_at = 1 WHERE id = $1", [id]);
    const heard = await Listener.open(cat);
    assert.equal(
      JSON.parse((await heard.next("scheduled_post_updated")).data.scheduledPost).error_code,
      "no_channel_permission",
    );
    heard.close();
  });

  it("switch reactions off", async () => {
    const post = await aPost(bob, channel, "React");
    await cat.post("/reactions", { post_id: post.id, emoji_name: "smile" });
    await set("create_reactions", { members: false });
    assert.equal(await status(cat, "POST", "/reactions", { post_id: post.id, emoji_name: "heart" }), 403);
    assert.equal(await status(cat, "DELETE", `/users/me/posts/${post.id}/reactions/smile`), 403);
    assert.deepEqual(
      [
        await status(bob, "POST", "/reactions", { post_id: post.id, emoji_name: "heart" }),
        await status(gus, "POST", "/reactions", { post_id: post.id, emoji_name: "heart" }),
      ],
      [200, 200],
    );
    assert.equal(await writes(cat), 201);
  });

  it("switch calls to everybody off: the message is written, nobody is called", async () => {
    await set("use_channel_mentions", { members: false });
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    await aPost(cat, channel, "@all come");
    assert.equal((await bob.get(`/users/me/channels/${channel.id}/unread`)).mention_count, 0);
    await set("use_channel_mentions", { members: true });
    await aPost(cat, channel, "@all come");
    assert.equal((await bob.get(`/users/me/channels/${channel.id}/unread`)).mention_count, 1);
  });

  it("switch adding and removing of members off, but not coming and going oneself", async () => {
    await set("manage_members", { members: false });
    assert.equal(await status(cat, "POST", `/channels/${channel.id}/members`, { user_id: dan.id }), 403);
    assert.equal(await status(cat, "DELETE", `/channels/${channel.id}/members/${gus.id}`), 403);
    assert.equal(await status(dan, "POST", `/channels/${channel.id}/members`, { user_id: dan.id }), 201);
    assert.equal(await status(dan, "DELETE", `/channels/${channel.id}/members/${dan.id}`), 200);
    assert.equal(await status(bob, "POST", `/channels/${channel.id}/members`, { user_id: dan.id }), 201);
  });

  it("switch bookmarks off", async () => {
    const bookmark = { type: "link", display_name: "a", link_url: "https://example.org" };
    await set("manage_bookmarks", { members: false });
    assert.deepEqual(
      [
        await status(cat, "POST", `/channels/${channel.id}/bookmarks`, bookmark),
        await status(bob, "POST", `/channels/${channel.id}/bookmarks`, bookmark),
      ],
      [403, 201],
    );
  });

  it("are told to clients as roles of the channel's own", async () => {
    const [his, outside] = await Promise.all([Listener.open(cat), Listener.open(dan)]);
    await set("create_post", { members: false });
    const name = `channel_user_${channel.id}`;
    const role = JSON.parse((await his.next("role_updated")).data.role);
    assert.deepEqual(
      [role.name, role.permissions.includes("create_post"), role.permissions.includes("add_reaction")],
      [name, false, true],
    );
    const told = JSON.parse((await his.next("channel_member_updated")).data.channelMember);
    assert.deepEqual([told.user_id, told.roles], [cat.id, name]);
    await his.next("channel_scheme_updated");
    assert.deepEqual(await outside.all("role_updated", "channel_scheme_updated", "channel_member_updated"), []);
    for (const list of [
      [await cat.get(`/channels/${channel.id}/members/me`)],
      await cat.get(`/channels/${channel.id}/members`),
      await cat.get(`/users/me/teams/${team.id}/channels/members`),
    ]) {
      assert.equal(list.find((one: any) => one.channel_id === channel.id && one.user_id === cat.id).roles, name);
    }
    const admin = await bob.get(`/channels/${channel.id}/members/${bob.id}`);
    assert.equal(admin.roles, "channel_user channel_admin");
    const [found, usual] = (
      await cat.post("/roles/names", [name, "channel_user", "channel_user_" + "z".repeat(26)])
    ).sort((a: any, b: any) => b.name.length - a.name.length);
    assert.deepEqual([found, usual.name], [role, "channel_user"]);
    assert.equal((await cat.get(`/roles/name/channel_guest_${channel.id}`)).permissions.includes("create_post"), true);
    // Clients send the names back that they got.
    await bob.put(`/channels/${channel.id}/members/${cat.id}/roles`, { roles: `${name} channel_admin` });
    assert.equal(await writes(cat), 201);
    await bob.put(`/channels/${channel.id}/members/${cat.id}/roles`, { roles: name });
    assert.equal(await writes(cat), 403);
    await set("create_post", { members: true });
    assert.equal((await cat.get(`/channels/${channel.id}/members/me`)).roles, "channel_user");
    his.close();
    outside.close();
  });

  it("are changed by administrators of the channel, team or system alone", async () => {
    for (const person of [cat, gus]) {
      assert.equal((await person.fails("GET", path)).status_code, 403);
      assert.equal(
        (await person.fails("PUT", `${path}/patch`, [{ name: "create_post", roles: { guests: false } }])).status_code,
        403,
      );
    }
    const hidden = await aChannel(bob, team, `hidden-${Date.now()}`, "P");
    assert.equal((await cat.fails("GET", `/channels/${hidden.id}/moderations`)).status_code, 404);
    assert.equal((await ada.get(path)).length, 5);
    assert.equal(await writes(gus), 201);
  });

  it("name what is wrong", async () => {
    for (const [body, words] of [
      [[{ name: "everything", roles: {} }], /0\.name/],
      [[{ name: "create_post", roles: { members: "no" } }], /0\.roles\.members/],
      [[{ name: "create_post" }], /roles/],
      [{}, /body/],
    ] as const) {
      const error = await bob.fails("PUT", `${path}/patch`, body);
      assert.equal(error.status_code, 400);
      assert.match(error.message, words);
    }
    const direct = await aDirect(ada, bob);
    assert.equal((await ada.fails("PUT", `/channels/${direct.id}/moderations/patch`, [])).status_code, 400);
  });
});
