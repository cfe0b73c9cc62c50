import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { anAdmin, aUser, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds against WCAG 2.1 A and AA, one line each. */
async function problems(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(where: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  });
}

describe("the administrators' guide in the console", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  const open = async (path: string, options = {}) => {
    const page = await openPage(browser as Browser, server, ada, { reducedMotion: "reduce", ...options });
    await page.goto(path);
    return page;
  };

  it("opens at the page that fits, and leads on from there", async () => {
    const page = await open("/admin_console/settings/environment_smtp");
    await page.getByRole("banner").getByRole("link", { name: "Guide" }).click();
    await page.getByRole("heading", { name: "Mail", exact: true }).waitFor();
    await page.getByRole("link", { name: "Next: Push notifications and urgent messages" }).click();
    await page.getByRole("heading", { name: "Push notifications and urgent messages", exact: true }).waitFor();
    await page.getByRole("link", { name: "All pages of the guide" }).click();
    await page.getByRole("link", { name: /^Backups/ }).click();
    await page.getByText("A copy made while the server runs").waitFor();
    await page.getByRole("combobox").fill("pg_dump backup restore");
    await page.getByText("Nothing found").waitFor();
    await page.getByRole("combobox").fill("backup restore");
    await page.getByRole("option", { name: /^Backups/ }).waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("goes to a heading of another page", async () => {
    const page = await open("/admin_console/help/troubleshooting");
    await page.getByRole("link", { name: "a link to hand over" }).click();
    await page.waitForURL("**/help/editions#people-whose-sign-in-went-away");
    await page.getByRole("heading", { name: "People whose sign-in went away" }).waitFor();
    await page.context().close();
  });

  it("shows the table of editions and pictures, from this server alone", async () => {
    const page = await open("/admin_console/help/editions");
    const foreign: string[] = [];
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) foreign.push(request.url());
    });
    await page.getByRole("row", { name: /AD\/LDAP/ }).waitFor();
    for (const picture of await page.locator(".guide img").all()) {
      await picture.scrollIntoViewIfNeeded();
      await picture.evaluate((image: HTMLImageElement) => image.decode());
      assert.ok(await picture.getAttribute("alt"));
    }
    assert.deepEqual(foreign, []);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`can be read by everybody, also on a phone, ${colorScheme}`, async () => {
      const page = await open("/admin_console/help", { colorScheme, viewport: { width: 390, height: 844 } });
      await page.locator(".guide__entry").first().waitFor();
      const addresses = await page
        .locator(".guide__entry")
        .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      assert.ok(addresses.length >= 10);
      for (const address of ["/admin_console/help", ...addresses]) {
        await page.goto(address as string);
        await page.locator(".guide, .guide__list").first().waitFor();
        const wider = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        assert.equal(wider, 0, `${address} is ${wider} px too wide`);
        assert.deepEqual(await problems(page), [], `${address}`);
      }
      await page.context().close();
    });
  }

  it("is not for people who do not administer anything", async () => {
    const boris = await aUser(ada, "boris");
    const page = await openPage(browser as Browser, server, boris);
    await page.goto("/admin_console/help");
    await page.getByRole("heading", { name: "You may not see the console" }).waitFor();
    await page.context().close();
  });
});
