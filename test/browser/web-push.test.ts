import assert from "node:assert/strict";
import type { Browser, CDPSession, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";
import { type TestBrowser, TestPushService } from "../support/web-push.js";

/**
 * Stands in for the part of the browser that asks its maker's push service for an address: it is not reached from here.
 * What it gives is kept over loading the page anew, as browsers do. A text, since it runs before the page's own scripts.
 */
const pretendToSubscribe = (given: { endpoint: string; keys: { p256dh: string; auth: string } }[]) => `{
  const given = ${JSON.stringify(given)};
  const taken = () => Number(localStorage.getItem("pretended") ?? "0");
  const subscription = () => {
    const one = given[(taken() - 1) % given.length];
    const unsubscribe = async () => { localStorage.setItem("pretended.off", "true"); return true; };
    return { endpoint: one.endpoint, toJSON: () => one, unsubscribe };
  };
  PushManager.prototype.getSubscription = async () =>
    taken() > 0 && localStorage.getItem("pretended.off") !== "true" ? subscription() : null;
  PushManager.prototype.subscribe = async (options) => {
    const key = options?.applicationServerKey;
    if (!options?.userVisibleOnly || !(key instanceof Uint8Array) || key.length !== 65 || key[0] !== 4)
      throw new DOMException("not a key", "InvalidAccessError");
    if (localStorage.getItem("pretended.off") !== "false") localStorage.setItem("pretended", String(taken() + 1));
    localStorage.setItem("pretended.off", "false");
    return subscription();
  };
}`;

describe("notifications of a closed app, in a browser", () => {
  let server: TestServer;
  let service: TestPushService;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let beds: { id: string };
  let page: WatchedPage;
  let devtools: CDPSession;
  let registrationId = "";
  let subscriptions: TestBrowser[];

  before(async function () {
    browser = await openBrowser(this);
    service = await TestPushService.open();
    server = await startTestServer(
      { MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" },
      { authorities: service.tls.cert },
    );
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    // Also while the app is open, which it is in this test.
    await boris.put("/users/me/patch", { notify_props: { push: "mention", push_status: "online" } });
    const team = await aTeam(ada, "garden");
    await join(ada, team, boris);
    beds = await aChannel(ada, team, "beds");
    await add(ada, beds, boris);
    service.serverKey = (await boris.get("/courtyard/web_push/devices")).public_key;
    subscriptions = [service.browser("first"), service.browser("second")];
    page = await openPage(browser, server, boris);
    await page.context().grantPermissions(["notifications"], { origin: server.url });
    const given = subscriptions.map(({ endpoint, secrets }) => ({ endpoint, keys: secrets.keys }));
    await page.addInitScript({ content: pretendToSubscribe(given) });
    devtools = await page.context().newCDPSession(page);
    devtools.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      registrationId = registrations.find((one) => !one.isDeleted)?.registrationId ?? registrationId;
    });
    await devtools.send("ServiceWorker.enable");
    await open("beds");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await service?.close();
  });

  const open = async (channel: string) => {
    await page.goto(`/garden/channels/${channel}`);
    await page.getByPlaceholder("Message").first().waitFor();
  };
  const openSettings = async () => {
    await page.keyboard.press("Control+Shift+A");
    await page.getByRole("tab", { name: "Notifications" }).click();
  };
  const toggle = (on: Page = page) => on.getByRole("checkbox", { name: /Notify me on this device also when/ });
  const devices = async () => (await boris.get("/courtyard/web_push/devices")).devices;
  /** Gives the worker what a push service would bring. */
  const deliver = (payload: unknown) =>
    devtools.send("ServiceWorker.deliverPushMessage", {
      origin: server.url,
      registrationId,
      data: typeof payload === "string" ? payload : JSON.stringify(payload),
    });
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      const list = await registration.getNotifications();
      return list.map(({ title, body, tag, data }) => ({ title, body, tag, data }));
    });
  const untilShown = (passes: (list: Awaited<ReturnType<typeof shown>>) => boolean) =>
    until(shown, "the notifications to be as expected", { passes });
  /** A message to boris, as the server encrypted it for his browser. */
  const push = async (message: string, to = beds) => {
    const post = await aPost(ada, to, message);
    return { post, payload: (await service.next("first", ({ post_id }) => post_id === post.id)).payload };
  };

  it("are switched on with one switch, and tried", async () => {
    await openSettings();
    await until(() => toggle().isEnabled(), "the switch to be ready");
    assert.equal(await toggle().isChecked(), false);
    await toggle().click();
    await page.getByText("Devices that are notified").waitFor();
    await page.getByText(/^This device\. Since/).waitFor();
    assert.equal((await devices()).length, 1);
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("Sent. It appears in a moment").waitFor();
    const { payload } = await service.next("first", ({ type }) => type === "test");
    await page.getByText("Last notified").waitFor();
    await deliver(payload);
    await untilShown((list) => list.length === 1 && /reach this device/.test(list[0]?.body ?? ""));
    service.answer = () => ({ status: 503 });
    await page.getByRole("button", { name: "Send a test" }).click();
    await page.getByText("could not be reached by the server. The push service answered 503.").waitFor();
    service.answer = () => ({ status: 201 });
  });

  it("show one notification a channel, open its message by a click, and are taken back when it is read", async () => {
    await page.goto("about:blank");
    const first = await push("@boris the first");
    const second = await push("@boris the second");
    await open("town-square");
    await deliver(first.payload);
    await deliver(second.payload);
    const [one] = await untilShown((list) => list.some(({ body }) => /the second/.test(body)));
    assert.ok(one);
    const ofChannel = (await shown()).filter(({ tag }) => tag === beds.id);
    assert.deepEqual(ofChannel, [
      {
        title: "beds",
        body: "@ada: @boris the second",
        tag: beds.id,
        data: { url: `/_redirect/pl/${second.post.id}`, post_id: second.post.id },
      },
    ]);
    await click(beds.id);
    await page.getByRole("log").getByText("the second").waitFor();
    await page.getByPlaceholder("Message beds").waitFor();
    await untilShown((list) => !list.some(({ tag }) => tag === beds.id));
  });

  it("show nothing of what is before one's eyes, and what was read elsewhere no more", async () => {
    await page.goto("about:blank");
    await page.bringToFront();
    const { payload } = await push("@boris elsewhere");
    await open("town-square");
    await deliver(payload);
    await untilShown((list) => list.some(({ tag }) => tag === beds.id));
    await deliver({ type: "clear", read: [beds.id], badge: 0 });
    await untilShown((list) => !list.some(({ tag }) => tag === beds.id));
    await open("beds");
    await until(() => page.evaluate(() => document.hasFocus()), "the page to have the focus");
    await deliver({ ...payload, tag: "seen" });
    await deliver({ ...payload, tag: "other", channel_id: "x".repeat(26) });
    await untilShown((list) => list.some(({ tag }) => tag === "other"));
    assert.deepEqual(
      (await shown()).filter(({ tag }) => tag === "seen"),
      [],
    );
  });

  it("show something even of what cannot be read, and lead nowhere else", async () => {
    await deliver("this is no JSON");
    await untilShown((list) => list.some(({ tag }) => tag === "new"));
    for (const url of ["https://evil.example/x", "//evil.example/x", "javascript:alert(1)"]) {
      await deliver({ type: "test", tag: "evil", title: "x", body: url, url });
      await untilShown((list) => list.some(({ body }) => body === url));
      await click("evil");
      await untilShown((list) => !list.some(({ tag }) => tag === "evil"));
      assert.equal(new URL(page.url()).origin, server.url);
    }
    assert.deepEqual(page.complaints, []);
  });

  it("go on over loading the page, and in the next session of the same person", async () => {
    const [before] = await devices();
    await open("beds");
    await openSettings();
    await until(() => toggle().isChecked(), "the switch to be on");
    assert.equal((await devices())[0].id, before.id);
    // The session ends by itself; the same person signs in again.
    await server.sql("DELETE FROM sessions WHERE id = (SELECT session_id FROM web_push_devices WHERE id = $1)", [
      before.id,
    ]);
    await server.app.platform.events.emit("caches.dropped", {} as never);
    await page.context().request.post("/api/v4/users/login", {
      headers: { "X-Requested-With": "XMLHttpRequest" },
      data: { login_id: boris.username, password: boris.password },
    });
    await open("beds");
    await until(async () => (await devices()).length === 1, "the browser to be known again");
    assert.notEqual((await devices())[0].id, before.id);
  });

  it("end where they are removed, from another device too", async () => {
    const [device] = await devices();
    await boris.delete(`/courtyard/web_push/devices/${device.id}`);
    await open("beds");
    await openSettings();
    await until(() => toggle().isEnabled(), "the switch to be ready");
    assert.equal(await toggle().isChecked(), false);
    assert.deepEqual(await devices(), []);
    await toggle().click();
    await page.getByText(/^This device\. Since/).waitFor();
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByText(/^This device\. Since/).waitFor({ state: "detached" });
    await until(async () => !(await toggle().isChecked()), "the switch to be off");
    assert.deepEqual(await devices(), []);
  });

  it("end with signing out, and leave nothing in the browser", async () => {
    await toggle().click();
    await page.getByText(/^This device\. Since/).waitFor();
    await deliver({ type: "test", tag: "left", title: "x", body: "to be taken back", url: "/" });
    await untilShown((list) => list.some(({ tag }) => tag === "left"));
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(/\/login/);
    await untilShown((list) => list.length === 0);
    assert.deepEqual(await devices(), []);
    const left = await page.evaluate(() => [
      localStorage.getItem("pretended.off"),
      ...Object.keys(localStorage).filter((key) => key.includes("web-push")),
    ]);
    assert.deepEqual(left, ["true"]);
  });

  it("say what to do where they are not possible", async () => {
    const expected: [string, RegExp, string][] = [
      [
        "blocked",
        /The browser blocks notifications of this page\. Allow them in its site settings, next to/,
        'Object.defineProperty(Notification, "permission", { get: () => "denied" })',
      ],
      ["unsupported", /This browser cannot be notified while the app is closed/, "delete window.PushManager"],
      [
        "iPhone",
        /once the app is on the home screen/,
        `delete window.PushManager;
         Object.defineProperty(navigator, "userAgent", { get: () => "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)" })`,
      ],
    ];
    for (const [what, words, init] of expected) {
      const other = await openPage(browser as Browser, server, boris);
      await other.addInitScript({ content: init });
      await other.goto("/garden/channels/beds");
      await other.getByPlaceholder("Message beds").waitFor();
      await other.waitForFunction(() => navigator.serviceWorker.controller !== null);
      await other.keyboard.press("Control+Shift+A");
      await other.getByRole("tab", { name: "Notifications" }).click();
      await other.getByText(words).waitFor();
      assert.equal(await toggle(other).isDisabled(), true, what);
      await other.context().close();
    }
  });

  /** Clicks a notification. A browser of tests draws none, so the worker is told as the browser would tell it. */
  async function click(tag: string): Promise<void> {
    const worker = page.context().serviceWorkers()[0];
    assert.ok(worker);
    // A text, as above. Only events of the browser itself may keep a worker waiting, so this one does without.
    await worker.evaluate(`registration.getNotifications({ tag: ${JSON.stringify(tag)} }).then(([notification]) => {
      const event = new NotificationEvent("notificationclick", { notification });
      event.waitUntil = () => {};
      dispatchEvent(event);
    })`);
  }
});
