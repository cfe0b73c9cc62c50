import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("forwarding a message, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let boris: Person;
  let carla: Person;
  let page: WatchedPage;
  let secrets: { id: string };

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    const ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    carla = await aUser(ada, "carla");
    const dora = await aUser(ada, "dora");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris, carla, dora);
    const garden = await aChannel(ada, team, "garden");
    const kitchen = await aChannel(ada, team, "kitchen");
    secrets = await aChannel(ada, team, "secrets", "P");
    await add(ada, garden, boris, carla);
    await add(ada, kitchen, boris, carla);
    await add(ada, secrets, boris, carla);
    await aDirect(boris, dora);
    await aPost(carla, garden, "the oven is warm");
    await aPost(carla, secrets, "the recipe is butter");
    page = await openPage(browser, server, boris);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const message = (on: Page, text: string) => on.getByRole("log").getByRole("article").filter({ hasText: text });
  async function forward(channel: string, text: string, to: string): Promise<void> {
    await page.goto(`/bakery/channels/${channel}`);
    await message(page, text).first().hover();
    await message(page, text).first().getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Forward…" }).click();
    await choose(to);
  }
  async function choose(to: string): Promise<void> {
    await page.getByRole("combobox", { name: "Channel or person" }).fill(to);
    await page.getByRole("option", { name: to }).first().waitFor();
    await page.keyboard.press("Enter");
  }
  const dialog = () => page.getByRole("dialog", { name: "Forward a message" });
  const button = () => dialog().getByRole("button", { name: "Forward", exact: true });

  it("sends it to another channel with a comment, quoted for its readers", async () => {
    await forward("garden", "the oven is warm", "kitchen");
    await dialog().getByLabel("Comment").fill("see here");
    await button().click();
    await page.getByText("Forwarded to kitchen").waitFor();
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const sent = message(page, "see here");
    await sent.locator(".quote-card").getByText("the oven is warm").waitFor();
    const reader = await openPage(browser as Browser, server, carla);
    await reader.goto("/bakery/channels/kitchen");
    await message(reader, "see here").locator(".quote-card").getByText("the oven is warm").waitFor();
    assert.deepEqual(reader.complaints, []);
    await reader.context().close();
  });

  it("sends it to a person one has not talked to yet", async () => {
    await forward("secrets", "the recipe is butter", "carla");
    await button().click();
    await page.getByText("Forwarded to carla").waitFor();
    const direct = await aDirect(boris, carla);
    let texts: string[] = [];
    while (texts.length === 0) {
      const { posts } = await carla.get(`/channels/${direct.id}/posts`);
      texts = Object.values(posts as Record<string, { message: string }>).map((one) => one.message);
    }
    assert.match(texts[0] ?? "", /\/bakery\/pl\/[a-z0-9]{26}$/);
  });

  it("refuses it where people could not read it, and says why", async () => {
    await forward("secrets", "the recipe is butter", "kitchen");
    await dialog().getByRole("alert").getByText("Anyone in bakery can read kitchen").waitFor();
    assert.equal(await button().isDisabled(), true);
    await dialog().getByRole("button", { name: "Change" }).click();
    await choose("dora");
    await dialog().getByRole("alert").getByText("dora cannot read this message").waitFor();
    assert.equal(await button().isDisabled(), true);
    await dialog().getByRole("button", { name: "Change" }).click();
    await choose("secrets");
    await dialog().getByLabel("Comment").fill("once more");
    await button().click();
    await message(page, "once more").locator(".quote-card").getByText("the recipe is butter").waitFor();
  });

  it("has raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
