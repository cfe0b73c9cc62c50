import assert from "node:assert/strict";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { foundAway, type Sent, TestProxy } from "../support/push-proxy.js";
import { startTestServer, type TestServer } from "../support/server.js";

const HOUR = 3_600_000;

describe("phones whose session has expired", () => {
  let server: TestServer;
  let proxy: TestProxy;
  let [ada, bob, cat]: Person[] = [];
  let count = 0;

  const configure = (values: Record<string, Record<string, unknown>> = {}) => {
    const { config } = server.app.platform;
    const next = { ...config.stored };
    for (const [name, section] of Object.entries(values)) next[name] = { ...next[name], ...section };
    // The loop looks anew when settings change.
    config.replace(next);
  };
  const settled = () => proxy.settled(server);
  /** A session of somebody on a phone of its own; returns the token of the phone. */
  const onPhone = async (person: Person, more: object = {}) => {
    const session = await signIn(server, person.username);
    const device = `phone-${++count}`;
    await session.put("/users/sessions/device", { device_id: `android_rn-v2:${device}`, ...more });
    return { session, device };
  };
  const expire = (device: string, ago = 1_000) =>
    server.sql("UPDATE sessions SET expires_at = $2 WHERE device_id = $1", [
      `android_rn-v2:${device}`,
      Date.now() - ago,
    ]);
  /** What went to a phone, after another phone, whose session expired later, was told. */
  const told = async (device: string): Promise<Sent[]> => {
    const canary = await onPhone(cat);
    await expire(canary.device);
    configure();
    await proxy.next((push) => push.device_id === canary.device);
    await settled();
    return proxy.sent.filter((push) => push.device_id === device);
  };

  before(async () => {
    server = await startTestServer();
    proxy = await TestProxy.open();
    ada = await anAdmin(server);
    [bob, cat] = [await aUser(ada, "bob"), await aUser(ada, "cat")];
    configure({
      EmailSettings: { SendPushNotifications: true, PushNotificationServer: proxy.url },
      ServiceSettings: { AllowedUntrustedInternalConnections: "127.0.0.1" },
      TeamSettings: { SiteName: "Herbarium" },
    });
  });
  after(async () => {
    await server.stop();
    await proxy.close();
  });

  it("are told once, also when two servers look at the same moment", async () => {
    const { device } = await onPhone(bob);
    await expire(device);
    await Promise.all([server.app.push.noteExpired(), server.app.push.noteExpired(), server.app.push.noteExpired()]);
    const [push, ...again] = await told(device);
    assert.ok(push);
    assert.deepEqual(again, []);
    const { ack_id, signature, ...rest } = push;
    assert.ok(ack_id && signature.split(".").length === 3, "signed, or the app does not believe it");
    assert.deepEqual(rest, {
      type: "session",
      platform: "android_rn-v2",
      device_id: device,
      server_id: (await bob.get("/config/client?format=old")).DiagnosticId,
      version: "v2",
      message: "You are signed out of Herbarium. Sign in again to go on being notified.",
      badge: 0,
      is_crt_enabled: true,
      is_id_loaded: false,
    });
    assert.equal((await told(device)).length, 1, "and not a second time");
    await server.app.sessions.sweep();
    assert.equal((await told(device)).length, 1, "nor after housekeeping");
  });

  it("are told while the proxy comes back, and after housekeeping has run in between", async () => {
    const { device } = await onPhone(bob);
    await proxy.close();
    await expire(device);
    configure();
    await server.app.sessions.sweep();
    await proxy.listen();
    assert.equal((await told(device)).length, 1);
  });

  it("are told again when a later session expires, and forgotten after a day", async () => {
    const { device } = await onPhone(bob);
    await expire(device);
    assert.equal((await told(device)).length, 1);
    const session = await signIn(server, "bob");
    await session.put("/users/sessions/device", { device_id: `android_rn-v2:${device}` });
    await expire(device);
    assert.equal((await told(device)).length, 2);
    await expire(device, 25 * HOUR);
    await server.app.sessions.sweep();
    assert.deepEqual(await server.sql("SELECT 1 FROM sessions WHERE device_id = $1", [`android_rn-v2:${device}`]), []);
  });

  it("are the only ones: not phones that are signed in, out or off, nor those of who is gone, nor browsers", async () => {
    const live = await onPhone(bob);
    const out = await onPhone(bob);
    await out.session.post("/users/logout");
    const off = await onPhone(bob, { device_notification_disabled: "true" });
    await expire(off.device);
    const long = await onPhone(bob);
    await expire(long.device, 25 * HOUR);
    const eve = await aUser(ada, "eve");
    const gone = await onPhone(eve);
    await expire(gone.device);
    await server.sql("UPDATE users SET delete_at = 1 WHERE id = $1", [eve.id]);
    // The phone went to somebody else, who is signed in on it.
    const handed = await onPhone(bob);
    await expire(handed.device);
    const hers = await signIn(server, "cat");
    await hers.put("/users/sessions/device", { device_id: `android_rn-v2:${handed.device}` });
    await server.sql("UPDATE sessions SET expires_at = $1 WHERE device_id = '' AND user_id = $2", [
      Date.now() - 1_000,
      bob.id,
    ]);
    for (const { device } of [live, out, off, long, gone, handed]) assert.deepEqual(await told(device), [], device);
    bob = await signIn(server, "bob");
  });

  it("hear of no message any more, not even of one that waited", async () => {
    const team = await aTeam(ada, "garden");
    await join(ada, team, bob);
    const channel = await aChannel(ada, team, "beds", "P");
    await add(ada, channel, bob);
    const { device } = await onPhone(bob);
    await proxy.close();
    await aPost(ada, channel, "@bob secret roses");
    await foundAway(server);
    await expire(device);
    await proxy.listen();
    assert.deepEqual(
      (await told(device)).map((push) => push.type),
      ["session"],
    );
  });

  it("are told nothing while activity does not extend sessions, or no push notifications are sent", async () => {
    const { device } = await onPhone(bob);
    configure({ ServiceSettings: { ExtendSessionLengthWithActivity: false } });
    await expire(device);
    await server.app.push.noteExpired();
    configure({
      ServiceSettings: { ExtendSessionLengthWithActivity: true },
      EmailSettings: { SendPushNotifications: false },
    });
    await new Promise((done) => setTimeout(done, 2_500));
    const waiting = "SELECT 1 FROM push_notifications n JOIN sessions s ON s.id = n.session_id WHERE s.device_id = $1";
    assert.deepEqual(await server.sql(waiting, [`android_rn-v2:${device}`]), []);
    configure({ EmailSettings: { SendPushNotifications: true } });
    assert.equal((await told(device)).length, 1);
  });
});
