import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { anAdmin, type Person } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("the brand in the browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  const open = async (path: string, person?: Person, options = {}) => {
    page = await openPage(browser as Browser, server, person, options);
    await page.goto(path);
  };
  afterEach(async () => {
    await page?.context().close();
    assert.deepEqual(page?.complaints ?? [], []);
  });

  it("is set in the console, with a look at the picture", async () => {
    await open("/admin_console/settings/site_customization", ada);
    await page.getByText("There is none yet.").waitFor();
    const picture = { name: "brand.png", mimeType: "image/png", buffer: await aPicture(400, 200) };
    await page.getByLabel("Choose a picture").setInputFiles(picture);
    await page.getByText("The picture is set.").waitFor();
    await page.getByRole("img", { name: "As people see it before they sign in" }).waitFor();
    const nothing = { name: "brand.png", mimeType: "image/png", buffer: Buffer.from("nothing") };
    await page.getByLabel("Replace").setInputFiles(nothing);
    await page.getByText("The file is not a picture this server can read.").waitFor();
    await page.getByLabel("Own picture and text").check({ force: true });
    await page.getByLabel("Own text").fill("Ask **Nora** <b>for help</b>");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("2 settings saved.").waitFor();
  });

  for (const [name, viewport] of [
    ["a desktop", { width: 1280, height: 800 }],
    ["a phone", { width: 390, height: 800 }],
  ] as const)
    it(`is shown before sign-in on ${name}`, async () => {
      for (const path of ["/login", "/signup_user_complete/"]) {
        await page?.context().close();
        await open(path, undefined, { viewport });
        await page.getByRole("img", { name: "Courtyard" }).waitFor();
        await page.locator("strong:visible", { hasText: "Nora" }).waitFor();
        await page.locator(":visible", { hasText: "<b>for help</b>" }).first().waitFor();
      }
    });

  it("makes way for the product's own mark when the picture is removed", async () => {
    await open("/admin_console/settings/site_customization", ada);
    await page.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("There is none yet.").waitFor();
    await page.context().close();
    await open("/login");
    await page.locator(".auth__art .wordmark").waitFor();
    assert.equal(await page.getByRole("img", { name: "Courtyard" }).count(), 0);
  });
});
