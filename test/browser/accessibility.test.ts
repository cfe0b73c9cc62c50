import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What axe finds against WCAG 2.1 A and AA, one line each. */
async function problems(page: Page): Promise<string[]> {
  // Fades would be measured half-way.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.waitForTimeout(300);
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const axe = (
      globalThis as unknown as { axe: { run(node: Document, options: object): Promise<{ violations: unknown[] }> } }
    ).axe;
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] })).violations;
  });
  return (found as Violation[]).flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 160)} ${node.failureSummary.split("\n")[1] ?? ""}`),
  );
}

describe("accessibility of the web app", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    const boris = await aUser(ada, "boris");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    const square = await ada.get<{ id: string }>(`/teams/${team.id}/channels/name/town-square`);
    const root = await aPost(
      boris,
      square,
      "@ada **bold** `code` https://example.org #tag :smile:\n\n> quote\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    );
    await aPost(boris, square, "a reply", { root_id: root.id });
    await ada.post("/reactions", { user_id: ada.id, post_id: root.id, emoji_name: "tada" });
    const other = await ada.get<{ id: string }>(`/teams/${team.id}/channels/name/off-topic`);
    const asking = await aPost(boris, other, "please read", {
      metadata: { priority: { priority: "urgent", requested_ack: true } },
    });
    const later = Date.now() + 86_400_000;
    await ada.post("/posts/schedule", { channel_id: other.id, message: "see you then", scheduled_at: later });
    await ada.post(`/users/${ada.id}/posts/${asking.id}/reminder`, { target_time: Math.round(later / 1000) });
    await ada.post(`/channels/${other.id}/bookmarks`, {
      type: "link",
      display_name: "Recipes",
      link_url: "https://example.org/recipes",
    });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`finds nothing on the sign-in page, ${colorScheme}`, async () => {
      const page = await openPage(browser as Browser, server, undefined, { colorScheme });
      await page.goto("/login");
      await page.getByRole("button", { name: "Sign in" }).waitFor();
      assert.deepEqual(await problems(page), []);
      await page.context().close();
    });

    it(`finds nothing in a channel with its thread, ${colorScheme}`, async () => {
      const page = await openPage(browser as Browser, server, ada, {
        colorScheme,
        viewport: { width: 1440, height: 900 },
      });
      await page.goto("/bakery/channels/town-square");
      await page.getByRole("button", { name: /1 reply/ }).click();
      await page.getByPlaceholder("Reply to this thread").waitFor();
      assert.deepEqual(await problems(page), []);
      await page.context().close();
    });

    it(`finds nothing in settings, browse and the switcher, ${colorScheme}`, async () => {
      const page = await openPage(browser as Browser, server, ada, { colorScheme });
      await page.goto("/bakery/channels/town-square");
      await page.getByPlaceholder("Message Town Square").waitFor();
      await page.keyboard.press("Control+Shift+A");
      for (const tab of ["Profile", "Notifications", "Display", "Security"]) {
        await page.getByRole("tab", { name: tab }).click();
        assert.deepEqual(await problems(page), [], tab);
      }
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Browse channels" }).first().click();
      await page.getByRole("searchbox", { name: "Search channels" }).waitFor();
      assert.deepEqual(await problems(page), [], "browse");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await page.getByRole("option").first().waitFor();
      assert.deepEqual(await problems(page), [], "switcher");
      await page.context().close();
    });

    it(`finds nothing in bookmarks, priorities, reminders and what is scheduled, ${colorScheme}`, async () => {
      const page = await openPage(browser as Browser, server, ada, { colorScheme });
      await page.goto("/bakery/channels/off-topic");
      await page.getByRole("navigation", { name: "Bookmarks" }).waitFor();
      await page.getByRole("button", { name: "Acknowledge", exact: true }).waitFor();
      assert.deepEqual(await problems(page), [], "channel");
      await page.getByText("is scheduled here").click();
      await page.getByText("see you then").waitFor();
      assert.deepEqual(await problems(page), [], "scheduled");
      await page.getByRole("tab", { name: "Reminders" }).click();
      await page.getByRole("button", { name: "Change" }).click();
      await page.getByRole("dialog").waitFor();
      assert.deepEqual(await problems(page), [], "reminder");
      await page.context().close();
    });

    it(`finds nothing on a phone: channel, drawer, search, ${colorScheme}`, async () => {
      const page = await openPage(browser as Browser, server, ada, {
        colorScheme,
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        isMobile: true,
      });
      await page.goto("/bakery/channels/town-square");
      await page.getByPlaceholder("Message Town Square").waitFor();
      assert.deepEqual(await problems(page), [], "channel");
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await page.getByRole("button", { name: /^Channels/ }).click();
      assert.deepEqual(await problems(page), [], "drawer");
      await page.getByRole("navigation", { name: "Channels" }).getByRole("button", { name: "Search" }).click();
      await page.getByRole("searchbox").last().waitFor();
      assert.deepEqual(await problems(page), [], "search");
      await page.context().close();
    });
  }
});
