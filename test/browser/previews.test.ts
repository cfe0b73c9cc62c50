import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { Website } from "../support/website.js";

describe("previews in a browser", () => {
  let server: TestServer;
  let site: Website;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let open: { id: string };
  let secret: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    site = await Website.open();
    server = await startTestServer({ MM_SERVICESETTINGS_ALLOWEDUNTRUSTEDINTERNALCONNECTIONS: "127.0.0.1" });
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    open = await aChannel(ada, team, "garden");
    await add(ada, open, boris);
    secret = await aChannel(ada, team, "owners", "P");
    page = await openPage(browser, server, ada);
    await page.goto("/bakery/channels/garden");
    await page.getByPlaceholder("Message garden").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    site?.close();
  });

  const post = (on: Page, text: string) => on.getByRole("log").getByRole("article").filter({ hasText: text });

  it("show what a page says of itself, with its picture fetched by the server, and can be closed", async () => {
    site.put("/rose.png", await aPicture(300, 200), "image/png");
    const url = site.put(
      "/rose",
      `<html><head><title>Roses</title><meta property="og:image" content="/rose.png">
       <meta property="og:description" content="<img src=x onerror=alert(1)> All of them"></head></html>`,
    );
    await aPost(boris, open, `Look: ${url}`);
    const row = post(page, "Look:");
    await row.getByRole("link", { name: "Roses" }).waitFor();
    await row.getByText("<img src=x onerror=alert(1)> All of them").waitFor();
    await page.waitForFunction(
      () => (document.querySelector<HTMLImageElement>(".link-card img")?.naturalWidth ?? 0) > 0,
    );
    assert.match((await row.locator(".link-card img").getAttribute("src")) ?? "", /^\/api\/v4\/image\?url=/);
    await row.getByRole("link", { name: "Roses" }).hover();
    await row.getByRole("button", { name: "Close the preview" }).click();
    await row.getByRole("link", { name: "Roses" }).waitFor({ state: "detached" });
    await page.reload();
    await row.waitFor();
    assert.equal(await row.getByRole("link", { name: "Roses" }).count(), 0);
  });

  it("show a linked message to those who may read it only, and lead there", async () => {
    const canary = await aPost(ada, secret, "the rye recipe");
    await aPost(ada, open, `As I said: ${server.url}/bakery/pl/${canary.id}`);
    await aPost(ada, open, "that is all");
    const other = await openPage(browser as Browser, server, boris);
    await other.goto("/bakery/channels/garden");
    await post(other, "that is all").waitFor();
    assert.equal(await other.getByText("the rye recipe").count(), 0);
    await post(page, "As I said").getByText("the rye recipe").waitFor();
    await page.getByRole("button", { name: "Go to the message in owners" }).click();
    await page.waitForURL(`**/pl/${canary.id}`);
    await page.getByRole("region", { name: "owners" }).getByRole("heading", { name: "owners", exact: true }).waitFor();
    assert.deepEqual(other.complaints, []);
    await other.context().close();
  });

  it("have raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
