import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import type { Person } from "./people.js";

const places = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is on this machine, or undefined: then the tests with a browser are skipped. */
export const chromiumPath = (): string | undefined => places.find((path) => path !== undefined && existsSync(path));

/** Opens a browser without a window. Skips the running suite where there is none. */
export async function openBrowser(suite: Mocha.Context): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return suite.skip();
  // A machine that does other work too is slow at drawing; no test is about time.
  suite.timeout(180_000);
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

/** A page that remembers every script error and everything its content security policy refused. */
export interface WatchedPage extends Page {
  complaints: string[];
}

/** Opens a page, as `person` if given: with their session, as a browser holds it after sign-in. */
export async function openPage(
  browser: Browser,
  server: { url: string },
  person?: Person,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 800 }, ...options });
  if (person) {
    await context.request.post("/api/v4/users/login", {
      headers: { "X-Requested-With": "XMLHttpRequest" },
      data: { login_id: person.username, password: person.password },
    });
  }
  context.setDefaultTimeout(60_000);
  const page = (await context.newPage()) as WatchedPage;
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text()))
      page.complaints.push(message.text());
  });
  return page;
}
