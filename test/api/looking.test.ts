import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("looking at channels and threads", () => {
  let server: TestServer;
  let [ada, ben]: Person[] = [];
  let team: { id: string };
  let room: { id: string };
  let rooms = 0;

  before(async () => {
    server = await startTestServer({ MM_SERVICESETTINGS_COLLAPSEDTHREADS: "default_on" });
    ada = await anAdmin(server);
    ben = await aUser(ada, "ben");
    team = await aTeam(ada, "garden");
    await join(ada, team, ben);
  });
  beforeEach(async () => {
    await ben.put(`/users/me/teams/${team.id}/threads/read`);
    room = await aChannel(ada, team, `room${rooms++}`);
    await add(ada, room, ben);
  });
  after(() => server.stop());

  const look = (more: Record<string, unknown> = { collapsed_threads_supported: true }) =>
    ben.post("/channels/members/me/view", { channel_id: room.id, ...more });
  const unread = () => ben.get(`/users/me/channels/${room.id}/unread`);
  const inbox = async () => (await ben.get(`/users/me/teams/${team.id}/threads`)).total_unread_threads;
  const lines = async (type: string): Promise<{ id: string; type: string }[]> => {
    const { order, posts } = await ben.get(`/channels/${room.id}/posts`);
    return order.map((id: string) => posts[id]).filter((post: { type: string }) => post.type === type);
  };

  /** A thread that Ben has begun, with a reply he has not seen. */
  async function aThread(): Promise<{ id: string }> {
    const root = await aPost(ben, room, "who waters the beans?");
    await aPost(ada, room, "I do", { root_id: root.id });
    assert.equal(await inbox(), 1);
    return root;
  }

  it("reads the replies too in a client that does not collapse threads, and tells the person's other clients", async () => {
    const root = await aThread();
    await look();
    assert.equal(await inbox(), 1);
    const [hears, other] = [await Listener.open(ben), await Listener.open(ada)];
    await look({});
    assert.equal(await inbox(), 0);
    const { data, broadcast } = await hears.next("thread_read_changed");
    assert.ok(data.timestamp > 0);
    assert.deepEqual([data.thread_id, broadcast.channel_id, broadcast.user_id], [undefined, room.id, ben.id]);
    await aPost(ada, room, "and the peas", { root_id: root.id });
    await other.next("posted");
    assert.deepEqual(await other.all("thread_read_changed"), []);
    assert.equal(await inbox(), 1, "what comes later is unread again");
    for (const listener of [hears, other]) listener.close();
    await look({});
  });

  it("reads the replies too for somebody who does not want threads collapsed", async () => {
    await aThread();
    const choice = { user_id: ben.id, category: "display_settings", name: "collapsed_reply_threads" };
    await ben.put("/users/me/preferences", [{ ...choice, value: "off" }]);
    await look();
    assert.equal(await inbox(), 0);
    await ben.put("/users/me/preferences", [{ ...choice, value: "on" }]);
  });

  it("marks as unread what counted as unread, lines about the channel among it", async () => {
    await ada.put(`/channels/${room.id}/patch`, { header: "beans" });
    const line = await until(async () => (await lines("system_header_change"))[0], "the line about the header");
    await aPost(ada, room, "see the header");
    const before = await unread();
    assert.equal(before.msg_count, 2);
    await look();
    await ben.post(`/users/me/posts/${line.id}/set_unread`, {});
    assert.deepEqual((await unread()).msg_count, before.msg_count);
  });

  it("finds nothing unread where all that was written has been deleted", async () => {
    await look();
    const direct = await ada.post("/channels/direct", [ada.id, ben.id]);
    for (const place of [room, direct]) {
      const post = await aPost(ada, place, "@ben oops");
      await ada.delete(`/posts/${post.id}`);
      const { msg_count, msg_count_root, mention_count } = await ben.get(`/users/me/channels/${place.id}/unread`);
      assert.deepEqual([msg_count, msg_count_root, mention_count], [0, 0, 0]);
    }
  });

  it("counts no messages of one's own in a conversation that is marked as unread", async () => {
    const direct = await ada.post("/channels/direct", [ada.id, ben.id]);
    const post = await aPost(ada, direct, "tea?");
    await aPost(ben, direct, "yes");
    await ben.post(`/users/me/posts/${post.id}/set_unread`, {});
    assert.equal((await ben.get(`/users/me/channels/${direct.id}/unread`)).mention_count, 1);
  });

  it("finds read what was there when somebody follows a thread again, or comes back to a channel", async () => {
    const root = await aThread();
    const following = `/users/me/teams/${team.id}/threads/${root.id}/following`;
    await ben.delete(following);
    await ben.put(following);
    assert.equal(await inbox(), 0);
    await ben.delete(`/channels/${room.id}/members/${ben.id}`);
    await aPost(ada, room, "gone?", { root_id: root.id });
    await ben.post(`/channels/${room.id}/members`, { user_id: ben.id });
    assert.equal(await inbox(), 0);
    await aPost(ada, room, "welcome back", { root_id: root.id });
    assert.equal(await inbox(), 1);
    await look({});
  });

  it("is told with each reply whether one follows its thread, and of nobody else", async () => {
    const cat = await aUser(ada, "cat");
    await join(ada, team, cat);
    await add(ada, room, cat);
    const root = await aPost(ben, room, "who feeds the hens?");
    await aPost(ben, room, "anybody?", { root_id: root.id });
    const [follows, author, other] = await Promise.all([ben, ada, cat].map((person) => Listener.open(person)));
    const reply = await aPost(ada, room, "me", { root_id: root.id });
    const told = async (listener: Listener | undefined) =>
      (await listener?.next("posted", ({ data }) => JSON.parse(data.post).id === reply.id))?.data.followers;
    assert.deepEqual(JSON.parse(await told(follows)), [ben.id]);
    assert.deepEqual([await told(author), await told(other)], [undefined, undefined]);
    for (const listener of [follows, author, other]) listener?.close();
  });

  it("follows every thread of a channel for those who want that, but not those they left", async () => {
    const dan = await aUser(ada, "dan");
    await join(ada, team, dan);
    await add(ada, room, dan);
    const old = await aPost(ben, room, "an old question");
    await aPost(ada, room, "an old answer", { root_id: old.id });
    const settings = `/channels/${room.id}/members/${dan.id}/notify_props`;
    await dan.put(settings, { channel_auto_follow_threads: "on" });
    const followed = async () => {
      const { threads } = await dan.get(`/users/me/teams/${team.id}/threads`);
      return threads.map((thread: { id: string; unread_replies: number }) => [thread.id, thread.unread_replies]);
    };
    const fresh = await aPost(ben, room, "a new question");
    assert.deepEqual(await followed(), [], "a message without replies is no thread");
    await aPost(ada, room, "a new answer", { root_id: fresh.id });
    await aPost(ada, room, "one more", { root_id: old.id });
    assert.deepEqual(await followed(), [
      [old.id, 1],
      [fresh.id, 1],
    ]);
    await dan.delete(`/users/me/teams/${team.id}/threads/${old.id}/following`);
    await aPost(ada, room, "and another", { root_id: old.id });
    assert.deepEqual(await followed(), [[fresh.id, 1]]);
    await dan.put(settings, { channel_auto_follow_threads: "off" });
    const last = await aPost(ben, room, "the last question");
    await aPost(ada, room, "the last answer", { root_id: last.id });
    assert.deepEqual(await followed(), [[fresh.id, 1]]);
    const error = await dan.fails("PUT", settings, { mark_unread: "loudly" });
    assert.match(error.message, /mark_unread.*one of all, mention/);
  });

  it("tells in a channel who archived it", async () => {
    const hears = await Listener.open(ben);
    await ada.delete(`/channels/${room.id}`);
    const posted = await hears.next("posted", ({ data }) => JSON.parse(data.post).type === "system_channel_deleted");
    assert.equal(JSON.parse(posted.data.post).props.username, "ada");
    await hears.next("channel_deleted");
    assert.equal((await lines("system_channel_deleted")).length, 1);
    assert.equal((await ada.fails("DELETE", `/channels/${room.id}`)).status_code, 400);
    assert.equal((await lines("system_channel_deleted")).length, 1);
    hears.close();
  });
});
