import assert from "node:assert/strict";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

const EVENT = "persistent_notification_triggered";
const urgent = { metadata: { priority: { priority: "urgent", persistent_notifications: true } } };
const asking = { metadata: { priority: { priority: "urgent", persistent_notifications: true, requested_ack: true } } };

describe("repeated notifications of urgent messages", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let server: TestServer;
  let [ada, bob, cat, dan]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };

  before(async () => {
    database = await testDatabase();
    server = await startTestServer({}, { database: database.connection });
    ada = await anAdmin(server);
    [bob, cat, dan] = [await aUser(ada, "bob"), await aUser(ada, "cat"), await aUser(ada, "dan")];
    team = await aTeam(ada, "ward");
    await join(ada, team, bob, cat, dan);
    channel = await aChannel(ada, team, "nurses", "P");
    await add(ada, channel, bob, cat, dan);
  });
  after(async () => {
    await server.stop();
    await database.drop();
  });

  const set = (values: Record<string, unknown>) => {
    const { config } = server.app.platform;
    config.replace({ ...config.stored, ServiceSettings: { ...config.stored.ServiceSettings, ...values } });
  };
  const rows = (post: { id: string }) =>
    server.sql<{ username: string; sent: number; next_at: string }>(
      "SELECT u.username, n.sent, n.next_at FROM persistent_notifications n JOIN users u ON u.id = n.user_id WHERE post_id = $1 ORDER BY u.username",
      [post.id],
    );
  const names = async (post: { id: string }) => (await rows(post)).map((row) => row.username);
  const isDue = (...posts: { id: string }[]) =>
    server.sql("UPDATE persistent_notifications SET next_at = $2 WHERE post_id = ANY($1)", [
      posts.map((post) => post.id),
      Date.now() - 1000,
    ]);
  const state = (person: Person, post: { id: string }) =>
    person.get(`/courtyard/posts/${post.id}/persistent_notifications`);
  const idOf = (heard: { data: Record<string, any> }) => JSON.parse(heard.data.post).id;
  /** Lets everything due of these messages be looked at, in the order of the rows. */
  const looked = async (...posts: { id: string }[]) => {
    const canary = await aPost(ada, channel, "@dan canary", urgent);
    const his = await Listener.open(dan);
    await isDue(...posts, canary);
    // What is due longest is looked at first, so that the canary is the last.
    await server.sql("UPDATE persistent_notifications SET next_at = next_at + 500 WHERE post_id = $1", [canary.id]);
    await his.next(EVENT, (heard) => idOf(heard) === canary.id);
    his.close();
    await ada.delete(`/posts/${canary.id}`);
  };

  it("reach those who are mentioned, and nobody else, and count each time", async () => {
    const post = await aPost(ada, channel, "Bed 4 needs help @bob @nobody, cat may rest `@cat`", urgent);
    assert.deepEqual(await names(post), ["bob"]);
    const [his, hers, own] = await Promise.all([Listener.open(bob), Listener.open(cat), Listener.open(ada)]);
    await isDue(post);
    const heard = await his.next(EVENT);
    const told = JSON.parse(heard.data.post);
    assert.deepEqual(
      [told.id, told.message, heard.data.channel_type, heard.data.channel_name, heard.data.recipients],
      [post.id, post.create_at && told.message, "P", "nurses", [bob.id]],
    );
    assert.equal(heard.broadcast.user_id, bob.id);
    assert.deepEqual(await hers.all(EVENT), []);
    assert.deepEqual(await own.all(EVENT), []);
    const [row] = await rows(post);
    assert.equal(row?.sent, 1);
    assert.ok(Number(row?.next_at) > Date.now() + 4 * 60_000, "the next comes after the interval");
    assert.deepEqual(
      (await state(ada, post)).waiting.map((one: any) => [one.user_id, one.sent]),
      [[bob.id, 1]],
    );
    for (const listener of [his, hers, own]) listener.close();
  });

  it("end after the number of times that is set", async () => {
    set({ PersistentNotificationMaxCount: 2 });
    const post = await aPost(ada, channel, "Twice @bob", urgent);
    const his = await Listener.open(bob);
    await looked(post);
    assert.equal((await rows(post))[0]?.sent, 1);
    await looked(post);
    assert.deepEqual(await names(post), []);
    await looked(post);
    assert.equal((await his.all(EVENT)).filter((heard) => idOf(heard) === post.id).length, 2);
    his.close();
    set({ PersistentNotificationMaxCount: 6 });
  });

  it("end for each person with their answer: acknowledgement, reaction or reply", async () => {
    const post = await aPost(ada, channel, "@bob @cat @dan", asking);
    await bob.post(`/users/me/posts/${post.id}/ack`);
    assert.deepEqual(
      (await state(ada, post)).waiting.map((one: any) => one.user_id),
      [cat.id, dan.id],
    );
    await cat.post("/reactions", { user_id: cat.id, post_id: post.id, emoji_name: "eyes" });
    const [his, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    await looked(post);
    assert.deepEqual(await names(post), ["dan"]);
    await aPost(dan, channel, "On my way", { root_id: post.id });
    await looked(post);
    assert.deepEqual(await names(post), []);
    assert.deepEqual([await his.all(EVENT), await hers.all(EVENT)], [[], []]);
    his.close();
    hers.close();
  });

  it("end with the message, with the mention in it, and with the membership", async () => {
    const [deleted, edited, kept] = [
      await aPost(ada, channel, "@bob come", urgent),
      await aPost(ada, channel, "@bob come too", urgent),
      await aPost(ada, channel, "@bob @cat come three", urgent),
    ];
    await ada.delete(`/posts/${deleted.id}`);
    await ada.put(`/posts/${edited.id}/patch`, { message: "it is settled" });
    await ada.put(`/posts/${kept.id}/patch`, { message: "still @bob and @cat" });
    assert.deepEqual((await state(ada, edited)).waiting, []);
    await ada.delete(`/channels/${channel.id}/members/${cat.id}`);
    const [his, hers] = await Promise.all([Listener.open(bob), Listener.open(cat)]);
    await looked(deleted, edited, kept);
    assert.deepEqual((await his.all(EVENT)).map(idOf), [kept.id]);
    assert.deepEqual(await hers.all(EVENT), []);
    assert.deepEqual([await names(deleted), await names(edited), await names(kept)], [[], [], ["bob"]]);
    await add(ada, channel, cat);
    his.close();
    hers.close();
    await bob.post("/reactions", { user_id: bob.id, post_id: kept.id, emoji_name: "eyes" });
  });

  it("leave those alone who do not want to be disturbed, without losing their times", async () => {
    const post = await aPost(ada, channel, "@bob @cat quickly", urgent);
    await bob.put("/users/me/status", { user_id: bob.id, status: "dnd" });
    const his = await Listener.open(bob);
    await looked(post);
    assert.deepEqual(
      (await rows(post)).map((row) => [row.username, row.sent]),
      [
        ["bob", 0],
        ["cat", 1],
      ],
    );
    assert.deepEqual(await his.all(EVENT), []);
    await bob.put("/users/me/status", { user_id: bob.id, status: "online" });
    await looked(post);
    assert.deepEqual((await his.all(EVENT)).map(idOf), [post.id]);
    await server.sql("UPDATE posts SET create_at = create_at - $2 WHERE id = $1", [post.id, 13 * 3_600_000]);
    await looked(post);
    assert.deepEqual(await names(post), [], "after half a day it is not urgent any more");
    his.close();
  });

  it("go to the others of a conversation, until they write anything", async () => {
    const direct = await aDirect(ada, bob);
    const group = await ada.post<{ id: string }>("/channels/group", [ada.id, bob.id, cat.id]);
    const post = await aPost(ada, direct, "call me", urgent);
    const many = await aPost(ada, group, "call us", urgent);
    assert.deepEqual([await names(post), await names(many)], [["bob"], ["bob", "cat"]]);
    const his = await Listener.open(bob);
    await isDue(post);
    const heard = await his.next(EVENT);
    assert.deepEqual([idOf(heard), heard.data.channel_display_name], [post.id, "@ada"]);
    await aPost(bob, direct, "in a minute");
    await aPost(bob, group, "in a minute");
    assert.deepEqual((await state(ada, post)).waiting, []);
    assert.deepEqual(
      (await state(ada, many)).waiting.map((one: any) => one.user_id),
      [cat.id],
    );
    his.close();
  });

  it("are refused when a rule is broken, before anything is written", async () => {
    set({ PersistentNotificationMaxRecipients: 2 });
    const refused = async (person: Person, message: string) => {
      const error = await person.fails("POST", "/posts", { channel_id: channel.id, message, ...urgent });
      const checked = await person.fails("POST", `/courtyard/channels/${channel.id}/persistent_notifications/check`, {
        message,
      });
      assert.equal(checked.id, error.id);
      return [error.status_code, error.id.split(".").at(-2), error.message];
    };
    assert.deepEqual(await refused(ada, "@bob @cat @dan"), [
      400,
      "max_recipients_persistent_notification_post",
      "An urgent message can notify at most 2 people again and again; this one has 3. Mention fewer people, or switch the repetition off.",
    ]);
    for (const everybody of ["@all", "@channel", "@here"]) {
      assert.equal((await refused(ada, `@bob ${everybody}`))[1], "persistent_notification_everybody");
    }
    const guest = await aUser(ada, "gil");
    await join(ada, team, guest);
    await ada.post(`/users/${guest.id}/demote`);
    await add(ada, channel, guest);
    assert.deepEqual((await refused(guest, "@bob")).slice(0, 2), [403, "persistent_notification_guest"]);
    set({ AllowPersistentNotificationsForGuests: true });
    assert.deepEqual(await names(await aPost(guest, channel, "@bob", urgent)), ["bob"]);
    set({ PersistentNotificationMaxRecipients: 5, AllowPersistentNotificationsForGuests: false });
    assert.deepEqual(
      await ada.post(`/courtyard/channels/${channel.id}/persistent_notifications/check`, { message: "@bob, @cat" }),
      { user_ids: [bob.id, cat.id] },
    );
  });

  it("are taken off a message where they can mean nothing, which is written all the same", async () => {
    const root = await aPost(ada, channel, "a thread");
    const flag = async (message: string, more: object) => {
      const post: any = await aPost(ada, channel, message, more as never);
      assert.deepEqual(await names(post), []);
      return post.metadata.priority?.persistent_notifications;
    };
    const important = { metadata: { priority: { priority: "important", persistent_notifications: true } } };
    assert.equal(await flag("nobody is mentioned", urgent), undefined);
    assert.equal(await flag("@ada only myself", urgent), undefined);
    assert.equal(await flag("@bob", important), undefined);
    assert.equal(await flag("@bob", { ...urgent, root_id: root.id }), undefined);
    assert.equal(
      await flag("@bob", { metadata: { priority: { priority: "", persistent_notifications: true } } }),
      undefined,
    );
    set({ AllowPersistentNotifications: false });
    assert.equal(await flag("@bob @all", urgent), undefined);
    set({ AllowPersistentNotifications: true });
    assert.equal(((await aPost(ada, channel, "@bob", urgent)) as any).metadata.priority.persistent_notifications, true);
  });

  it("are seen and ended by the author alone", async () => {
    const post = await aPost(ada, channel, "@bob enough soon", urgent);
    const path = `/courtyard/posts/${post.id}/persistent_notifications`;
    assert.equal((await bob.fails("GET", path)).status_code, 403);
    assert.equal((await bob.fails("DELETE", path)).status_code, 403);
    assert.deepEqual(await names(post), ["bob"]);
    assert.deepEqual(await ada.delete(path), { status: "OK" });
    assert.deepEqual((await state(ada, post)).waiting, []);
    assert.deepEqual(await names(post), []);
  });

  it("stop when the server does not do that any more", async () => {
    const post = await aPost(ada, channel, "@bob until switched off", urgent);
    set({ AllowPersistentNotifications: false });
    assert.deepEqual((await state(ada, post)).waiting, []);
    const his = await Listener.open(bob);
    await isDue(post);
    await until(() => names(post), "nobody to be waited for", { passes: (left) => left.length === 0 });
    assert.deepEqual(await his.all(EVENT), []);
    his.close();
    set({ AllowPersistentNotifications: true });
  });

  it("come from one of two servers, once", async () => {
    const other = await startTestServer({}, { database: database.connection });
    const there = new (ada.constructor as typeof Person)(other.url, bob.token, bob.id, bob.username);
    const listeners = await Promise.all([Listener.open(bob), Listener.open(there)]);
    const posts = [];
    for (let n = 0; n < 20; n++) posts.push(await aPost(ada, channel, `@bob number ${n}`, urgent));
    await isDue(...posts);
    const count = async () => (await Promise.all(listeners.map((one) => one.all(EVENT)))).flat().map(idOf);
    const heard = await until(count, "all to be told of", { passes: (ids) => ids.length >= posts.length });
    for (const listener of listeners) listener.close();
    await other.stop();
    await looked();
    assert.deepEqual(heard.sort(), posts.map((post) => post.id).sort());
    const sent = await server.sql<{ sent: number }>(
      "SELECT sent FROM persistent_notifications WHERE post_id = ANY($1)",
      [posts.map((post) => post.id)],
    );
    assert.deepEqual([...new Set(sent.map((row) => row.sent))], [1]);
    await server.sql("DELETE FROM persistent_notifications");
  });

  it("go on after a restart, without a burst for the time between", async () => {
    const post = await aPost(ada, channel, "@bob and the power failed", urgent);
    await server.stop();
    server = await startTestServer({}, { database: database.connection });
    [ada, bob, cat, dan] = [ada, bob, cat, dan].map(
      (one) => new (one.constructor as typeof Person)(server.url, one.token, one.id, one.username),
    ) as [Person, Person, Person, Person];
    const his = await Listener.open(bob);
    await server.sql("UPDATE persistent_notifications SET next_at = next_at - 7200000");
    await his.next(EVENT, (heard) => idOf(heard) === post.id);
    await looked();
    assert.equal((await his.all(EVENT)).length, 1);
    const [row] = await rows(post);
    assert.ok(row?.sent === 1 && Number(row.next_at) > Date.now());
    his.close();
  });
});
