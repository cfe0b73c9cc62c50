import assert from "node:assert/strict";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { TestProxy } from "../support/push-proxy.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";

const MINUTE = 60_000;

describe("push notifications a server had not written down when it died", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let server: TestServer;
  let proxy: TestProxy;
  let [ada, bob, cat, dan]: Person[] = [];
  let channel: { id: string };

  const environment = () => ({
    MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1",
    MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS: "true",
    MM_EMAILSETTINGS_PUSHNOTIFICATIONSERVER: proxy.url,
  });
  const settled = async () => {
    await server.app.push.noted();
    await proxy.settled(server);
  };
  /** Takes away what was written down of messages, as though the server had died between them and it. */
  const forget = async (...posts: { id: string }[]) => {
    await settled();
    await server.sql("DELETE FROM push_notifications WHERE post_id = ANY($1)", [posts.map(({ id }) => id)]);
    // The messages are made older; nobody has read them.
    await server.sql("UPDATE channel_members SET last_viewed_at = 0");
    proxy.sent.length = 0;
  };
  /** Leaves the last sign of a server that died some time ago, which had done its part until before `since`. */
  const died = (since: number, ago: number) =>
    server.sql("INSERT INTO push_servers (id, noted_until, seen_at) VALUES ($1, $2, $3)", [
      `dead-${Math.random()}`,
      since - 1,
      Date.now() - ago,
    ]);
  const backdate = (post: { id: string }, ms: number) =>
    server.sql("UPDATE posts SET create_at = create_at - $2 WHERE id = $1", [post.id, ms]);
  /** Lets servers look after one another, and what comes of it be sent. */
  const looked = async () => {
    const { config } = server.app.platform;
    config.replace({ ...config.stored });
    await until(() => server.sql("SELECT * FROM push_servers WHERE id LIKE 'dead-%'"), "the dead to be found", {
      passes: (rows) => rows.length === 0,
    });
    await settled();
    return proxy.sent.filter((push) => push.type === "message").map((push) => `${push.device_id}: ${push.post_id}`);
  };

  before(async () => {
    database = await testDatabase();
    proxy = await TestProxy.open();
    server = await startTestServer(environment(), { database: database.connection });
    ada = await anAdmin(server);
    [bob, cat, dan] = [await aUser(ada, "bob"), await aUser(ada, "cat"), await aUser(ada, "dan")];
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat, dan);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob, cat, dan);
    for (const person of [ada, bob, cat])
      await person.put("/users/sessions/device", { device_id: `android_rn-v2:${person.username}` });
  });
  after(async () => {
    await server.stop();
    await proxy.close();
    await database.drop();
  });

  it("are made up for once, for those who are to be told and were not", async () => {
    const before = await aPost(ada, channel, "@bob before");
    const lost = await aPost(ada, channel, "@bob @cat @dan lost");
    const direct = await aPost(ada, await aDirect(ada, cat), "lost, too");
    const all = await aPost(ada, channel, "@all lost as well");
    const plain = await aPost(ada, channel, "nobody in particular");
    const kept = await aPost(ada, channel, "@bob was told");
    await forget(before, lost, direct, all, plain);
    for (const post of [lost, direct, all, plain, kept]) await backdate(post, 80_000);
    await backdate(before, 3 * MINUTE);
    await died(lost.create_at - 80_000, 91_000);
    const expected = [
      `bob: ${all.id}`,
      `bob: ${lost.id}`,
      `cat: ${all.id}`,
      `cat: ${direct.id}`,
      `cat: ${lost.id}`,
    ].toSorted();
    assert.deepEqual((await looked()).toSorted(), expected);
    // Another dead server of the same time: everything has been done.
    await died(lost.create_at - 80_000, 91_000);
    assert.deepEqual((await looked()).toSorted(), expected, "no phone is told twice");
  });

  it("are not made up for what was read, deleted, or is older than an hour", async () => {
    const read = await aPost(ada, channel, "@bob read");
    const deleted = await aPost(ada, channel, "@cat deleted");
    const old = await aPost(ada, channel, "@cat old");
    const fresh = await aPost(ada, channel, "@cat within the hour");
    await forget(read, deleted, old, fresh);
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    await ada.delete(`/posts/${deleted.id}`);
    for (const post of [read, deleted]) await backdate(post, 80_000);
    await backdate(old, 61 * MINUTE);
    await backdate(fresh, 55 * MINUTE);
    await died(Date.now() - 70 * MINUTE, 91_000);
    assert.deepEqual(await looked(), [`cat: ${fresh.id}`]);
  });

  it("are nobody's business while their server lives, and none when it stops in good order", async () => {
    const post = await aPost(ada, channel, "@bob alive");
    await forget(post);
    await died(Date.now() - MINUTE, 30_000);
    const { config } = server.app.platform;
    config.replace({ ...config.stored });
    await settled();
    await new Promise((done) => setTimeout(done, 500));
    assert.equal((await server.sql("SELECT 1 FROM push_servers WHERE id LIKE 'dead-%'")).length, 1);
    assert.deepEqual(proxy.sent, []);
    await server.sql("DELETE FROM push_servers WHERE id LIKE 'dead-%'");
    await until(() => server.sql("SELECT * FROM push_servers"), "it to say that it lives", {
      passes: (rows) => rows.length === 1,
    });
    const other = await startTestServer(environment(), { database: database.connection });
    await until(() => server.sql("SELECT * FROM push_servers"), "the other to say that it lives", {
      passes: (rows) => rows.length === 2,
    });
    await other.stop();
    assert.equal((await server.sql("SELECT 1 FROM push_servers")).length, 1);
  });
});
