import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("terms of service in a browser", () => {
  let browser: Browser;
  let server: TestServer;
  let ada: Person;
  let bob: Person;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    bob = await aUser(ada, "bob");
    await join(ada, await aTeam(ada, "crew"), bob);
    await ada.put("/config/patch", { SupportSettings: { CustomTermsOfServiceEnabled: true } });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("are shown before the app to whoever comes and to whoever is there, and lead on to where they were", async () => {
    const page = await openPage(browser, server, bob);
    await page.goto("/crew/channels/off-topic");
    await page.getByPlaceholder("Message Off-Topic").waitFor();
    await ada.post("/terms_of_service", { text: "# House rules\n\nBe **kind**." });
    // The next thing they do meets the demand.
    await page.getByRole("link", { name: "Town Square" }).click();
    await page.getByRole("heading", { name: "House rules" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "I accept" }).click();
    await page.getByPlaceholder("Message Town Square").waitFor();
    await page.getByPlaceholder("Message Town Square").fill("I am kind");
    await page.keyboard.press("Enter");
    await page.locator("article, [role=article], .post").getByText("I am kind").first().waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("send those who come to the console to them, and sign out whoever does not accept", async () => {
    const page = await openPage(browser, server, ada);
    await page.goto("/admin_console");
    await page.getByRole("link", { name: "Go to the terms" }).click();
    await page.getByRole("button", { name: "I do not accept: sign out" }).click();
    await page.getByRole("heading", { name: /Sign in/ }).waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
