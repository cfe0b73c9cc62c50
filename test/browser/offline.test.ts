import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { Network } from "../support/network.js";
import { aChannel, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

/** Sockets that open once `begin()` is called. */
const SLOW_SOCKET = `{
  const Real = WebSocket;
  const begun = new Promise((resolve) => { window.begin = resolve; });
  window.WebSocket = class extends EventTarget {
    readyState = 0;
    constructor(...words) {
      super();
      void begun.then(() => {
        this.real = new Real(...words);
        for (const name of ["open", "message", "close", "error"])
          this.real.addEventListener(name, (event) => {
            this.readyState = this.real.readyState;
            const same = name === "message" ? new MessageEvent(name, { data: event.data }) : new event.constructor(name, event);
            this["on" + name]?.(same);
            this.dispatchEvent(same);
          });
      });
    }
    send(data) { this.real.send(data); }
    close(...words) { this.real?.close(...words); }
  };
}`;

describe("a bad network in a browser", () => {
  let server: TestServer;
  let network: Network;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let team: { id: string };
  let garden: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    network = await Network.to(server.port);
    ada = await anAdmin(server);
    team = await aTeam(ada, "bakery");
    boris = await aUser(ada, "boris");
    await join(ada, team, boris);
    garden = await aChannel(boris, team, "garden");
    page = await openPage(browser, network, boris);
    await open(page);
    await controlled(page);
  });
  after(async () => {
    await browser?.close();
    await network?.close();
    await server?.stop();
  });

  const box = (on: Page) => on.getByPlaceholder("Message garden");
  const open = async (on: Page) => {
    await on.goto("/bakery/channels/garden");
    await box(on).waitFor();
  };
  /** Waits until the page can be loaded again without a network. */
  const controlled = (on: Page) => on.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const write = async (on: Page, text: string) => {
    await box(on).fill(text);
    await box(on).press("Enter");
  };
  const message = (on: Page, text: string) => on.getByRole("log").getByRole("article").filter({ hasText: text });
  const kept = (on: Page) => on.evaluate(() => Object.keys(localStorage).filter((key) => /outbox|draft/.test(key)));
  const written = async () => {
    const list = await boris.get<{ order: string[]; posts: Record<string, { message: string; type: string }> }>(
      `/channels/${garden.id}/posts`,
    );
    const posts = list.order.map((id) => list.posts[id]).filter((post) => post?.type === "");
    return posts.map((post) => post?.message).reverse();
  };

  it("installs the app with a worker that the browser asks for anew each time", async () => {
    const worker = await fetch(`${server.url}/service-worker.js`);
    assert.equal(worker.status, 200);
    assert.match(worker.headers.get("content-type") ?? "", /^text\/javascript/);
    assert.equal(worker.headers.get("cache-control"), "no-cache");
    assert.match(worker.headers.get("content-security-policy") ?? "", /default-src 'none'; connect-src 'self'/);
    const devtools = await page.context().newCDPSession(page);
    const manifest = await devtools.send("Page.getAppManifest");
    assert.deepEqual(manifest.errors, []);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    // A browser of tests is a private window, where nothing is installed.
    assert.deepEqual(
      installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito"),
      [],
    );
  });

  it("keeps files of the build, and what the person has seen apart from them", async () => {
    const found = await page.evaluate(async () => {
      const all: Record<string, string[]> = {};
      for (const name of await caches.keys())
        all[name] = (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
      return all;
    });
    const shell = Object.keys(found).find((name) => name.startsWith("courtyard-shell-")) ?? "";
    assert.deepEqual(Object.keys(found).sort(), [`courtyard-seen-${boris.id}`, shell].sort());
    assert.ok(found[shell]?.includes("/") && found[shell].length > 20);
    assert.deepEqual(
      found[shell].filter((address) => address !== "/" && !address.startsWith("/static/")),
      [],
    );
  });

  it("misses nothing that is written before its stream of events is open", async () => {
    const shed = await aChannel(boris, team, "shed");
    const slow = await openPage(browser as Browser, network, boris);
    // The stream of this page begins when the test says so.
    await slow.addInitScript({ content: SLOW_SOCKET });
    await slow.goto("/bakery/channels/shed");
    await slow.getByText("This is where #shed begins").waitFor();
    await aPost(boris, shed, "said in between");
    await slow.evaluate("begin()");
    await message(slow, "said in between").waitFor();
    await slow.context().close();
  });

  it("opens parts of the app that were never opened before", async () => {
    network.off();
    await page.keyboard.press("Control+/");
    await page.getByRole("dialog").getByText("Keyboard shortcuts").waitFor();
    await page.keyboard.press("Escape");
    network.on();
  });

  it("lets what waits be edited and discarded", async () => {
    network.off();
    await write(page, "never mind");
    await message(page, "never mind").getByText("Waits for the connection").waitFor();
    await message(page, "never mind").getByRole("button", { name: "Discard" }).click();
    await message(page, "never mind").waitFor({ state: "detached" });
    await write(page, "a frist word");
    await message(page, "a frist word").getByRole("button", { name: "Edit" }).click();
    await message(page, "a frist word").waitFor({ state: "detached" });
    assert.equal(await box(page).inputValue(), "a frist word");
    await write(page, "a first word");
    network.on();
    await message(page, "a first word").getByText("Waits").waitFor({ state: "detached", timeout: 40_000 });
    await until(async () => (await written()).join() === "a first word");
  });

  it("says so when the page is loaded again and nothing is kept, and sends what waits in order and once when it is back", async () => {
    network.off();
    for (const text of ["one", "two", "three"]) await write(page, text);
    await message(page, "three").getByText("Waits for the connection").waitFor();
    await page.evaluate((id) => caches.delete(`courtyard-seen-${id}`), boris.id);
    await page.reload();
    await page.getByRole("heading", { name: "No connection to the server" }).waitFor();
    await page.getByText("3 messages wait").waitFor();
    network.on();
    await box(page).waitFor({ timeout: 30_000 });
    await until(async () => (await written()).length >= 4);
    assert.deepEqual(await written(), ["a first word", "one", "two", "three"]);
    await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith("courtyard.outbox")));
  });

  it("does not send what another tab gave up", async () => {
    network.off();
    await write(page, "given up");
    await message(page, "given up").getByText("Waits for the connection").waitFor();
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("courtyard.outbox")) localStorage.removeItem(key);
    });
    network.on();
    await message(page, "given up").waitFor({ state: "detached", timeout: 40_000 });
    assert.equal((await written()).includes("given up"), false);
  });

  it("signs nobody out by half, asks before it deletes, and leaves nothing behind", async () => {
    const signOut = async () => {
      await page.getByRole("button", { name: /^Your account/ }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).click();
    };
    network.off();
    await write(page, "unsent");
    await message(page, "unsent").getByText("Waits for the connection").waitFor();
    await box(page).fill("a draft");
    await signOut();
    await page.getByText("Signing out deletes one message that has not been sent and one draft").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await signOut();
    await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
    await page.getByText("you are still signed in").waitFor();
    assert.ok((await kept(page)).length > 1);
    network.on();
    await message(page, "unsent").getByText("Waits").waitFor({ state: "detached", timeout: 40_000 });
    await until(async () => (await written()).includes("unsent"));
    await signOut();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    assert.deepEqual(await kept(page), []);
    const left = (id: string) => Object.keys(localStorage).filter((key) => key.includes(id));
    assert.deepEqual(await page.evaluate(left, boris.id), []);
    assert.deepEqual(await page.evaluate((id) => caches.has(`courtyard-seen-${id}`), boris.id), false);
    assert.deepEqual(page.complaints, []);
  });
});
