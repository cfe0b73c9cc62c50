import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { Listener } from "../support/listener.js";
import {
  aChannel,
  aDirect,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
  signIn,
  stranger,
} from "../support/people.js";
import { foundAway, type Sent, TestProxy } from "../support/push-proxy.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("push notifications", () => {
  let server: TestServer;
  let proxy: TestProxy;
  let [ada, bob, cat]: Person[] = [];
  let team: { id: string };
  let channel: { id: string };

  const configured = (values: Record<string, unknown>, more: Record<string, Record<string, unknown>> = {}) => {
    const { config } = server.app.platform;
    const sections: Record<string, Record<string, unknown>> = { EmailSettings: values, ...more };
    const next = { ...config.stored };
    for (const [name, section] of Object.entries(sections)) next[name] = { ...next[name], ...section };
    config.replace(next);
  };
  const phone = (person: Person, device: string, more: object = {}) =>
    person.put("/users/sessions/device", { device_id: device, ...more });

  before(async () => {
    server = await startTestServer();
    proxy = await TestProxy.open();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    team = await aTeam(ada, "garden");
    await join(ada, team, bob, cat);
    channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob, cat);
    configured(
      { SendPushNotifications: true, PushNotificationServer: `${proxy.url}/` },
      { ServiceSettings: { AllowedUntrustedInternalConnections: "127.0.0.1" } },
    );
    await phone(ada, "android_rn-v2:ada-token");
    await phone(bob, "apple_rn-v2:bob-token");
    await phone(cat, "android_rn-v2:cat-token");
  });
  after(async () => {
    await server.stop();
    await proxy.close();
  });
  afterEach(() => {
    proxy.sent.length = 0;
  });

  /** What went to a device, after everything that was caused before has gone out. */
  const sentTo = async (device: string, type = "message"): Promise<Sent[]> => {
    await server.app.push.noted();
    await settled();
    return proxy.sent.filter((push) => push.device_id === device && push.type === type);
  };
  const settled = () => proxy.settled(server);
  const notify = (person: Person, values: Record<string, string>) =>
    person.put("/users/me/patch", { notify_props: { push: "mention", push_status: "away", ...values } });

  it("go to the phone of who is mentioned, signed, and to nobody else", async () => {
    const post = await aPost(ada, channel, "@bob the **roses**");
    const push = await proxy.next((one) => one.post_id === post.id);
    const config = await bob.get("/config/client?format=old");
    const { ack_id, signature, ...rest } = push;
    assert.deepEqual(rest, {
      platform: "apple_rn-v2",
      device_id: "bob-token",
      server_id: config.DiagnosticId,
      type: "message",
      version: "v2",
      is_crt_enabled: true,
      is_id_loaded: false,
      post_id: post.id,
      channel_id: channel.id,
      root_id: "",
      team_id: team.id,
      category: "CAN_REPLY",
      sound: "default",
      message: "@ada: @bob the **roses**",
      channel_name: "beds",
      sender_id: ada.id,
      sender_name: "ada",
      badge: 1,
    });
    const [head, claims, mark] = signature.split(".");
    const key = createPublicKey({
      key: Buffer.from(config.AsymmetricSigningPublicKey, "base64"),
      format: "der",
      type: "spki",
    });
    const signed = verify(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      { key, dsaEncoding: "ieee-p1363" },
      Buffer.from(mark, "base64url"),
    );
    assert.ok(signed);
    assert.deepEqual(JSON.parse(Buffer.from(head, "base64url").toString()), { alg: "ES256", typ: "JWT" });
    assert.deepEqual(JSON.parse(Buffer.from(claims, "base64url").toString()), { ack_id, device_id: "bob-token" });
    assert.equal(config.SendPushNotifications, "true");
    assert.deepEqual(await sentTo("cat-token"), []);
    assert.deepEqual(await sentTo("ada-token"), []);
  });

  it("follow what people set, for themselves and for a channel", async () => {
    await aPost(ada, channel, "nothing for anybody");
    assert.deepEqual([await sentTo("bob-token"), await sentTo("cat-token")], [[], []]);
    await notify(cat, { push: "all" });
    await notify(bob, { push: "none" });
    const post = await aPost(ada, channel, "for who wants all, @bob");
    assert.deepEqual(
      (await sentTo("cat-token")).map((push) => push.post_id),
      [post.id],
    );
    assert.deepEqual(await sentTo("bob-token"), []);
    await cat.put(`/channels/${channel.id}/members/${cat.id}/notify_props`, { mark_unread: "mention" });
    await aPost(ada, channel, "@cat in a muted channel");
    assert.equal((await sentTo("cat-token")).length, 1);
    await cat.put(`/channels/${channel.id}/members/${cat.id}/notify_props`, { mark_unread: "all", push: "none" });
    await aPost(ada, channel, "@cat still not");
    assert.equal((await sentTo("cat-token")).length, 1);
    await cat.put(`/channels/${channel.id}/members/${cat.id}/notify_props`, { push: "default" });
    await notify(cat, { push: "mention", mention_keys: "tulips" });
    await notify(bob, {});
    await aPost(ada, channel, "about tulips");
    assert.equal((await sentTo("cat-token")).length, 2);
    await aPost(ada, channel, "@all listen");
    assert.equal((await sentTo("cat-token")).length, 3);
    configured({}, { TeamSettings: { MaxNotificationsPerChannel: 2 } });
    await aPost(ada, channel, "@all in a channel that is too large");
    assert.equal((await sentTo("cat-token")).length, 3);
    configured({}, { TeamSettings: { MaxNotificationsPerChannel: 1000 } });
  });

  it("tell of direct messages and followed threads", async () => {
    const direct = await aDirect(ada, bob);
    const post = await aPost(ada, direct, "psst");
    const [push] = await sentTo("bob-token");
    assert.deepEqual([push?.post_id, push?.message, push?.channel_name, push?.team_id], [post.id, "psst", "@ada", ""]);
    const root = await aPost(bob, channel, "who waters?");
    const reply = await aPost(ada, channel, "I do", { root_id: root.id });
    const found = (await sentTo("bob-token")).find((one) => one.post_id === reply.id);
    assert.deepEqual([found?.root_id, found?.message], [root.id, "@ada: I do"]);
    assert.deepEqual(
      (await sentTo("cat-token")).map((one) => one.post_id),
      [],
    );
    await notify(bob, { push_threads: "mention" });
    const more = await aPost(ada, channel, "and again", { root_id: root.id });
    assert.equal(
      (await sentTo("bob-token")).find((one) => one.post_id === more.id),
      undefined,
    );
    await notify(bob, { push_threads: "all" });
  });

  it("leave those alone who are here, who do not want to be disturbed, and phones that said so", async () => {
    const here = await Listener.open(bob);
    await bob.put("/users/me/status", { user_id: bob.id, status: "online" });
    await aPost(ada, channel, "@bob you are here");
    assert.deepEqual(await sentTo("bob-token"), []);
    await notify(bob, { push_status: "online" });
    await aPost(ada, channel, "@bob even so");
    assert.equal((await sentTo("bob-token")).length, 1);
    await bob.put("/users/me/status", { user_id: bob.id, status: "dnd" });
    await aPost(ada, channel, "@bob do not disturb");
    assert.equal((await sentTo("bob-token")).length, 1);
    await bob.put("/users/me/status", { user_id: bob.id, status: "online" });
    await phone(bob, "apple_rn-v2:bob-token", { device_notification_disabled: "true" });
    await aPost(ada, channel, "@bob the phone said no");
    assert.equal((await sentTo("bob-token")).length, 1);
    await phone(bob, "apple_rn-v2:bob-token", { device_notification_disabled: "false" });
    // Apps that have no token now say so without one, and keep the one there is.
    await phone(bob, "", { device_notification_disabled: "true" });
    await aPost(ada, channel, "@bob it says no again");
    assert.equal((await sentTo("bob-token")).length, 1);
    await phone(bob, "", { device_notification_disabled: "false" });
    await aPost(ada, channel, "@bob and yes");
    assert.equal((await sentTo("bob-token")).length, 2);
    here.close();
  });

  it("end with the session, and with a device the push service does not know", async () => {
    const other = await signIn(server, "cat");
    await phone(other, "apple_rn-v2:cat-pad");
    await aPost(ada, channel, "@cat both");
    assert.equal((await sentTo("cat-pad")).length, 1);
    await other.post("/users/logout");
    await aPost(ada, channel, "@cat one");
    assert.equal((await sentTo("cat-pad")).length, 1);
    assert.equal((await sentTo("cat-token")).length, 2);
    proxy.answer = (push) => ({ status: push.device_id === "cat-token" ? "REMOVE" : "OK" });
    await aPost(ada, channel, "@cat gone");
    await sentTo("cat-token");
    await aPost(ada, channel, "@cat no more");
    assert.equal((await sentTo("cat-token")).length, 3);
    const sessions = await cat.get(`/users/${cat.id}/sessions`);
    assert.deepEqual(
      sessions.map((one: any) => one.device_id),
      [""],
    );
    proxy.answer = () => ({ status: "OK" });
    await phone(cat, "android_rn-v2:cat-token");
  });

  it("hold back what the administrator wants held back, and cut what is too long", async () => {
    const words = async (contents: string, message = "@bob secret roses") => {
      configured({ PushNotificationContents: contents });
      const post = await aPost(ada, channel, message);
      const push = await proxy.next((one) => one.post_id === post.id);
      return [push.message, push.channel_name];
    };
    assert.deepEqual(await words("generic"), ["@ada mentioned you in beds.", "beds"]);
    assert.deepEqual(await words("generic_no_channel"), ["@ada mentioned you.", undefined]);
    const [long] = await words("full", `@bob ${"é".repeat(5000)}`);
    assert.equal([...long].length, 2047);
  });

  it("count as clients do, and are taken off the phone when the channel is read elsewhere", async () => {
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    await bob.put(`/users/me/teams/${team.id}/threads/read`);
    await sentTo("bob-token");
    proxy.sent.length = 0;
    const post = await aPost(ada, channel, "@bob one");
    const first = await proxy.next((push) => push.post_id === post.id);
    const second = await aPost(ada, channel, "@bob two");
    const next = await proxy.next((push) => push.post_id === second.id);
    assert.equal(next.badge, first.badge + 1);
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    const clear = await proxy.next((push) => push.type === "clear" && push.channel_id === channel.id);
    assert.deepEqual([clear.device_id, clear.badge, clear.message], ["bob-token", first.badge - 1, undefined]);
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    assert.equal((await sentTo("bob-token", "clear")).length, 1, "what is off the phone is not taken off again");
    assert.deepEqual(await sentTo("cat-token", "clear"), []);
    await bob.post(`/users/me/posts/${post.id}/set_unread`, {});
    const badge = await proxy.next((push) => push.type === "update_badge");
    assert.deepEqual([badge.device_id, badge.badge], ["bob-token", first.badge + 1]);
  });

  it("wait for a proxy that is down, and come once, but not if they were read meanwhile or are too old", async () => {
    await proxy.close();
    const [kept, read, old] = [
      await aPost(ada, channel, "@bob kept"),
      await aPost(ada, await aDirect(ada, cat), "read meanwhile"),
      await aPost(ada, await aDirect(ada, bob), "too old"),
    ];
    await foundAway(server);
    await cat.post("/channels/members/me/view", { channel_id: (read as any).channel_id });
    await server.sql("UPDATE push_notifications SET create_at = create_at - 3600001 WHERE post_id = $1", [old.id]);
    await proxy.listen();
    await server.sql("UPDATE push_notifications SET next_at = 0");
    // New settings are a reason to try at once.
    configured({ PushNotificationServer: proxy.url });
    await proxy.next((push) => push.post_id === kept.id);
    await settled();
    const ids = proxy.sent.map((push) => push.post_id);
    assert.deepEqual(
      [kept, read, old].map((post) => ids.filter((id) => id === post.id).length),
      [1, 0, 0],
    );
    proxy.answer = () => 503;
    const again = await aPost(ada, channel, "@bob the proxy is overloaded");
    await foundAway(server);
    proxy.answer = () => ({ status: "OK" });
    await server.sql("UPDATE push_notifications SET next_at = 0");
    configured({ PushNotificationServer: `${proxy.url}/` });
    await proxy.next((push) => push.post_id === again.id);
  });

  it("repeat urgent messages, also for who has read them", async () => {
    const post = await aPost(ada, channel, "@bob quickly", {
      metadata: { priority: { priority: "urgent", persistent_notifications: true } },
    });
    await proxy.next((push) => push.post_id === post.id);
    await bob.post("/channels/members/me/view", { channel_id: channel.id });
    await server.sql("UPDATE persistent_notifications SET next_at = 0");
    const push = await proxy.next((one) => one.post_id === post.id && one.message.startsWith("Urgent: "));
    assert.equal(push.message, "Urgent: @ada: @bob quickly");
    assert.deepEqual(
      (await sentTo("cat-token")).filter((one) => one.post_id === post.id),
      [],
    );
    await ada.delete(`/posts/${post.id}`);
  });

  it("tell a client whether they reach its device", async () => {
    const can = async (device: string) =>
      (await stranger(server).get(`/system/ping?device_id=${encodeURIComponent(device)}`)).CanReceiveNotifications;
    proxy.answer = (push) => ({ status: push.device_id === "broken" ? "REMOVE" : "OK" });
    assert.equal(await can("apple_rn-v2:fine"), "true");
    assert.equal(proxy.sent.at(-1)?.type, "test");
    assert.equal(await can("apple_rn-v2:broken"), "false");
    proxy.answer = () => 500;
    assert.equal(await can("apple_rn-v2:unsure"), "unknown");
    proxy.answer = () => ({ status: "OK" });
    configured({ SendPushNotifications: false });
    assert.equal(await can("apple_rn-v2:fine"), "false");
    assert.equal((await ada.get("/config/client?format=old")).SendPushNotifications, "false");
    configured({ SendPushNotifications: true });
  });

  it("pass receipts of the person's own notifications on", async () => {
    const post = await aPost(ada, channel, "@bob acknowledge");
    const { ack_id } = await proxy.next((push) => push.post_id === post.id);
    const receipt = {
      id: ack_id,
      received_at: 1,
      platform: "ios",
      type: "message",
      post_id: post.id,
      is_id_loaded: false,
    };
    await cat.post("/notifications/ack", receipt);
    await bob.post("/notifications/ack", receipt);
    await until(() => proxy.receipts.length, "a receipt");
    assert.deepEqual(proxy.receipts, [{ id: ack_id, received_at: 1, platform: "ios", type: "message" }]);
  });

  it("say why somebody was notified, or was not", async () => {
    const why = async (person: Person, post: { id: string }) => {
      const { desktop, phone, phones, sent } = await person.get(`/courtyard/posts/${post.id}/notification`);
      return [desktop.because, phone.because, phones, sent];
    };
    const post = await aPost(ada, channel, "@bob why");
    await proxy.next((push) => push.post_id === post.id);
    await settled();
    assert.deepEqual(await why(bob, post), ["mention", "mention", 1, 1]);
    assert.deepEqual(await why(cat, post), ["not_for_them", "not_for_them", 1, 0]);
    assert.deepEqual(await why(ada, post), ["own", "own", 1, 0]);
    await notify(cat, { desktop: "all", push: "none" });
    assert.deepEqual(await why(cat, post), ["all", "level_none", 1, 0]);
    await cat.put(`/channels/${channel.id}/members/${cat.id}/notify_props`, { mark_unread: "mention" });
    assert.deepEqual(await why(cat, post), ["muted", "muted", 1, 0]);
    const direct = await aPost(ada, await aDirect(ada, bob), "and here");
    assert.equal((await why(bob, direct))[0], "direct");
    assert.equal((await cat.fails("GET", `/courtyard/posts/${direct.id}/notification`)).status_code, 404);
  });

  it("go to no address inside that the administrator did not allow", async () => {
    configured({}, { ServiceSettings: { AllowedUntrustedInternalConnections: "" } });
    const post = await aPost(ada, channel, "@bob not to be reached");
    const tried = "SELECT last_error FROM push_notifications WHERE post_id = $1 AND last_error <> ''";
    const found = await until(() => server.sql<{ last_error: string }>(tried, [post.id]), "a try", {
      passes: (rows) => rows.length > 0,
    });
    assert.equal(found[0]?.last_error, "The server does not connect to this address.");
    assert.equal(
      proxy.sent.find((push) => push.post_id === post.id),
      undefined,
    );
  });
});
