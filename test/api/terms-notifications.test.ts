import assert from "node:assert/strict";
import { Mailbox } from "../support/mailbox.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { foundAway, TestProxy } from "../support/push-proxy.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

const DAY = 86_400_000;

describe("mails and push notifications to who has not accepted the terms of service", () => {
  let mailbox: Mailbox;
  let proxy: TestProxy;
  let server: TestServer;
  let ada: Person;
  let bob: Person;
  let cat: Person;
  let channel: { id: string };
  let terms: { id: string };

  const accept = (person: Person) =>
    person.post("/users/me/terms_of_service", { termsOfServiceId: terms.id, accepted: true });
  const put = async (text: string) => {
    terms = await ada.post("/terms_of_service", { text });
    await accept(ada);
  };
  const mailed = async () => {
    mailbox.forget();
    await server.app.notices.run();
    const queued = () => server.sql("SELECT * FROM mails WHERE state = 'queued'");
    await until(queued, "all mails to be sent", { passes: (rows) => rows.length === 0 });
    return mailbox.letters.toSorted((a, b) => a.to.localeCompare(b.to));
  };
  const pushed = async (device: string) => {
    await server.app.push.noted();
    await proxy.settled(server);
    return proxy.sent.filter((push) => push.device_id === device);
  };

  before(async () => {
    [mailbox, proxy] = [await Mailbox.open(), await TestProxy.open()];
    const environment = {
      ...mailbox.environment,
      MM_SERVICESETTINGS_SITEURL: "https://chat.example.org",
      MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1",
      MM_EMAILSETTINGS_SENDPUSHNOTIFICATIONS: "true",
      MM_EMAILSETTINGS_PUSHNOTIFICATIONSERVER: proxy.url,
      MM_SUPPORTSETTINGS_CUSTOMTERMSOFSERVICEENABLED: "true",
    };
    server = await startTestServer(environment, { background: false });
    server.app.background.mails.sender.start();
    ada = await anAdmin({ url: server.app.http.address });
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "secret-beds", "P");
    await add(ada, channel, bob, cat);
    for (const person of [bob, cat]) {
      await person.put("/users/sessions/device", { device_id: `android_rn-v2:${person.username}` });
      await person.put(`/users/${person.id}/preferences`, [
        { user_id: person.id, category: "notifications", name: "email_interval", value: "0" },
      ]);
    }
    await server.app.notices.run();
    await put("Be kind.");
    await accept(cat);
  });
  after(async () => {
    await server.stop();
    await mailbox.close();
    await proxy.close();
  });
  afterEach(() => {
    proxy.sent.length = 0;
  });

  /** Whatever a message tells of itself. */
  const telling = /roses|fragrant|ada|secret-beds/;

  it("tell of a message, and nothing of it; those who accepted are told all", async () => {
    const post = await aPost(ada, channel, "@bob @cat fragrant roses");
    const [[his], [hers]] = [await pushed("bob"), await pushed("cat")];
    assert.ok(his && hers);
    const { ack_id: _, signature: __, server_id: ___, ...said } = his;
    assert.deepEqual(
      [said.type, said.post_id, said.channel_id, said.badge, said.message],
      ["message", post.id, channel.id, 1, "You have a new message. Accept the new terms of service to read it."],
    );
    assert.doesNotMatch(JSON.stringify(said), telling);
    assert.ok(!JSON.stringify(said).includes(ada.id), "not even who wrote it");
    assert.equal(said.category, undefined, "answers are refused, so they are not offered");
    assert.match(hers.message, /@ada: @bob @cat fragrant roses/);

    const [letter, other] = await mailed();
    assert.deepEqual([letter?.to, other?.to], ["bob@example.org", "cat@example.org"]);
    assert.equal(letter?.subject, "A message waits for you on Courtyard");
    assert.match(letter?.text ?? "", /New terms of service are in force/);
    for (const text of [letter?.subject, letter?.text, letter?.html]) assert.doesNotMatch(text ?? "", telling);
    assert.ok(!letter?.html.includes(post.id));
    assert.match(other?.text ?? "", /fragrant roses/);
  });

  it("lose nothing: once accepted, all of it is unread, and what comes is told again", async () => {
    await accept(bob);
    const unread = await bob.get(`/users/me/channels/${channel.id}/unread`);
    assert.deepEqual([unread.msg_count, unread.mention_count], [1, 1]);
    await aPost(ada, channel, "@bob more roses");
    const [push] = await pushed("bob");
    assert.deepEqual([push?.message, push?.badge], ["@ada: @bob more roses", 2]);
    const [letter] = await mailed();
    assert.match(letter?.text ?? "", /more roses/);
  });

  it("hold from the moment terms are put in force, also for what waits to be sent", async () => {
    const stored = server.app.platform.config.stored;
    await proxy.close();
    await aPost(ada, channel, "@bob late roses");
    await foundAway(server);
    await put("Be kinder.");
    await proxy.listen();
    server.app.platform.config.replace({ ...stored });
    const [push] = await pushed("bob");
    assert.match(push?.message, /Accept the new terms/);
    const [letter] = await mailed();
    assert.match(letter?.text ?? "", /New terms of service/);
    assert.doesNotMatch(letter?.text ?? "", telling);
  });

  it("and of an urgent message that repeats say that it is urgent, no more", async () => {
    const priority = { priority: "urgent", persistent_notifications: true };
    const { id } = await aPost(ada, channel, "@bob the roses burn", { metadata: { priority } });
    await pushed("bob");
    proxy.sent.length = 0;
    await server.sql("UPDATE persistent_notifications SET next_at = 1 WHERE post_id = $1", [id]);
    const push = await proxy.next((one) => one.device_id === "bob");
    assert.equal(push.message, "Urgent: You have a new message. Accept the new terms of service to read it.");
  });

  it("are whole again when the acceptance is renewed, or nobody is asked any more", async () => {
    await accept(bob);
    await server.sql("UPDATE users SET terms_of_service_create_at = $2 WHERE id = $1", [
      bob.id,
      Date.now() - 366 * DAY,
    ]);
    await aPost(ada, channel, "@bob a year of roses");
    assert.match((await pushed("bob"))[0]?.message, /Accept the new terms/);
    await accept(bob);
    await aPost(ada, channel, "@bob roses again");
    assert.match((await pushed("bob"))[1]?.message, /roses again/);
    await put("Be kindest.");
    await server.sql("UPDATE users SET is_bot = true WHERE id = $1", [bob.id]);
    await aPost(ada, channel, "@bob robots need no terms");
    assert.match((await pushed("bob"))[2]?.message, /robots/);
  });

  it("tell as little to who owes a second factor, until they have it", async () => {
    await server.sql("UPDATE users SET is_bot = false, mfa_active = id = $2 WHERE id IN ($1, $2)", [bob.id, cat.id]);
    for (const person of [bob, cat]) await accept(person);
    await mailed();
    const { config } = server.app.platform;
    const { ServiceSettings: before, ...others } = config.stored;
    const enforce = (EnforceMultifactorAuthentication: boolean) =>
      config.replace({
        ...others,
        ServiceSettings: { ...before, EnableMultifactorAuthentication: true, EnforceMultifactorAuthentication },
      });
    await proxy.close();
    await aPost(ada, channel, "@bob @cat guarded roses");
    await foundAway(server);
    enforce(true);
    await proxy.listen();
    enforce(true);
    const [[his], [hers]] = [await pushed("bob"), await pushed("cat")];
    assert.equal(his?.message, "You have a new message. Set up your second factor to read it.");
    assert.match(hers?.message, /guarded roses/);
    const [letter, other] = await mailed();
    assert.match(letter?.text ?? "", /asks for a second factor at sign-in. Set yours up, and you can read it/);
    assert.doesNotMatch(letter?.text ?? "", telling);
    assert.match(other?.text ?? "", /guarded roses/);
    enforce(false);
    await aPost(ada, channel, "@bob roses for all");
    assert.match((await pushed("bob")).at(-1)?.message, /roses for all/);
  });
});
