import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { Network } from "../support/network.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer, testDatabase } from "../support/server.js";

describe("talking in a browser", () => {
  let server: TestServer;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  let network: Network;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let team: { id: string; name: string };
  let garden: { id: string; name: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    database = await testDatabase();
    server = await startTestServer({}, { database: database.connection });
    network = await Network.to(server.port);
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    garden = await aChannel(ada, team, "garden");
    await add(ada, garden, boris);
    page = await openPage(browser, network, ada);
    await page.goto(`/bakery/channels/town-square`);
    await page.getByPlaceholder("Message Town Square").waitFor();
  });
  after(async () => {
    await browser?.close();
    await network?.close();
    await server?.stop();
    await database?.drop();
  });

  const row = (on: Page, name: RegExp) => on.getByRole("navigation", { name: "Channels" }).getByRole("link", { name });
  const log = (on: Page) => on.getByRole("log");
  const write = async (on: Page, where: string, text: string) => {
    const box = on.getByPlaceholder(where);
    await box.fill(text);
    await box.press("Enter");
  };

  it("shows a message to the other person at once, once", async () => {
    const other = await openPage(browser as Browser, server, boris);
    await other.goto("/bakery/channels/town-square");
    await other.getByPlaceholder("Message Town Square").waitFor();
    await write(other, "Message Town Square", "good morning");
    await log(page).getByText("good morning").waitFor();
    await write(page, "Message Town Square", "and to you");
    await log(other).getByText("and to you").waitFor();
    assert.equal(await log(page).getByText("and to you").count(), 1);
    assert.deepEqual(other.complaints, []);
    await other.context().close();
  });

  it("makes other channels bold, counts mentions in row and title, and clears both when read", async () => {
    await aPost(boris, garden, "roses");
    await row(page, /^garden\s*, unread$/).waitFor();
    await aPost(boris, garden, "@ada look");
    await row(page, /^garden\s*, 1 mention/).waitFor();
    await page.waitForFunction(() => document.title.startsWith("(1) "));
    await row(page, /^garden/).click();
    await page.getByText("New messages").waitFor();
    await page.waitForFunction(() => !document.title.startsWith("("));
    assert.equal(await row(page, /^garden\s*,/).count(), 0);
  });

  it("keeps messages written offline, sends them in order, none twice", async () => {
    network.off();
    for (const text of ["first", "second", "third"]) await write(page, "Message garden", text);
    await page.getByText("3 messages are kept and will be sent").waitFor({ timeout: 20_000 });
    network.on();
    await page.waitForFunction(
      () => !Object.keys(localStorage).some((key) => key.startsWith("courtyard.outbox")),
      undefined,
      { timeout: 30_000 },
    );
    const list = await ada.get<{ order: string[]; posts: Record<string, { message: string }> }>(
      `/channels/${garden.id}/posts?per_page=3`,
    );
    assert.deepEqual(list.order.map((id) => list.posts[id]?.message).reverse(), ["first", "second", "third"]);
  });

  it("sends after a reload what could not be sent before it", async () => {
    network.off();
    await write(page, "Message garden", "survivor");
    await log(page).getByText("survivor").waitFor();
    network.on();
    await page.reload();
    await page.waitForFunction(
      () => !Object.keys(localStorage).some((key) => key.startsWith("courtyard.outbox")),
      undefined,
      { timeout: 30_000 },
    );
    const list = await ada.get<{ order: string[]; posts: Record<string, { message: string }> }>(
      `/channels/${garden.id}/posts?per_page=2`,
    );
    assert.deepEqual(list.order.map((id) => list.posts[id]?.message).reverse(), ["third", "survivor"]);
  });

  it("catches up with what was said while the page was away", async () => {
    await row(page, /^garden/).click();
    network.off();
    await page.getByText("Offline").waitFor({ timeout: 20_000 });
    const missed = await aPost(boris, garden, "you were away");
    await boris.put(`/posts/${missed.id}/patch`, { message: "you were away, edited" });
    network.on();
    await log(page).getByText("you were away, edited").waitFor({ timeout: 30_000 });
  });

  it("catches up after the server was started anew and knows no connection any more", async () => {
    const { port } = server;
    await server.stop();
    server = await startTestServer({}, { database: database.connection, listen: { host: "127.0.0.1", port } });
    await aPost(boris, garden, "said right after the start");
    await log(page).getByText("said right after the start").waitFor({ timeout: 30_000 });
    await page.getByText("Offline").waitFor({ state: "detached", timeout: 30_000 });
  });

  it("shows a thread beside the channel, and in the inbox of who follows it", async () => {
    const root = await aPost(ada, garden, "who waters?");
    await aPost(boris, garden, "I do", { root_id: root.id });
    await page.getByRole("button", { name: /1 reply/ }).click();
    const pane = page.getByRole("complementary", { name: "Thread" });
    await pane.getByText("I do").waitFor();
    await write(page, "Reply to this thread", "thank you");
    await pane.getByText("thank you").waitFor();
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    await aPost(boris, garden, "any time", { root_id: root.id });
    await page.getByRole("link", { name: /^Threads\s*, 1 unread/ }).click();
    await page.getByRole("link", { name: /who waters/ }).click();
    await page.getByRole("region", { name: "Thread", exact: true }).getByText("any time").waitFor();
    await page.getByRole("link", { name: /^Threads$/ }).waitFor();
  });

  it("opens a message by its link, and answers strangers to it alike", async () => {
    const secret = await aChannel(ada, team, "owners", "P");
    const hidden = await aPost(ada, secret, "the recipe");
    await page.goto(`/bakery/pl/${hidden.id}`);
    await log(page).getByText("the recipe").waitFor();
    const other = await openPage(browser as Browser, server, boris);
    for (const id of [hidden.id, "a".repeat(26)]) {
      await other.goto(`/bakery/pl/${id}`);
      await other.getByRole("heading", { name: "This message cannot be shown" }).waitFor();
    }
    await other.goto("/bakery/channels/owners");
    await other.getByRole("heading", { name: "There is nothing here" }).waitFor();
    assert.equal(await other.getByText("the recipe").count(), 0);
    await other.context().close();
  });

  it("goes anywhere by keyboard", async () => {
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Channel or person" }).fill("gard");
    await page.getByRole("option", { name: /garden/, selected: true }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/channels/garden");
    await page.keyboard.press("Alt+ArrowDown");
    await page.waitForURL((url) => !url.pathname.endsWith("/garden"));
    await page.keyboard.press("Alt+ArrowUp");
    await page.waitForURL("**/channels/garden");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Channel or person" }).fill("boris");
    await page.getByRole("option", { name: /boris/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL("**/messages/@boris");
  });

  it("makes, renames and archives a channel", async () => {
    await page.getByRole("button", { name: "bakery", exact: true }).click();
    await page.getByRole("menuitem", { name: "Create a channel" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Autumn Menu");
    await page.getByRole("button", { name: "Create channel" }).click();
    await page.waitForURL("**/channels/autumn-menu");
    await page.getByRole("button", { name: "Options of Autumn Menu" }).last().click();
    await page.getByRole("menuitem", { name: "Channel settings" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Winter Menu");
    await page.getByRole("button", { name: "Save" }).click();
    await row(page, /^Winter Menu/).waitFor();
    await page.getByRole("button", { name: "Winter Menu", exact: true }).click();
    await page.getByRole("menuitem", { name: "Archive channel" }).click();
    await page.getByRole("button", { name: "Archive channel" }).click();
    await page.waitForURL("**/channels/town-square");
    await row(page, /^Winter Menu/).waitFor({ state: "detached" });
  });

  it("has raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
