import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";

const folder = join(import.meta.dirname, "../../dist/webapp");
const types: Record<string, string> = { js: "text/javascript", css: "text/css", html: "text/html" };

/** Serves the built app under two names of its entry, as the builds before and after an upgrade have them. */
class TwoVersions {
  upgraded = false;
  readonly #entry = readdirSync(join(folder, "static")).find((name) => /^index-.*\.js$/.test(name)) ?? "";
  readonly #server: Server = createServer((request, response) => {
    const path = (request.url ?? "/").split("?")[0] ?? "/";
    const file = path === "/" ? "/index.html" : path.replace(this.entry, this.#entry);
    if (path.startsWith("/api") || !existsSync(join(folder, file))) {
      response.writeHead(404).end();
      return;
    }
    const body = readFileSync(join(folder, file));
    const text = /\.(html|js)$/.test(file) && this.upgraded;
    const headers = { "Content-Type": types[file.split(".").at(-1) ?? ""] ?? "", "Cache-Control": "no-cache" };
    response.writeHead(200, headers);
    const next = () => body.toString().replaceAll(this.#entry, this.entry).replace('"version":"', '"version":"next');
    response.end(text ? next() : body);
  });

  get entry(): string {
    return this.upgraded ? "index-AfterUpgrade.js" : this.#entry;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as { port: number }).port}`;
  }
  start = () => new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  stop = () => {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(resolve));
  };
}

describe("an upgrade of the server while the app is open", () => {
  let browser: Browser | undefined;
  const versions = new TwoVersions();

  before(async function () {
    browser = await openBrowser(this);
    await versions.start();
  });
  after(async () => {
    await browser?.close();
    await versions.stop();
  });

  it("offers the new version, and keeps nothing of the old one once it is loaded", async () => {
    const page = await openPage(browser as Browser, versions);
    const offer = page.getByText("There is a new version of this app.");
    const entry = () => page.locator('script[type="module"]').getAttribute("src");
    await page.goto("/");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    const [first] = await page.evaluate(() => caches.keys());
    assert.equal(await offer.count(), 0, "the first installation is no upgrade");
    // With a worker from the start, as after every later visit.
    await page.reload();
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    versions.upgraded = true;
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await offer.waitFor();
    await page.getByRole("button", { name: "Load it" }).click();
    await page.waitForFunction(() => document.querySelector('script[src="/static/index-AfterUpgrade.js"]') !== null);
    const names = await page.evaluate(() => caches.keys());
    assert.equal(names.length, 1);
    assert.notEqual(names[0], first);
    assert.equal(await entry(), "/static/index-AfterUpgrade.js");
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    assert.equal(await offer.count(), 0, "it is the new version already");
    await page.context().close();
  });

  it("gives the new version at once to whoever loads the page", async () => {
    versions.upgraded = false;
    const page = await openPage(browser as Browser, versions);
    await page.goto("/");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    versions.upgraded = true;
    await page.reload();
    await page.waitForFunction(() => document.querySelector('script[src="/static/index-AfterUpgrade.js"]') !== null);
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    await page.context().close();
  });
});
