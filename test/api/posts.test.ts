import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import {
  aChannel,
  aDirect,
  add,
  addAndTell,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("messages", () => {
  let server: TestServer;
  let ada: Person;
  let ben: Person;
  let cleo: Person;
  let dora: Person;
  let team: { id: string };
  let room: { id: string };

  before(async () => {
    server = await startTestServer();
    ada = await anAdmin(server);
    [ben, cleo, dora] = [await aUser(ada, "ben"), await aUser(ada, "cleo"), await aUser(ada, "dora")];
    team = await aTeam(ben, "garden");
    await join(ben, team, cleo, dora);
  });
  beforeEach(async () => {
    room = await aChannel(ben, team, `room-${Math.random().toString(36).slice(2)}`, "P");
    await addAndTell(ben, room, cleo);
  });
  after(() => server.stop());

  const unreadOf = (person: Person) => person.get(`/users/me/channels/${room.id}/unread`);
  const list = (person: Person, query = "") => person.get(`/channels/${room.id}/posts${query}`);
  const texts = (page: any) => page.order.map((id: string) => page.posts[id].message);
  /** Leaves out what the server itself says about people coming. */
  const written = (page: any) =>
    page.order
      .map((id: string) => page.posts[id])
      .filter((post: any) => post.type === "")
      .map((post: any) => post.message);

  it("are written, read and counted", async () => {
    const answer = await ben.send("POST", "/posts", {
      channel_id: room.id,
      message: "hello",
      pending_post_id: `${ben.id}:1`,
    });
    assert.equal(answer.status, 201);
    assert.equal(answer.body.pending_post_id, `${ben.id}:1`);
    assert.deepEqual(answer.body.metadata, { embeds: [], emojis: [], files: [], images: {}, reactions: [] });
    assert.deepEqual(written(await list(cleo)), ["hello"]);
    assert.deepEqual([(await unreadOf(cleo)).msg_count, (await unreadOf(ben)).msg_count], [1, 0]);
    await cleo.post("/channels/members/me/view", { channel_id: room.id, prev_channel_id: "" });
    assert.equal((await unreadOf(cleo)).msg_count, 0);
  });

  it("reach members live and nobody else", async () => {
    const [hears, hearsNot] = [await Listener.open(cleo), await Listener.open(dora)];
    const post = await aPost(ben, room, "for members, @cleo");
    const { data, broadcast } = await hears.next("posted", (heard) => JSON.parse(heard.data.post).id === post.id);
    assert.equal(JSON.parse(data.post).id, post.id);
    assert.deepEqual(JSON.parse(data.mentions), [cleo.id]);
    assert.equal(data.sender_name, "@ben");
    assert.equal(data.team_id, team.id);
    assert.equal(broadcast.channel_id, room.id);
    assert.deepEqual(
      (await hearsNot.all("posted")).filter((heard) => heard.broadcast.channel_id === room.id),
      [],
    );
    hears.close();
    hearsNot.close();
  });

  it("sent twice with one pending id are one message, also at the same moment", async () => {
    const body = { channel_id: room.id, message: "once", pending_post_id: `${ben.id}:same` };
    const all = await Promise.all(Array.from({ length: 12 }, () => ben.post("/posts", body)));
    assert.equal(new Set(all.map((post) => post.id)).size, 1);
    assert.equal((await ben.post("/posts", body)).id, all[0].id);
    assert.deepEqual(written(await list(ben)), ["once"]);
    assert.equal((await unreadOf(cleo)).msg_count, 1);
    assert.notEqual((await cleo.post("/posts", { ...body, message: "mine" })).id, all[0].id);
  });

  it("get times of their own in the order they were kept", async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => aPost(n % 2 ? ben : cleo, room, `m${n}`)));
    const page = await list(ben, "?per_page=100");
    const times = page.order.map((id: string) => page.posts[id].create_at);
    assert.equal(new Set(times).size, times.length);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    const [channel] = await server.sql("SELECT total_msg_count, last_post_at FROM channels WHERE id = $1", [room.id]);
    assert.equal(Number(channel?.total_msg_count), 60);
    assert.equal(Number(channel?.last_post_at), times[0]);
  });

  it("are announced in the order they were written, also when one has files to show", async () => {
    const hears = await Listener.open(cleo);
    const files: string[] = [];
    for (let n = 0; n < 6; n++) {
      const form = new FormData();
      form.append("channel_id", room.id);
      form.append("files", new Blob(["text"]), `f${n}.txt`);
      files.push((await ben.call("POST", "/api/v4/files", form)).file_infos[0].id);
    }
    await Promise.all(
      Array.from({ length: 24 }, (_, n) => aPost(ben, room, `m${n}`, n % 4 ? {} : { file_ids: [files[n / 4]] })),
    );
    const posted = (await hears.all("posted"))
      .map((heard) => JSON.parse(heard.data.post))
      .filter((post) => post.type === "");
    const times = posted.map((post) => post.create_at);
    assert.equal(times.length, 24);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
    );
    hears.close();
  });

  it("count mentions by name, keyword and for everybody, and count them once", async () => {
    await cleo.put("/users/me/patch", { notify_props: { mention_keys: "tulip,cleo" } });
    for (const message of ["@cleo look", "a Tulip!", "tulips", "@all meeting", "@channel @cleo", "`@cleo`"])
      await aPost(ben, room, message);
    const unread = await unreadOf(cleo);
    assert.deepEqual([unread.msg_count, unread.mention_count, unread.mention_count_root], [6, 4, 4]);
    await cleo.put(`/channels/${room.id}/members/me/notify_props`, { ignore_channel_mentions: "on" });
    assert.equal((await unreadOf(cleo)).mention_count, 3);
    assert.equal((await unreadOf(ben)).mention_count, 0);
  });

  it("of conversations all count as mentions", async () => {
    const direct = await aDirect(ben, cleo);
    await aPost(ben, direct, "psst");
    assert.equal((await cleo.get(`/users/me/channels/${direct.id}/unread`)).mention_count, 1);
    assert.equal((await ben.get(`/users/me/channels/${direct.id}/unread`)).mention_count, 0);
    assert.equal((await dora.fails("GET", `/channels/${direct.id}/posts`)).status_code, 404);
  });

  it("are paged, and found before, after and since", async () => {
    const posts: any[] = [];
    for (let n = 0; n < 10; n++) posts.push(await aPost(ben, room, `m${n}`));
    const first = await list(cleo, "?per_page=4");
    assert.deepEqual(texts(first), ["m9", "m8", "m7", "m6"]);
    assert.deepEqual([first.next_post_id, first.prev_post_id], ["", posts[5].id]);
    const second = await list(cleo, "?per_page=4&page=1");
    assert.deepEqual(texts(second), ["m5", "m4", "m3", "m2"]);
    assert.deepEqual([second.next_post_id, second.prev_post_id], [posts[6].id, posts[1].id]);
    assert.deepEqual(texts(await list(cleo, `?before=${posts[3].id}&per_page=2`)), ["m2", "m1"]);
    assert.deepEqual(texts(await list(cleo, `?after=${posts[3].id}&per_page=2`)), ["m5", "m4"]);
    assert.deepEqual((await list(cleo, "?page=99")).order, []);
    const since = posts[7].update_at;
    await ben.delete(`/posts/${posts[2].id}`);
    const changes = await list(cleo, `?since=${since}`);
    assert.deepEqual(changes.order, [posts[9].id, posts[8].id, posts[2].id]);
    assert.ok(changes.posts[posts[2].id].delete_at > 0);
    assert.equal(changes.posts[posts[2].id].message, "");
    assert.equal((await cleo.fails("GET", `/channels/${room.id}/posts?before=${"z".repeat(26)}`)).status_code, 400);
    assert.equal(
      (await cleo.fails("GET", `/channels/${room.id}/posts?per_page=x`)).id,
      "api.context.invalid_query_param.app_error",
    );
  });

  it("are found around the first unread one", async () => {
    for (let n = 0; n < 6; n++) await aPost(ben, room, `m${n}`);
    await cleo.post("/channels/members/me/view", { channel_id: room.id });
    for (let n = 6; n < 12; n++) await aPost(ben, room, `m${n}`);
    const page = await cleo.get(`/users/me/channels/${room.id}/posts/unread?limit_before=2&limit_after=3`);
    assert.deepEqual(texts(page), ["m8", "m7", "m6", "m5", "m4"]);
    assert.ok(page.next_post_id && page.prev_post_id);
  });

  it("form threads; two first replies at the same moment both succeed", async () => {
    const root = await aPost(ben, room, "question");
    const replies = await Promise.all([
      aPost(cleo, room, "one", { root_id: root.id }),
      aPost(ben, room, "two", { root_id: root.id }),
    ]);
    assert.equal(replies.length, 2);
    const thread = await ben.get(`/posts/${root.id}/thread`);
    assert.equal(thread.order.length, 3);
    assert.equal(thread.posts[root.id].reply_count, 2);
    assert.deepEqual(written(await list(ben, "?collapsedThreads=true")), ["question"]);
    const participants = async (query: string) =>
      [await list(ben, `?${query}`), await ben.get(`/posts/${root.id}/thread?${query}`)].map(
        (found) => found.posts[root.id].participants,
      );
    assert.deepEqual(await participants(""), [null, null]);
    for (const bare of await participants("collapsedThreads=true")) {
      assert.deepEqual(Object.keys(bare[0]), ["id"]);
      assert.deepEqual(bare.map((one: { id: string }) => one.id).sort(), [ben.id, cleo.id].sort());
    }
    for (const whole of await participants("collapsedThreads=true&collapsedThreadsExtended=true")) {
      assert.deepEqual(whole.map((one: { username: string }) => one.username).sort(), ["ben", "cleo"]);
      assert.ok(whole.every((one: { auth_data?: string; notify_props?: object }) => !one.auth_data));
    }
    const nested = await cleo.fails("POST", "/posts", { channel_id: room.id, message: "x", root_id: replies[0].id });
    assert.equal(nested.id, "api.post.create_post.root_id.app_error");
    const elsewhere = await aChannel(ben, team, "elsewhere");
    assert.equal(
      (await ben.fails("POST", "/posts", { channel_id: elsewhere.id, message: "x", root_id: root.id })).id,
      "api.post.create_post.root_id.app_error",
    );
  });

  it("keep the threads inbox and its totals in agreement", async () => {
    const inbox = (person: Person, query = "") =>
      person.get(`/users/me/teams/${team.id}/threads?excludeDirect=true${query}`);
    await ben.put(`/users/me/teams/${team.id}/threads/read`);
    const start = await inbox(ben);
    const root = await aPost(ben, room, "question");
    const hears = await Listener.open(ben);
    const reply = await aPost(cleo, room, "@ben an answer", { root_id: root.id });
    const { data } = await hears.next("thread_updated");
    assert.deepEqual(
      [JSON.parse(data.thread).unread_replies, data.previous_unread_replies, data.previous_unread_mentions],
      [1, 0, 0],
    );
    await aPost(cleo, room, "and another", { root_id: root.id });
    let threads = await inbox(ben);
    assert.equal(threads.total, start.total + 1);
    assert.deepEqual([threads.total_unread_threads, threads.total_unread_mentions], [1, 1]);
    assert.equal((await inbox(ben, "&unread=true")).threads.length, threads.total_unread_threads);
    assert.deepEqual([threads.threads[0].unread_replies, threads.threads[0].unread_mentions], [2, 1]);
    assert.equal((await inbox(cleo)).total_unread_threads, 0);
    await ben.put(`/users/me/teams/${team.id}/threads/${root.id}/read/${Date.now()}`);
    assert.equal((await inbox(ben)).total_unread_threads, 0);
    await ben.post(`/users/me/teams/${team.id}/threads/${root.id}/set_unread/${reply.id}`);
    threads = await inbox(ben);
    assert.deepEqual([threads.total_unread_threads, threads.threads[0].unread_replies], [1, 2]);
    await cleo.delete(`/posts/${reply.id}`);
    threads = await inbox(ben);
    assert.deepEqual(
      [threads.total_unread_mentions, threads.threads[0].unread_replies, threads.threads[0].reply_count],
      [0, 1, 1],
    );
    await ben.put(`/users/me/teams/${team.id}/threads/read`);
    assert.equal((await inbox(ben)).total_unread_threads, 0);
    await ben.delete(`/users/me/teams/${team.id}/threads/${root.id}/following`);
    assert.equal((await inbox(ben)).total, start.total);
    hears.close();
  });

  it("are edited by their authors only, and keep their history", async () => {
    const post = await aPost(ben, room, "frist #gardening");
    const hears = await Listener.open(cleo);
    const edited = await ben.put(`/posts/${post.id}/patch`, { message: "first #planting" });
    assert.ok(edited.edit_at > 0 && edited.update_at > post.create_at);
    assert.equal(edited.hashtags, "#planting");
    assert.equal(JSON.parse((await hears.next("post_edited")).data.post).message, "first #planting");
    const [version] = await ben.get(`/posts/${post.id}/edit_history`);
    assert.deepEqual([version.message, version.original_id], ["frist #gardening", post.id]);
    assert.equal((await cleo.fails("PUT", `/posts/${post.id}/patch`, { message: "hijacked" })).status_code, 403);
    assert.equal((await cleo.fails("GET", `/posts/${post.id}/edit_history`)).status_code, 403);
    assert.equal((await dora.fails("PUT", `/posts/${post.id}/patch`, { message: "hijacked" })).status_code, 404);
    assert.equal((await ben.post(`/posts/${post.id}/restore/${version.id}`)).message, "frist #gardening");
    assert.deepEqual(written(await list(ben)), ["frist #gardening"]);
    hears.close();
  });

  it("are deleted with their replies, and leave no badge behind", async () => {
    const root = await aPost(ben, room, "@cleo question");
    await aPost(ben, room, "@cleo please", { root_id: root.id });
    assert.equal((await unreadOf(cleo)).mention_count, 2);
    const hears = await Listener.open(cleo);
    assert.equal((await cleo.fails("DELETE", `/posts/${root.id}`)).status_code, 403);
    await ben.delete(`/posts/${root.id}`);
    assert.equal(JSON.parse((await hears.next("post_deleted")).data.post).message, "");
    assert.equal((await unreadOf(cleo)).mention_count, 0);
    assert.deepEqual(written(await list(ben)), []);
    assert.equal((await ben.fails("GET", `/posts/${root.id}`)).id, "app.post.get.app_error");
    assert.equal(
      (await ben.fails("POST", "/posts", { channel_id: room.id, message: "x", root_id: root.id })).id,
      "api.post.create_post.root_id.app_error",
    );
    hears.close();
  });

  it("are reacted to, pinned and marked unread", async () => {
    const post = await aPost(ben, room, "nice");
    const reaction = await cleo.post("/reactions", { user_id: cleo.id, post_id: post.id, emoji_name: "tada" });
    assert.equal(reaction.emoji_name, "tada");
    await cleo.post("/reactions", { user_id: cleo.id, post_id: post.id, emoji_name: "tada" });
    assert.equal((await ben.get(`/posts/${post.id}`)).metadata.reactions.length, 1);
    assert.equal(
      (await cleo.fails("POST", "/reactions", { user_id: ben.id, post_id: post.id, emoji_name: "tada" })).status_code,
      403,
    );
    assert.equal(
      (await cleo.fails("POST", "/reactions", { post_id: post.id, emoji_name: "no_such_emoji" })).status_code,
      400,
    );
    assert.equal((await dora.fails("POST", "/reactions", { post_id: post.id, emoji_name: "tada" })).status_code, 404);
    await cleo.delete(`/users/me/posts/${post.id}/reactions/tada`);
    assert.deepEqual(await ben.get(`/posts/${post.id}/reactions`), []);
    await cleo.post(`/posts/${post.id}/pin`);
    assert.deepEqual((await ben.get(`/channels/${room.id}/pinned`)).order, [post.id]);
    await cleo.post("/channels/members/me/view", { channel_id: room.id });
    const unread = await cleo.post(`/users/me/posts/${post.id}/set_unread`, {});
    // What the answer counts is read, and what is asked for below is unread.
    const member = await cleo.get(`/channels/${room.id}/members/me`);
    assert.deepEqual([unread.msg_count, unread.msg_count_root], [member.msg_count, member.msg_count_root]);
    const { total_msg_count } = await cleo.get(`/channels/${room.id}`);
    assert.equal(unread.msg_count, total_msg_count - 1);
    assert.equal((await unreadOf(cleo)).msg_count, 1);
  });

  it("refuse what is wrong by name", async () => {
    const cases: [unknown, number, string][] = [
      [{ channel_id: room.id, message: "" }, 400, "api.post.create_post.empty.app_error"],
      [{ channel_id: room.id, message: "x".repeat(16_384) }, 400, "model.post.is_valid.message_length.app_error"],
      [
        { channel_id: room.id, message: "x", props: { a: "y".repeat(9000) } },
        400,
        "model.post.is_valid.props.app_error",
      ],
      [
        { channel_id: room.id, message: "x", type: "system_join_channel" },
        400,
        "api.context.invalid_body_param.app_error",
      ],
      [{ channel_id: room.id, message: "x", file_ids: ["a".repeat(26)] }, 400, "api.post.create_post.file.app_error"],
      [{ channel_id: "nope", message: "x" }, 400, "api.context.invalid_body_param.app_error"],
      [{ channel_id: "a".repeat(26), message: "x" }, 404, "store.not_found.app_error"],
      [{ channel_id: room.id, message: 7 }, 400, "api.context.invalid_body_param.app_error"],
      [{ channel_id: room.id, message: "x", root_id: "a".repeat(26) }, 400, "api.post.create_post.root_id.app_error"],
      [{ channel_id: room.id, message: "half \ud800 pair" }, 400, "api.context.invalid_body_param.app_error"],
    ];
    for (const [body, status, id] of cases) {
      const error = await ben.fails("POST", "/posts", body);
      assert.deepEqual([error.status_code, error.id], [status, id], JSON.stringify(body).slice(0, 80));
    }
    assert.equal(
      (await ben.post("/posts", { channel_id: room.id, message: "🌷".repeat(16_383), file_ids: null, props: null }))
        .message.length,
      32_766,
    );
  });

  it("announce who comes and goes without making anything unread", async () => {
    const times = 10;
    for (let n = 0; n < times; n++) {
      await add(ben, room, dora);
      await dora.delete(`/channels/${room.id}/members/me`);
    }
    const typesNow = async (): Promise<string[]> => {
      const page = await list(cleo);
      return page.order.map((id: string) => page.posts[id].type);
    };
    const types = await until(typesNow, "all comings and goings to be told", {
      passes: (found) => found.length > 2 * times,
    });
    const both = ["system_leave_channel", "system_add_to_channel"];
    assert.deepEqual(types, [...Array.from({ length: times }, () => both).flat(), "system_add_to_channel"]);
    assert.equal((await unreadOf(cleo)).msg_count, 0);
  });

  it("stand below the lines that tell of what was before them", async () => {
    const place = await aChannel(ben, team, "busy");
    const times = 12;
    await Promise.all(
      Array.from({ length: times }, (_, n) => ben.put(`/channels/${place.id}/patch`, { header: `plan ${n}` })),
    );
    await aPost(ben, place, "Now it is right");
    const { order, posts } = await ben.get(`/channels/${place.id}/posts`);
    const types = order.map((id: string) => posts[id].type);
    assert.deepEqual(types.slice(0, times + 1), ["", ...Array.from({ length: times }, () => "system_header_change")]);
  });
});
