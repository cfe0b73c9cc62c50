import assert from "node:assert/strict";
import sharp from "sharp";
import {
  announced,
  type Generation,
  generations,
  type OfficialClient,
  restClient,
  socketClient,
} from "../support/official-client.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";

/** The published driver goes through a day of a team: everything here is what its users' programs do, unmodified. */
for (const generation of Object.keys(generations) as Generation[])
  describe(`the published client ${generations[generation]}`, () => aDay(generation));

function aDay(generation: Generation) {
  let server: TestServer;
  let ann: OfficialClient;
  let bob: OfficialClient;
  let annId = "";
  let bobId = "";
  let team: any;
  let square: any;
  const wires: { close(): void }[] = [];

  const wire = (client: OfficialClient) => {
    const opened = socketClient(server.url, client.getToken(), generation);
    wires.push(opened);
    return opened;
  };

  before(async () => {
    server = await startTestServer();
  });
  afterEach(() => {
    for (const opened of wires.splice(0)) opened.close();
  });
  after(() => server.stop());

  it("meets a fresh server and makes its first account and team", async () => {
    ann = restClient(server.url, generation);
    assert.equal((await ann.ping(true)).status, "OK");
    // Named otherwise before release 11.
    const older = ann as unknown as { getClientConfigOld?: typeof ann.getClientConfig };
    const config = await (older.getClientConfigOld ?? ann.getClientConfig)();
    assert.match(config.Version, /^\d+\.\d+\.\d+$/);
    assert.ok(config.DiagnosticId);
    for (const [key, value] of Object.entries(config)) assert.equal(typeof value, "string", key);
    assert.equal((await ann.getClientLicenseOld()).IsLicensed, "false");
    await ann.createUser({ username: "ann", email: "ann@example.org", password: PASSWORD } as never, "", "");
    const me = await ann.login("ann", PASSWORD);
    annId = me.id;
    assert.equal(me.roles, "system_admin system_user");
    assert.match(ann.getToken(), /^[a-z0-9]{26}$/);
    assert.match(ann.getServerVersion(), /^10\.11\.0\./);
    team = await ann.createTeam({ name: "garden", display_name: "Garden", type: "I" } as never);
    assert.ok(team.invite_id);
    const mine = await ann.getMyTeams();
    assert.deepEqual(
      mine.map((one) => one.id),
      [team.id],
    );
    square = await ann.getChannelByName(team.id, "town-square");
  });

  it("joins by the invitation link", async () => {
    bob = restClient(server.url, generation);
    assert.equal((await bob.getTeamInviteInfo(team.invite_id)).display_name, "Garden");
    const made = await bob.createUser(
      { username: "bob", email: "bob@example.org", password: PASSWORD } as never,
      "",
      team.invite_id,
    );
    bobId = made.id;
    await bob.login("bob@example.org", PASSWORD);
    assert.deepEqual(
      (await bob.getMyTeamMembers()).map((member) => member.team_id),
      [team.id],
    );
    const roles = await bob.getRolesByNames(["system_user", "team_user", "channel_user"]);
    assert.equal(roles.length, 3);
    const found = await ann.getProfilesInTeam(team.id, 0, 100);
    assert.deepEqual(found.map((user) => user.username).sort(), ["ann", "bob"]);
  });

  it("loads what a client loads at start", async () => {
    const [channels, members, categories, preferences, unreads, drafts] = await Promise.all([
      bob.getMyChannels(team.id),
      bob.getMyChannelMembers(team.id),
      bob.getChannelCategories("me", team.id),
      bob.getMyPreferences(),
      bob.getMyTeamUnreads(),
      bob.getUserDrafts(team.id),
    ]);
    assert.deepEqual(channels.map((channel) => channel.name).sort(), ["off-topic", "town-square"]);
    assert.equal(members.length, 2);
    assert.deepEqual(categories.order.length, categories.categories.length);
    const sorted = categories.categories.flatMap((category) => category.channel_ids);
    assert.deepEqual([...sorted].sort(), channels.map((channel) => channel.id).sort());
    assert.ok(Array.isArray(preferences) && Array.isArray(unreads) && Array.isArray(drafts));
    assert.deepEqual(await bob.getStatusesByIds([annId, bobId]).then((all) => all.length), 2);
  });

  it("talks live: posts, edits, reacts, pins, replies, deletes", async () => {
    const bobHears = wire(bob);
    await bobHears.next("hello");
    const post = await ann.createPost({
      channel_id: square.id,
      message: "Hello @bob #plans",
      pending_post_id: `${annId}:1`,
    } as never);
    const posted = await bobHears.next("posted", (data) => JSON.parse(data.post).id === post.id);
    assert.deepEqual(JSON.parse(posted.data.mentions), [bobId]);
    assert.equal(posted.broadcast.channel_id, square.id);
    const again = await ann.createPost({
      channel_id: square.id,
      message: "Hello @bob #plans",
      pending_post_id: `${annId}:1`,
    } as never);
    assert.equal(again.id, post.id);

    await ann.patchPost({ id: post.id, message: "Hello there @bob #plans" } as never);
    await bobHears.next("post_edited", (data) => JSON.parse(data.post).message.startsWith("Hello there"));
    assert.equal((await ann.getPostEditHistory(post.id)).length, 1);

    await bob.addReaction(bobId, post.id, "tada");
    await bobHears.next("reaction_added");
    assert.equal((await ann.getReactionsForPost(post.id)).length, 1);
    await bob.removeReaction(bobId, post.id, "tada");
    await bobHears.next("reaction_removed");

    await ann.pinPost(post.id);
    assert.deepEqual((await bob.getPinnedPosts(square.id)).order, [post.id]);
    await ann.unpinPost(post.id);

    const reply = await bob.createPost({ channel_id: square.id, root_id: post.id, message: "An answer" } as never);
    const thread = await ann.getPostThread(post.id);
    assert.deepEqual(Object.keys(thread.posts).sort(), [post.id, reply.id].sort());
    const page = await ann.getPaginatedPostThread(post.id, {
      fetchThreads: true,
      collapsedThreads: true,
      direction: "down",
      perPage: 60,
    } as never);
    assert.equal(page.has_next, false);
    const threads = await ann.getUserThreads("me", team.id, { perPage: 20, extended: false });
    assert.equal(threads.total_unread_threads, 1);
    assert.equal(threads.threads[0]?.unread_replies, 1);
    await ann.updateThreadReadForUser("me", team.id, post.id, Date.now());
    assert.equal((await ann.getUserThreads("me", team.id, {})).total_unread_threads, 0);
    await ann.updateThreadFollowForUser("me", team.id, post.id, false);
    assert.equal((await ann.getUserThreads("me", team.id, {})).total, 0);

    await ann.deletePost(post.id);
    await bobHears.next("post_deleted");
  });

  it("reads a channel in every way of paging", async () => {
    const channel = await ann.createChannel({
      team_id: team.id,
      name: "paging",
      display_name: "Paging",
      type: "O",
    } as never);
    await bob.addToChannel(bobId, channel.id);
    await announced(bob, channel.id, bobId);
    const ids: string[] = [];
    for (let n = 0; n < 7; n++)
      ids.push((await ann.createPost({ channel_id: channel.id, message: `m${n}` } as never)).id);
    const unread = await bob.getPostsUnread(channel.id, "me");
    assert.deepEqual(unread.order.slice(0, 7), [...ids].reverse());
    const first = await bob.getPosts(channel.id, 0, 3);
    assert.deepEqual(first.order, [ids[6], ids[5], ids[4]]);
    assert.deepEqual((await bob.getPostsBefore(channel.id, ids[4] as string, 0, 2)).order, [ids[3], ids[2]]);
    assert.deepEqual((await bob.getPostsAfter(channel.id, ids[4] as string, 0, 2)).order, [ids[6], ids[5]]);
    const since = (await bob.getPosts(channel.id, 0, 1)).posts[ids[6] as string]?.create_at ?? 0;
    await ann.patchPost({ id: ids[0] as string, message: "edited" } as never);
    assert.deepEqual((await bob.getPostsSince(channel.id, since)).order, [ids[0]]);
    assert.equal((await bob.getMyChannelMember(channel.id)).msg_count, 0);
    await bob.viewMyChannel(channel.id);
    assert.equal((await bob.getMyChannelMember(channel.id)).msg_count, 7);
    const marked = await bob.markPostAsUnread("me", ids[5] as string);
    assert.equal((marked as { msg_count: number }).msg_count, 5);
    assert.equal((await ann.getChannelStats(channel.id)).member_count, 2);
  });

  it("talks in direct and group messages", async () => {
    const bobHears = wire(bob);
    await bobHears.next("hello");
    const direct = await ann.createDirectChannel([annId, bobId]);
    assert.equal(direct.name, [annId, bobId].sort().join("__"));
    await bobHears.next("direct_added", (data) => data.teammate_id === annId);
    await ann.createPost({ channel_id: direct.id, message: "just us" } as never);
    const heard = await bobHears.next("posted", (data) => data.channel_type === "D");
    assert.equal(heard.data.sender_name, "@ann");
    assert.equal((await bob.getMyChannelMember(direct.id)).mention_count, 1);
    await ann.createUser({ username: "cleo", email: "cleo@example.org", password: PASSWORD } as never, "", "");
    const cleo = await ann.getUserByUsername("cleo");
    const group = await ann.createGroupChannel([bobId, cleo.id]);
    assert.equal(group.type, "G");
    assert.deepEqual(
      (await ann.getProfilesInGroupChannels([group.id]))[group.id]?.map((user) => user.username).sort(),
      ["bob", "cleo"],
    );
  });

  it("shares a picture and finds it, and finds words", async () => {
    const picture = await sharp({ create: { width: 640, height: 480, channels: 3, background: "#2f6f57" } })
      .jpeg()
      .toBuffer();
    const form = new FormData();
    form.append("channel_id", square.id);
    form.append("client_ids", "one");
    form.append("files", new Blob([new Uint8Array(picture)], { type: "image/jpeg" }), "tulip-bed.jpg");
    const uploaded = await ann.uploadFile(form);
    const info = uploaded.file_infos[0];
    assert.deepEqual([info?.width, info?.height, info?.has_preview_image, info?.extension], [640, 480, true, "jpg"]);
    const post = await ann.createPost({
      channel_id: square.id,
      message: "The tulip bed, version-2 from 10.0.0.7",
      file_ids: [info?.id],
    } as never);
    assert.equal(post.metadata.files[0]?.id, info?.id);
    for (const url of [
      bob.getFileUrl(info?.id ?? "", 0),
      bob.getFileThumbnailUrl(info?.id ?? "", 0),
      bob.getFilePreviewUrl(info?.id ?? "", 0),
    ]) {
      const response = await fetch(url, { headers: { Authorization: `Bearer ${bob.getToken()}` } });
      assert.equal(response.status, 200, url);
      assert.match(response.headers.get("content-type") ?? "", /^image\//);
    }
    for (const terms of [
      "tulip",
      '"tulip bed"',
      "tul*",
      "version-2",
      "10.0.0.7",
      "tulip from:ann",
      "tulip in:town-square",
      "tulip -rose",
    ]) {
      const results = await bob.searchPosts(team.id, terms, false);
      assert.ok(results.order.includes(post.id), terms);
    }
    assert.deepEqual((await bob.searchPosts(team.id, "tulip -bed", false)).order, []);
    assert.deepEqual((await bob.searchPosts(team.id, "tulip from:bob", false)).order, []);
    const files = await bob.searchFiles(team.id, "tulip", false);
    assert.deepEqual(files.order, [info?.id]);
  });

  it("keeps preferences, categories, statuses and drafts", async () => {
    const bobHears = wire(bob);
    await bobHears.next("hello");
    const preference = { user_id: bobId, category: "display_settings", name: "name_format", value: "full_name" };
    await bob.savePreferences(bobId, [preference]);
    await bobHears.next("preferences_changed");
    assert.ok(
      ((await bob.getMyPreferences()) as unknown as (typeof preference)[]).some(
        (one) => one.name === "name_format" && one.value === "full_name",
      ),
    );
    const category = await bob.createChannelCategory("me", team.id, {
      display_name: "Projects",
      channel_ids: [square.id],
    } as never);
    assert.deepEqual(category.channel_ids, [square.id]);
    await bobHears.next("sidebar_category_created");
    await bob.updateStatus({ user_id: bobId, status: "dnd" } as never);
    assert.equal((await ann.getStatus(bobId)).status, "dnd");
    await bob.updateCustomStatus({ emoji: "seedling", text: "Planting", duration: "", expires_at: "" } as never);
    assert.equal(JSON.parse((await ann.getUser(bobId)).props.customStatus ?? "{}").text, "Planting");
    await bob.upsertDraft({ channel_id: square.id, root_id: "", message: "unfinished", user_id: bobId } as never, "");
    assert.equal((await bob.getUserDrafts(team.id))[0]?.message, "unfinished");
  });

  it("sees who is typing, and autocompletes people and channels", async () => {
    const [annHears, bobTypes] = [wire(ann), wire(bob)];
    await Promise.all([annHears.next("hello"), bobTypes.next("hello")]);
    bobTypes.socket.userTyping(square.id, "", () => {});
    const typing = await annHears.next("typing");
    assert.equal(typing.data.user_id, bobId);
    const people = await ann.autocompleteUsers("bo", team.id, square.id);
    assert.deepEqual(
      people.users.map((user) => user.username),
      ["bob"],
    );
    const channels = await ann.autocompleteChannels(team.id, "town");
    assert.deepEqual(
      channels.map((channel) => channel.name),
      ["town-square"],
    );
    assert.deepEqual(
      (await ann.searchChannels(team.id, "pag")).map((channel) => channel.name),
      ["paging"],
    );
  });

  it("survives a cut connection without missing anything", async () => {
    const bobHears = wire(bob);
    await bobHears.next("hello");
    for (let n = 0; n < 30; n++) {
      if (n % 10 === 5) bobHears.cut();
      await ann.createPost({ channel_id: square.id, message: `through the gap ${n}` } as never);
    }
    await bobHears.next("posted", (data) => JSON.parse(data.post).message === "through the gap 29");
    const heard = bobHears.heard
      .filter((message) => message.event === "posted")
      .map((message) => JSON.parse(message.data.post).message);
    assert.deepEqual(
      heard,
      Array.from({ length: 30 }, (_, n) => `through the gap ${n}`),
    );
    assert.equal(bobHears.missed(), 0);
  });

  it("lists sessions and loses a revoked one at once, socket included", async () => {
    const second = restClient(server.url, generation);
    await second.login("bob", PASSWORD);
    const hears = wire(second);
    await hears.next("hello");
    const sessions = await bob.getSessions("me");
    assert.equal(sessions.length, 2);
    const [newest] = [...sessions].sort((a, b) => b.create_at - a.create_at);
    await bob.revokeSession("me", newest?.id ?? "");
    await assert.rejects(
      second.getMe(),
      (error: any) => error.status_code === 401 && error.server_error_id === "api.context.session_expired.app_error",
    );
    hears.heard.length = 0;
    await ann.createPost({ channel_id: square.id, message: "not for the revoked" } as never);
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(
      hears.heard.filter((message) => message.event === "posted"),
      [],
    );
    await bob.logout();
    await assert.rejects(bob.getMe(), (error: any) => error.status_code === 401);
  });
}
