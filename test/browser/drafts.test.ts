import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("drafts, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let team: { id: string };
  let garden: { id: string };
  let desk: WatchedPage;
  let phone: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    garden = await aChannel(ada, team, "garden");
    await add(ada, garden, boris);
    desk = await openPage(browser, server, boris);
    phone = await openPage(browser, server, boris, { viewport: { width: 390, height: 780 } });
    for (const page of [desk, phone]) {
      await page.goto("/bakery/channels/garden");
      await box(page).waitFor();
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const box = (on: Page) => on.getByPlaceholder("Message garden");
  const kept = async (): Promise<{ message: string; root_id: string; file_ids: string[]; priority?: unknown }[]> =>
    boris.get(`/users/me/teams/${team.id}/drafts`);
  const holds = (page: Page, text: string) =>
    page.waitForFunction(
      (wanted) => document.querySelector<HTMLTextAreaElement>(".channel-body textarea")?.value === wanted,
      text,
    );

  /** Until nobody counts as writing any more. */
  const pause = () => desk.waitForTimeout(3000);

  it("appear where one writes on, with files and priority", async () => {
    await box(desk).fill("Flour, sugar");
    await holds(phone, "Flour, sugar");
    await desk.locator("input[type=file]").setInputFiles({
      name: "list.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("eggs"),
    });
    await desk.getByRole("button", { name: "Priority", exact: true }).click();
    await desk.getByRole("menuitemradio", { name: "Important" }).click();
    await phone.getByRole("list", { name: "Files to send" }).getByText("list.txt").waitFor();
    await phone.locator(".composer__priority").getByText("Important").waitFor();
    const [draft] = await kept();
    assert.deepEqual(
      [draft?.message, draft?.file_ids.length, draft?.priority],
      ["Flour, sugar", 1, { priority: "important" }],
    );
  });

  it("survive a reload and go when the message is sent", async () => {
    await pause();
    await phone.reload();
    await holds(phone, "Flour, sugar");
    await phone.getByRole("button", { name: "Send", exact: true }).click();
    await phone.getByRole("log").getByRole("article").filter({ hasText: "Flour, sugar" }).waitFor();
    await holds(desk, "");
    await until(async () => (await kept()).length === 0);
    assert.equal(await desk.getByRole("list", { name: "Files to send" }).count(), 0);
  });

  it("written without a network are sent when it is back, after the tab was closed", async () => {
    await desk.context().setOffline(true);
    await box(desk).fill("on the train");
    await desk.waitForTimeout(1500);
    assert.deepEqual(await kept(), []);
    await desk.goto("about:blank");
    await desk.context().setOffline(false);
    await desk.goto("/bakery/channels/garden");
    await holds(desk, "on the train");
    await holds(phone, "on the train");
    assert.equal((await kept())[0]?.message, "on the train");
  });

  it("changed in two places keep the newer, and give the other back", async () => {
    await desk.context().setOffline(true);
    await box(desk).fill("tunnel");
    await desk.waitForTimeout(1500);
    await desk.goto("about:blank");
    await pause();
    await box(phone).fill("mountain");
    await until(async () => (await kept())[0]?.message === "mountain");
    await desk.context().setOffline(false);
    await desk.goto("/bakery/channels/garden");
    await holds(desk, "mountain");
    const other = desk.getByRole("status").filter({ hasText: "Another version" });
    await other.getByText("tunnel").waitFor();
    await other.getByRole("button", { name: "Use it" }).click();
    await holds(desk, "tunnel");
    await other.getByText("mountain").waitFor();
    await holds(phone, "tunnel");
    await other.getByRole("button", { name: "Discard" }).click();
    await other.waitFor({ state: "detached" });
    await pause();
    await box(desk).fill("");
    await holds(phone, "");
  });

  it("do not replace what is being written", async () => {
    await box(desk).pressSequentially("I am writing");
    await boris.post("/drafts", { channel_id: garden.id, message: "from elsewhere" });
    await desk.getByRole("status").filter({ hasText: "from elsewhere" }).waitFor();
    assert.equal(await box(desk).inputValue(), "I am writing");
    await until(async () => (await kept())[0]?.message === "I am writing");
    await desk.getByRole("button", { name: "Discard" }).click();
    await box(desk).fill("");
    await until(async () => (await kept()).length === 0);
  });

  it("are listed, and opened, sent, scheduled or deleted from there", async () => {
    const root = await aPost(ada, garden, "who bakes?");
    const square = await boris.get(`/teams/${team.id}/channels/name/town-square`);
    await boris.post("/drafts", { channel_id: square.id, message: "to the square" });
    await boris.post("/drafts", { channel_id: garden.id, message: "me, me", root_id: root.id });
    await boris.post("/drafts", { channel_id: garden.id, message: "for tomorrow" });
    await desk.getByRole("button", { name: /^Drafts/ }).click();
    const pane = desk.getByRole("complementary", { name: "Drafts" });
    const row = (text: string) => pane.getByRole("article").filter({ hasText: text });
    await row("for tomorrow").getByRole("button", { name: "Schedule" }).click();
    await desk
      .getByRole("menuitem", { name: /morning/ })
      .first()
      .click();
    await row("for tomorrow").waitFor({ state: "detached" });
    await desk.getByText("1 message is scheduled here").waitFor();
    await row("me, me").getByText("reply to").waitFor();
    await row("me, me").getByRole("button", { name: "Edit" }).click();
    const reply = desk.getByPlaceholder("Reply to this thread");
    await reply.waitFor();
    assert.equal(await reply.inputValue(), "me, me");
    await reply.fill("me, me, me");
    await desk.getByRole("button", { name: /^Your account/ }).click();
    await desk.getByRole("menuitem", { name: "Drafts" }).click();
    await row("me, me, me").getByRole("button", { name: "Send", exact: true }).click();
    await row("me, me, me").waitFor({ state: "detached" });
    await row("to the square").getByRole("button", { name: "Delete" }).click();
    await desk.getByRole("button", { name: "Undo" }).click();
    await row("to the square").getByRole("button", { name: "Edit" }).click();
    await pause();
    await desk.getByPlaceholder("Message Town Square").waitFor();
    await holds(desk, "to the square");
    await row("to the square").getByRole("button", { name: "Delete" }).click();
    await holds(desk, "");
    await pane.getByText("No drafts").waitFor();
    await until(async () => (await kept()).length === 0);
    const thread = await boris.get(`/posts/${root.id}/thread`);
    assert.ok(
      Object.values(thread.posts as Record<string, { message: string }>).some((one) => one.message === "me, me, me"),
    );
  });

  it("stay in the browser where the server keeps none", async () => {
    await ada.put("/config/patch", { ServiceSettings: { AllowSyncedDrafts: false } });
    await desk.goto("/bakery/channels/garden");
    await box(desk).fill("only here");
    await desk.waitForTimeout(1500);
    await desk.reload();
    await holds(desk, "only here");
    await desk.getByRole("button", { name: /^Drafts/ }).click();
    await desk.getByRole("complementary", { name: "Drafts" }).getByText("only here").waitFor();
    await ada.put("/config/patch", { ServiceSettings: { AllowSyncedDrafts: true } });
    assert.deepEqual(await kept(), []);
  });

  it("have raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(desk.complaints, []);
    assert.deepEqual(phone.complaints, []);
  });
});
