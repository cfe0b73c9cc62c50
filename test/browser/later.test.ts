import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("messages with a time or a wish, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let garden: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    garden = await aChannel(ada, team, "garden");
    await add(ada, garden, boris);
    page = await openPage(browser, server, ada);
    await page.goto("/bakery/channels/garden");
    await page.getByPlaceholder("Message garden").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const log = (on: Page) => on.getByRole("log");
  const post = (on: Page, text: string) => log(on).getByRole("article").filter({ hasText: text });
  const box = () => page.getByPlaceholder("Message garden");

  it("leaves a message for tomorrow, and takes it back to be sent now", async () => {
    await box().fill("see you at the oven");
    await page.getByRole("button", { name: "Send later" }).click();
    await page
      .getByRole("menuitem", { name: /morning/ })
      .first()
      .click();
    await page.getByText("1 message is scheduled here").click();
    assert.equal(await box().inputValue(), "");
    assert.equal(await post(page, "see you at the oven").count(), 0);
    const pane = page.getByRole("complementary", { name: "Later" });
    const row = pane.getByRole("article").filter({ hasText: "see you at the oven" });
    await row.getByRole("button", { name: "Change time" }).click();
    await page.getByLabel("Date and time").fill("2031-05-01T09:30");
    await page.getByRole("button", { name: "Schedule", exact: true }).click();
    await row.getByText(/2031/).waitFor();
    await row.getByRole("button", { name: "Send now" }).click();
    await post(page, "see you at the oven").waitFor();
    await pane.getByText("Nothing is scheduled").waitFor();
    await page.keyboard.press("Escape");
  });

  it("asks for acknowledgement, gets it, and shows from whom", async () => {
    await page.getByRole("button", { name: "Priority", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Urgent" }).click();
    await page.getByRole("button", { name: "Priority", exact: true }).click();
    await page.getByRole("menuitem", { name: "Ask for acknowledgement" }).click();
    await box().fill("the oven is broken");
    await box().press("Enter");
    const mine = post(page, "the oven is broken");
    await mine.getByText("urgent").waitFor();
    await mine.getByText("Acknowledgement requested").waitFor();
    const other = await openPage(browser as Browser, server, boris);
    await other.goto("/bakery/channels/garden");
    await post(other, "the oven is broken").getByRole("button", { name: "Acknowledge", exact: true }).click();
    await mine.getByRole("button", { name: "1 person" }).click();
    await page.getByRole("dialog", { name: "Who has acknowledged" }).getByText("@boris").waitFor();
    await page.keyboard.press("Escape");
    await post(other, "the oven is broken").getByRole("button", { name: "Acknowledged" }).click();
    await mine.getByRole("button", { name: "1 person" }).waitFor({ state: "detached" });
    await box().fill("and an ordinary one");
    await box().press("Enter");
    await post(page, "and an ordinary one").waitFor();
    assert.equal(
      await post(page, "and an ordinary one")
        .getByText(/urgent|cknowledge/)
        .count(),
      0,
    );
    assert.deepEqual(other.complaints, []);
    await other.context().close();
  });

  it("sets a reminder, lists it, and forgets it", async () => {
    const one = await aPost(boris, garden, "order flour");
    const row = post(page, "order flour");
    await row.hover();
    await row.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Remind me…" }).click();
    await page.getByLabel("How often").selectOption("weekly");
    await page.getByRole("button", { name: "Remind me", exact: true }).click();
    await page.getByText(/You will be reminded/).waitFor();
    const [set] = await ada.get(`/courtyard/users/${ada.id}/reminders`);
    assert.equal(set.post_id, one.id);
    assert.equal(set.recurrence, "weekly");
    await page.getByRole("button", { name: /^Your account/ }).click();
    await page.getByRole("menuitem", { name: "Scheduled and reminders" }).click();
    const pane = page.getByRole("complementary", { name: "Later" });
    await pane.getByRole("tab", { name: "Reminders" }).click();
    await pane.getByText("order flour").waitFor();
    await pane.getByRole("button", { name: "Forget" }).click();
    await pane.getByText("No reminders").waitFor();
    assert.deepEqual(await ada.get(`/courtyard/users/${ada.id}/reminders`), []);
    await page.keyboard.press("Escape");
  });

  it("keeps links at hand for everybody in the channel, in an order of one's choice", async () => {
    const other = await openPage(browser as Browser, server, boris);
    await other.goto("/bakery/channels/garden");
    await other.getByPlaceholder("Message garden").waitFor();
    const bar = (on: Page) => on.getByRole("navigation", { name: "Bookmarks" });
    const option = async (of: string, item: string) => {
      await bar(page).getByText(of).hover();
      await page.getByRole("button", { name: `Options of ${of}` }).click();
      await page.getByRole("menuitem", { name: item }).click();
    };
    await page.getByRole("button", { name: "garden", exact: true }).click();
    await page.getByRole("menuitem", { name: "Add a bookmark…" }).click();
    await page.getByLabel("Link").fill("javascript:alert(1)");
    await page.getByLabel("Name").fill("Recipes");
    assert.equal(await page.getByRole("button", { name: "Add bookmark", exact: true }).isDisabled(), true);
    await page.getByLabel("Link").fill("example.org/recipes");
    await page.getByRole("button", { name: "Add bookmark", exact: true }).click();
    const link = bar(other).getByRole("link", { name: "Recipes" });
    assert.equal(await link.getAttribute("href"), "https://example.org/recipes");
    await bar(page).getByRole("button", { name: "Add a bookmark" }).click();
    await page.getByLabel("Link").fill("https://www.example.com/oven");
    await page.getByRole("button", { name: "Add bookmark", exact: true }).click();
    await bar(other).getByRole("link", { name: "example.com" }).waitFor();
    await option("example.com", "Move to the left");
    await other.waitForFunction(
      () => document.querySelector(".bookmarks li")?.textContent?.includes("example.com") === true,
    );
    await option("Recipes", "Delete");
    await page.getByRole("button", { name: "Delete bookmark" }).click();
    await link.waitFor({ state: "detached" });
    assert.deepEqual(other.complaints, []);
    await other.context().close();
  });

  it("keeps files at hand as well, and opens them for the others", async () => {
    await page.getByRole("button", { name: "garden", exact: true }).click();
    await page.getByRole("menuitem", { name: "Add a bookmark…" }).click();
    await page.getByRole("tab", { name: "File" }).click();
    const save = page.getByRole("button", { name: "Add bookmark", exact: true });
    assert.equal(await save.isDisabled(), true);
    const chooser = page.getByRole("dialog", { name: "Add a bookmark" }).locator("input[type=file]");
    await chooser.setInputFiles({ name: "empty.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) });
    await page.getByText("empty.txt: It is empty.").waitFor();
    await chooser.setInputFiles({ name: "rota.txt", mimeType: "text/plain", buffer: Buffer.from("ada, boris") });
    await page.getByText("rota.txt, 10 bytes").waitFor();
    await page.getByLabel("Name").fill("Who bakes when");
    await save.click();
    const link = page.getByRole("navigation", { name: "Bookmarks" }).getByRole("link", { name: "Who bakes when" });
    const address = await link.getAttribute("href");
    const other = await openPage(browser as Browser, server, boris);
    const answer = await other.context().request.get(address ?? "");
    assert.equal(await answer.text(), "ada, boris");
    await other.context().close();
  });

  it("has raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
