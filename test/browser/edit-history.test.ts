import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("earlier versions of a message, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let carla: Person;
  let garden: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    carla = await aUser(ada, "carla");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris, carla);
    garden = await aChannel(ada, team, "garden");
    await add(ada, garden, boris, carla);
    const post = await aPost(boris, garden, "we bake on Monday");
    for (const message of ["we bake on Tuesday", "we never bake on Tuesday"])
      await boris.put(`/posts/${post.id}/patch`, { message });
    page = await openPage(browser, server, boris);
    await page.goto("/bakery/channels/garden");
    await page.getByPlaceholder("Message garden").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const row = (on: Page) => on.getByRole("log").getByRole("article", { name: /^boris, / });

  it("show their author what each edit changed", async () => {
    await row(page).getByRole("button", { name: "edited" }).click();
    const dialog = page.getByRole("dialog", { name: "Edit history" });
    const versions = dialog.getByRole("article");
    await versions.nth(2).waitFor();
    assert.equal(await versions.count(), 3);
    assert.match(await versions.nth(0).locator("ins").innerText(), /never/);
    assert.match(await versions.nth(1).locator("del").innerText(), /Monday/);
    assert.match(await versions.nth(1).locator("ins").innerText(), /Tuesday/);
    assert.match(await versions.nth(2).innerText(), /we bake on Monday/);
    assert.equal(await versions.nth(0).getByRole("button").count(), 0);
  });

  it("come back by a click, and that is an edit as well", async () => {
    const dialog = page.getByRole("dialog", { name: "Edit history" });
    await dialog.getByRole("article").nth(2).getByRole("button", { name: "Restore this version" }).click();
    await dialog.waitFor({ state: "detached" });
    await row(page).getByText("we bake on Monday").waitFor();
    await row(page).hover();
    await row(page).getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Edit history" }).click();
    await dialog.getByRole("article").nth(3).waitFor();
    assert.equal(await dialog.getByRole("article").count(), 4);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("are not offered to others, and not restored for them by administrators", async () => {
    const other = await openPage(browser as Browser, server, carla);
    await other.goto("/bakery/channels/garden");
    await row(other).getByText("edited").waitFor();
    assert.equal(await row(other).getByRole("button", { name: "edited" }).count(), 0);
    await other.context().close();
    const admin = await openPage(browser as Browser, server, ada);
    await admin.goto("/bakery/channels/garden");
    await row(admin).getByRole("button", { name: "edited" }).click();
    const dialog = admin.getByRole("dialog", { name: "Edit history" });
    await dialog.getByRole("article").nth(3).waitFor();
    assert.equal(await dialog.getByRole("button", { name: "Restore this version" }).count(), 0);
    assert.deepEqual([...other.complaints, ...admin.complaints], []);
    await admin.context().close();
  });

  it("have raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
