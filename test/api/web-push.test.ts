import assert from "node:assert/strict";
import { BrowserSecrets } from "../../core/features/push/browser-secrets.fixture.js";
import { Listener } from "../support/listener.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { foundAway } from "../support/push-proxy.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";
import { until } from "../support/until.js";
import { TestPushService } from "../support/web-push.js";

const PASSWORD = "correct horse battery";

describe("notifications of closed browsers", () => {
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let server: TestServer;
  let service: TestPushService;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };
  let count = 0;

  const configure = (values: Record<string, Record<string, unknown>> = {}) => {
    const { config } = server.app.platform;
    const next = { ...config.stored };
    for (const [name, section] of Object.entries(values)) next[name] = { ...next[name], ...section };
    config.replace(next);
  };
  const notify = (person: Person, values: Record<string, string>) =>
    person.put("/users/me/patch", { notify_props: { push: "mention", push_status: "away", ...values } });
  const devices = async (person: Person) => (await person.get("/courtyard/web_push/devices")).devices;
  /** Somebody in the team and the channel, with a browser that is told. */
  const somebody = async (name = `person${++count}`) => {
    const person = await aUser(ada, name);
    await join(ada, team, person);
    await add(ada, channel, person);
    await service.subscribe(person, name);
    return person;
  };
  const messagesTo = (person: Person) => service.messagesTo(person.username, server);
  const bodiesTo = async (person: Person) => (await messagesTo(person)).map((payload) => payload.body);

  before(async () => {
    database = await testDatabase();
    service = await TestPushService.open();
    server = await startTestServer(
      { MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" },
      { authorities: service.tls.cert, resolve: async () => ["127.0.0.1"], database: database.connection },
    );
    ada = await anAdmin(server);
    team = await aTeam(ada, "garden");
    channel = await aChannel(ada, team, "beds", "P");
    [bob, cat] = [await somebody("bob"), await somebody("cat")];
  });
  after(async () => {
    await server.stop();
    await service.close();
    await database.drop();
  });
  afterEach(() => {
    assert.deepEqual(service.faults, [], "what a real push service would have refused");
    service.told.length = 0;
    service.answer = () => ({ status: 201 });
  });

  it("reach who is mentioned, encrypted for their browser, and nobody else", async () => {
    const before = Date.now();
    const post = await aPost(ada, channel, "@bob the **roses**");
    const { headers, payload, size } = await service.next("bob");
    assert.deepEqual(payload, {
      type: "message",
      tag: channel.id,
      title: "beds",
      body: "@ada: @bob the **roses**",
      url: `/_redirect/pl/${post.id}`,
      post_id: post.id,
      channel_id: channel.id,
      root_id: "",
      badge: 1,
      read: [],
    });
    assert.equal(headers.urgency, "high");
    assert.ok(Number(headers.ttl) > 3_000 && Number(headers.ttl) <= 3_600, headers.ttl);
    assert.ok(!JSON.stringify(headers).includes(channel.id) && size <= 4096);
    assert.deepEqual(await messagesTo(cat), []);
    assert.deepEqual(await messagesTo(ada), []);
    const [device, ...more] = await devices(bob);
    assert.deepEqual(more, []);
    assert.ok(device.delivered_at >= before);
    assert.deepEqual(
      [Object.keys(device).sort().join(), device.current],
      ["browser,create_at,current,delivered_at,id,system", true],
    );
    const elsewhere = await signIn(server, "bob");
    assert.equal((await devices(elsewhere))[0].current, false);
    assert.deepEqual(await devices(ada), []);
  });

  it("follow the rule of phones: what people set, channels, threads, and whether they are here", async () => {
    const eve = await somebody();
    const at = `@${eve.username}`;
    // What is decided is decided by what holds then: before that nothing is changed.
    const nothing = async (message: string, from = ada) => {
      await aPost(from, channel, message);
      assert.deepEqual(await bodiesTo(eve), [], message);
    };
    await nothing("nothing for anybody");
    await notify(eve, { push: "none" });
    await nothing(`${at} level none`);
    await notify(eve, {});
    await eve.put(`/channels/${channel.id}/members/${eve.id}/notify_props`, { mark_unread: "mention" });
    await nothing(`${at} muted`);
    await eve.put(`/channels/${channel.id}/members/${eve.id}/notify_props`, { mark_unread: "all" });
    await eve.put(`/users/${eve.id}/status`, { user_id: eve.id, status: "dnd" });
    await nothing(`${at} do not disturb`);
    await eve.put(`/users/${eve.id}/status`, { user_id: eve.id, status: "offline" });
    await nothing(`${at} her own`, eve);

    const direct = await aPost(ada, await aDirect(ada, eve), "in a conversation");
    assert.deepEqual(
      (await messagesTo(eve)).map(({ title, body, post_id }) => [title, body, post_id]),
      [["@ada", "in a conversation", direct.id]],
    );
    const root = await aPost(eve, channel, "a thread of hers");
    await ada.post("/posts", { channel_id: channel.id, root_id: root.id, message: "an answer" });
    const reply = (await messagesTo(eve)).at(-1);
    assert.deepEqual([reply?.body, reply?.tag], ["@ada: an answer", `${channel.id}:${root.id}`]);
    await notify(eve, { push_threads: "mention" });
    await ada.post("/posts", { channel_id: channel.id, root_id: root.id, message: "another answer" });
    assert.equal((await messagesTo(eve)).length, 2);

    await eve.put(`/users/${eve.id}/status`, { user_id: eve.id, status: "online" });
    const socket = await Listener.open(eve);
    await aPost(ada, channel, `${at} while she is here`);
    assert.equal((await messagesTo(eve)).length, 2);
    await notify(eve, { push_status: "online" });
    await aPost(ada, channel, `${at} wants it always`);
    assert.equal((await messagesTo(eve)).length, 3);
    socket.socket.close();
  });

  it("do not reach who may not read it any more: out of the channel, the team, or the guest who was removed", async () => {
    const [left, out, guest] = [await somebody(), await somebody(), await somebody()];
    await server.sql("UPDATE users SET roles = 'system_guest' WHERE id = $1", [guest.id]);
    // Messages wait while the push service is away; then they go.
    await service.close();
    await aPost(ada, channel, `@${left.username} @${out.username} @${guest.username} @bob secret`);
    await foundAway(server);
    assert.equal((await server.sql("SELECT 1 FROM push_notifications WHERE state = 'queued'")).length, 4);
    await left.delete(`/channels/${channel.id}/members/${left.id}`);
    await ada.delete(`/teams/${team.id}/members/${out.id}`);
    await ada.delete(`/channels/${channel.id}/members/${guest.id}`);
    await service.listen();
    configure();
    await service.next("bob", ({ body }) => body.endsWith("secret"));
    await service.settled(server);
    await aPost(ada, channel, "@all they are gone");
    const gone = new Set([left, out, guest].map(({ username }) => username));
    await service.next("bob", ({ body }) => body.endsWith("gone"));
    await service.settled(server);
    const told = service.told.filter(({ browser, payload }) => gone.has(browser) && payload.channel_id === channel.id);
    assert.deepEqual(told, []);
  });

  const retry = async () => {
    await server.sql("UPDATE push_notifications SET next_at = 0 WHERE state = 'queued' AND lease_until = 0");
    configure();
  };

  const ends: Record<string, (person: Person) => Promise<unknown>> = {
    "signing out": (person) => person.post("/users/logout"),
    "ending the session": async (person) => {
      const [session] = await person.get("/users/me/sessions");
      await (await signIn(server, person.username)).post("/users/me/sessions/revoke", { session_id: session.id });
    },
    "a new password": async (person) =>
      (await signIn(server, person.username)).put("/users/me/password", {
        current_password: PASSWORD,
        new_password: "horse battery staple",
      }),
    "a new password by an administrator": (person) =>
      ada.put(`/users/${person.id}/password`, { new_password: "horse battery staple" }),
    "deactivating the account": (person) => ada.delete(`/users/${person.id}`),
    "the end of everybody's sessions": (person) => ada.post(`/users/${person.id}/sessions/revoke/all`),
    expiry: (person) =>
      server.sql("UPDATE sessions SET expires_at = $2 WHERE user_id = $1", [person.id, Date.now() - 1_000]),
    "switching it off": async (person) => {
      const [device] = await devices(person);
      await person.delete(`/courtyard/web_push/devices/${device.id}`);
    },
  };
  for (const [what, end] of Object.entries(ends))
    it(`end with ${what}, also those that wait`, async () => {
      const person = await somebody();
      await service.close();
      await aPost(ada, channel, `@${person.username} @bob before the end`);
      await foundAway(server);
      await end(person);
      await service.listen();
      await retry();
      await aPost(ada, channel, `@${person.username} @bob after the end`);
      await service.next("bob", ({ body }) => body.endsWith("before the end"));
      await service.next("bob", ({ body }) => body.endsWith("after the end"));
      assert.deepEqual(await messagesTo(person), []);
      const kept =
        "SELECT 1 FROM web_push_devices d JOIN sessions s ON s.id = d.session_id WHERE d.user_id = $1 AND s.expires_at > $2";
      assert.deepEqual(await server.sql(kept, [person.id, Date.now()]), []);
    });

  it("say as much as the administrator lets them", async () => {
    const eve = await somebody();
    configure({ EmailSettings: { PushNotificationContents: "generic" } });
    await aPost(ada, channel, `@${eve.username} secret`);
    await messagesTo(eve);
    configure({ EmailSettings: { PushNotificationContents: "generic_no_channel" } });
    await aPost(ada, channel, `@${eve.username} secret`);
    const told = await messagesTo(eve);
    configure({ EmailSettings: { PushNotificationContents: "full" } });
    assert.deepEqual(
      told.map(({ title, body }) => [title, body]),
      [
        ["beds", "@ada mentioned you in beds."],
        [server.app.platform.config.stored.TeamSettings?.SiteName ?? "Courtyard", "@ada mentioned you."],
      ],
    );
  });

  const waiting = (person: Person) =>
    server.sql<{ attempts: number; next_at: string; last_error: string; lease_until: string }>(
      "SELECT attempts, next_at, last_error, lease_until FROM push_notifications WHERE user_id = $1 AND state = 'queued'",
      [person.id],
    );
  const putOff = (person: Person, attempts: number) =>
    until(
      async () => (await waiting(person)).find((row) => row.attempts >= attempts && Number(row.lease_until) === 0),
      "it to be put off",
    );

  it("are forgotten for browsers that are gone, and only for those", async () => {
    const [gone, unknown, refused] = [await somebody(), await somebody(), await somebody()];
    const status: Record<string, number> = { [gone.username]: 410, [unknown.username]: 404, [refused.username]: 403 };
    service.answer = (browser) => ({ status: status[browser] ?? 201 });
    await aPost(ada, channel, `@${gone.username} @${unknown.username} @${refused.username} @bob hello`);
    await service.next("bob");
    await service.settled(server);
    assert.deepEqual(
      await Promise.all([gone, unknown, refused, bob].map(async (person) => (await devices(person)).length)),
      [0, 0, 1, 1],
    );
    const before = service.requests;
    service.answer = () => ({ status: 201 });
    await aPost(ada, channel, `@${gone.username} @${unknown.username} again`);
    await service.settled(server);
    assert.equal(service.requests, before);
    // Switched on anew, it works anew.
    await service.subscribe(gone, gone.username);
    await aPost(ada, channel, `@${gone.username} once more`);
    assert.deepEqual(await bodiesTo(gone), [`@ada: @${gone.username} once more`]);
  });

  it("wait while a push service is away or asks to, come once, and hold up nobody elsewhere", async () => {
    const [eve, dan] = [await somebody(), await somebody()];
    service.answer = (browser) =>
      browser === eve.username ? { status: 429, headers: { "retry-after": "600" } } : { status: 201 };
    const start = Date.now();
    await aPost(ada, channel, `@${eve.username} @${dan.username} slowly`);
    await service.next(dan.username);
    const row = await putOff(eve, 1);
    assert.ok(Number(row.next_at) >= start + 600_000, "as long as it asks");
    service.answer = () => ({ status: 503 });
    await retry();
    await putOff(eve, 2);
    await service.close();
    await retry();
    await putOff(eve, 3);
    await service.listen();
    service.answer = () => ({ status: 201 });
    await retry();
    await service.next(eve.username);
    assert.deepEqual((await bodiesTo(eve)).length, 1);
    assert.deepEqual((await bodiesTo(dan)).length, 1);
  });

  it("are not asked of a push service that failed several times, until some time has passed", async () => {
    const people = [await somebody(), await somebody(), await somebody(), await somebody()];
    service.answer = () => ({ status: 500 });
    for (const person of people.slice(0, 3)) {
      await aPost(ada, channel, `@${person.username} first`);
      await putOff(person, 1);
    }
    const before = service.requests;
    const last = people[3] as Person;
    await aPost(ada, channel, `@${last.username} not now`);
    const row = await putOff(last, 1);
    assert.match(row.last_error, /waits/);
    assert.equal(service.requests, before);
    service.answer = () => ({ status: 201 });
    await retry();
    for (const person of people) await service.next(person.username);
  });

  it("are made up for by the next server when one dies right after the message", async () => {
    const [eve, told] = [await somebody(), await somebody()];
    const lost = await aPost(ada, channel, `@${eve.username} @${told.username} lost`);
    await service.settled(server);
    // As though it had died between the message and what it writes down about it.
    await server.sql("DELETE FROM push_notifications WHERE post_id = $1 AND user_id = $2", [lost.id, eve.id]);
    service.told.length = 0;
    await server.sql("UPDATE posts SET create_at = create_at - 80000 WHERE id = $1", [lost.id]);
    await server.sql("UPDATE channel_members SET last_viewed_at = 0 WHERE channel_id = $1", [channel.id]);
    await server.sql("INSERT INTO push_servers (id, noted_until, seen_at) VALUES ('dead', $1, $2)", [
      lost.create_at - 80_001,
      Date.now() - 91_000,
    ]);
    configure();
    assert.equal((await service.next(eve.username)).payload.post_id, lost.id);
    await service.settled(server);
    assert.deepEqual(await bodiesTo(told), [], "nobody is told twice");
    assert.equal((await bodiesTo(eve)).length, 1);
  });

  it("wait in the database for the next server when one stops", async () => {
    const eve = await somebody();
    await service.close();
    await aPost(ada, channel, `@${eve.username} kept`);
    await putOff(eve, 1);
    await service.listen();
    const other = await startTestServer(
      { MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" },
      { authorities: service.tls.cert, database: database.connection },
    );
    await retry();
    await service.next(eve.username);
    await other.stop();
    assert.equal((await bodiesTo(eve)).length, 1, "and come once, from one of the two");
  });

  it("are taken back when read elsewhere: with little noise, and together with the next", async () => {
    const eve = await somebody();
    const elsewhere = await signIn(server, eve.username);
    const read = () => elsewhere.post("/channels/members/me/view", { channel_id: channel.id });
    const clears = () => service.told.filter((one) => one.browser === eve.username && one.payload.type === "clear");
    await aPost(ada, channel, `@${eve.username} to be read`);
    await service.next(eve.username);
    await service.settled(server);
    await read();
    const { payload, headers } = await service.next(eve.username, ({ type }) => type === "clear");
    assert.deepEqual(payload, { type: "clear", read: [channel.id], badge: 0 });
    assert.equal(headers.urgency, "normal");
    // Browsers put up with few messages that show nothing.
    for (let time = 0; time < 8; time++) {
      await aPost(ada, channel, `@${eve.username} time ${time}`);
      await service.settled(server);
      await read();
      await service.settled(server);
    }
    assert.equal(clears().length, 6);
    const direct = await aDirect(ada, eve);
    await aPost(ada, direct, "the next");
    const next = await service.next(eve.username, ({ channel_id }) => channel_id === direct.id);
    assert.deepEqual(next.payload.read, [channel.id]);
    await aPost(ada, channel, `@${eve.username} shown again`);
    const again = await service.next(eve.username, ({ body }) => body?.endsWith("shown again"));
    assert.deepEqual(again.payload.read, [], "nothing that is shown is taken back");
  });

  it("take nothing back silently from Apple's browsers, which end the subscription for it", async () => {
    const eve = await aUser(ada, "apple");
    await join(ada, team, eve);
    await add(ada, channel, eve);
    await service.subscribe(eve, "apple", "web.push.apple.com");
    await aPost(ada, channel, "@apple to be read");
    await service.next("apple");
    await service.settled(server);
    await (await signIn(server, "apple")).post("/channels/members/me/view", { channel_id: channel.id });
    await service.settled(server);
    assert.deepEqual(
      service.told.filter((one) => one.browser === "apple").map((one) => one.payload.type),
      ["message"],
    );
  });

  it("fit into what push services take, however long the message", async () => {
    const eve = await somebody();
    await aPost(ada, channel, `@${eve.username} ${"𝔘\u2028".repeat(4_000)}`);
    const { payload, size } = await service.next(eve.username);
    assert.ok(size <= 4096 && payload.body.length > 300, `${size}`);
  });

  it("can be tried, which says what came of it", async () => {
    const eve = await somebody();
    const test = () => eve.post("/courtyard/web_push/device/test");
    assert.deepEqual(await test(), { result: "sent", detail: "" });
    const { payload } = await service.next(eve.username);
    assert.deepEqual([payload.type, payload.url], ["test", "/"]);
    const refusals: [number, string][] = [
      [403, "refused"],
      [503, "away"],
      [302, "refused"],
      [410, "gone"],
    ];
    for (const [status, result] of refusals) {
      service.answer = () => ({ status, headers: { location: "https://127.0.0.1/" } });
      assert.deepEqual(await test(), { result, detail: `The push service answered ${status}.` });
    }
    assert.equal((await eve.send("POST", "/courtyard/web_push/device/test")).status, 404);
    assert.deepEqual(await devices(eve), []);
  });

  const put = (person: Person, body: unknown) => person.send("PUT", "/courtyard/web_push/device", body);
  const subscription = (endpoint: string) => ({ endpoint, keys: new BrowserSecrets().keys });

  it("are asked for with an address of https and keys that are some, by sessions of browsers", async () => {
    const eve = await aUser(ada, "eve");
    const refused = [
      "http://127.0.0.1/x",
      "javascript:alert(1)",
      "//example.org/x",
      "https://",
      "https://user:secret@example.org/",
      "https://example.org/#x",
      `https://example.org/${"x".repeat(2_100)}`,
    ];
    for (const endpoint of refused) assert.equal((await put(eve, subscription(endpoint))).status, 400, endpoint);
    const keys = new BrowserSecrets().keys;
    for (const wrong of [{}, { ...keys, auth: "short" }, { ...keys, p256dh: "A".repeat(87) }, { p256dh: 1, auth: 2 }])
      assert.equal((await put(eve, { endpoint: "https://example.org/x", keys: wrong })).status, 400);
    await server.sql("UPDATE users SET roles = 'system_user system_user_access_token' WHERE id = $1", [eve.id]);
    const token = await ada.post(`/users/${ada.id}/tokens`, { description: "program" });
    const program = Object.assign(Object.create(Object.getPrototypeOf(ada)), ada, { token: token.token }) as Person;
    const answer = await fetch(`${server.url}/api/v4/courtyard/web_push/device`, {
      method: "PUT",
      headers: { authorization: `Bearer ${program.token}`, "content-type": "application/json" },
      body: JSON.stringify(subscription("https://example.org/x")),
    });
    assert.equal(answer.status, 403);
    assert.deepEqual(await devices(eve), []);
  });

  it("go to one session of a browser, and to nobody who only knows its address", async () => {
    const eve = await somebody();
    const made = await service.subscribe(eve, eve.username);
    assert.equal((await devices(eve)).length, 1);
    const thief = await put(cat, { endpoint: made.endpoint, keys: new BrowserSecrets().keys });
    assert.equal(thief.status, 400);
    assert.equal((await devices(eve)).length, 1);
    // The same browser, in which somebody else has signed in: it knows its own secret.
    const dan = await aUser(ada, "dan");
    assert.equal((await put(dan, { endpoint: made.endpoint, keys: made.secrets.keys })).status, 200);
    assert.deepEqual([(await devices(eve)).length, (await devices(dan)).length], [0, 1]);
    assert.equal((await dan.send("DELETE", `/courtyard/web_push/devices/${(await devices(cat))[0].id}`)).status, 404);
    assert.equal((await devices(cat)).length, 1);
  });

  it("are asked for by twenty browsers of a person at most", async () => {
    const eve = await somebody();
    const [first] = await devices(eve);
    for (let time = 0; time < 20; time++) await service.subscribe(await signIn(server, eve.username), "more");
    const kept = await devices(eve);
    assert.equal(kept.length, 20);
    assert.ok(!kept.some(({ id }: { id: string }) => id === first.id), "the oldest made room");
  });

  it("do not go inside the network, whatever address was given", async () => {
    const eve = await aUser(ada, "inside");
    await join(ada, team, eve);
    await add(ada, channel, eve);
    assert.equal((await put(eve, subscription("https://10.0.0.1/x"))).status, 200);
    await aPost(ada, channel, "@inside hello");
    await service.settled(server);
    assert.deepEqual(await devices(eve), []);
  });

  it("tell nobody the server's key, nor addresses and secrets of browsers", async () => {
    const [{ value: pem }] = (await server.sql("SELECT value FROM systems WHERE name = 'WebPushKey'")) as [
      { value: string },
    ];
    const secrets = [pem.split("\n")[1] as string];
    for (const row of await server.sql<Record<string, string>>("SELECT endpoint, p256dh, auth FROM web_push_devices"))
      secrets.push(new URL(row.endpoint as string).pathname, row.p256dh as string, row.auth as string);
    const answers = await Promise.all([
      bob.get("/courtyard/web_push/devices"),
      bob.get("/users/me/sessions"),
      ada.get("/config"),
      bob.get("/config/client?format=old"),
      ada.get(`/users/${bob.id}/sessions`),
    ]);
    const texts = [...answers.map((answer) => JSON.stringify(answer)), server.log()];
    assert.ok(secrets.length > 10);
    for (const text of texts) for (const secret of secrets) assert.ok(!text.includes(secret), secret);
    assert.equal((await bob.get("/config/client?format=old")).EnableWebPush, "true");
  });

  it("are part of why somebody was notified", async () => {
    const eve = await somebody();
    const post = await aPost(ada, channel, `@${eve.username} why`);
    await service.next(eve.username);
    await service.settled(server);
    const { browsers, sent_to_browsers, phones, sent, phone } = await eve.get(
      `/courtyard/posts/${post.id}/notification`,
    );
    assert.deepEqual(
      [browsers, sent_to_browsers, phones, sent, phone],
      [1, 1, 0, 0, { notifies: true, because: "mention" }],
    );
    const other = await cat.get(`/courtyard/posts/${post.id}/notification`);
    assert.deepEqual([other.browsers, other.sent_to_browsers], [1, 0]);
  });

  it("can be switched off for the whole server", async () => {
    configure({ CourtyardPushSettings: { EnableWebPush: false } });
    const eve = await aUser(ada, "late");
    assert.equal((await put(eve, subscription("https://example.org/x"))).status, 501);
    assert.equal((await eve.send("POST", "/courtyard/web_push/device/test")).status, 501);
    assert.equal((await eve.get("/courtyard/web_push/devices")).enabled, false);
    await aPost(ada, channel, "@bob while it is off");
    await server.app.push.noted();
    configure({ CourtyardPushSettings: { EnableWebPush: true } });
    await aPost(ada, channel, "@bob it is on");
    await service.next("bob", ({ body }) => body.endsWith("it is on"));
    assert.equal((await bodiesTo(bob)).length, 1);
  });
});
