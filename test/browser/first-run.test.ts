import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { aTeam, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("the first visit in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let invite = "";

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
  const open = (path: string, options = {}) =>
    openPage(browser as Browser, server, undefined, options).then(async (page) => {
      await page.goto(path);
      return page;
    });

  it("leads from an empty server to a team and its invite link", async () => {
    const page = await open("/");
    await page.getByLabel("Email address").fill("ada@example.org");
    assert.equal(await page.getByLabel("User name").inputValue(), "ada");
    const next = page.getByRole("button", { name: "Continue" });
    await page.getByLabel("Password", { exact: true }).fill("short");
    assert.equal(await next.isDisabled(), true);
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await next.click();
    await page.getByLabel("Team name").fill("Lighthouse Bakery");
    await page.getByRole("button", { name: "Create the team" }).click();
    invite = await page.getByLabel("Invite link").inputValue();
    assert.ok(invite.startsWith(`${server.url}/signup_user_complete/?id=`), invite);
    await page.getByRole("button", { name: "Enter Lighthouse Bakery" }).click();
    await page.waitForURL("**/lighthouse-bakery/channels/town-square");
    await page.getByRole("link", { name: "Town Square" }).waitFor();
    assert.equal((await stranger(server).get("/config/client")).NoAccounts, "false");
    assert.deepEqual(page.complaints, []);
  });

  it("takes an invited person into the team, with a phone too", async () => {
    const page = await open(invite, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await page.getByRole("heading", { name: "Join Lighthouse Bakery" }).waitFor();
    await page.getByLabel("Email address").fill("boris@example.org");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Create account and join" }).click();
    await page.waitForURL("**/lighthouse-bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    assert.deepEqual(page.complaints, []);
  });

  it("says that an invitation is not valid, and lets nobody in without one", async () => {
    const wrong = await open("/signup_user_complete/?id=aaaaaaaaaaaaaaaaaaaaaaaaaa");
    await wrong.getByRole("heading", { name: "This invitation is not valid" }).waitFor();
    const none = await open("/signup_user_complete/");
    await none.getByRole("heading", { name: "You need an invitation" }).waitFor();
  });

  it("explains a wrong password, then shows what was asked for before signing in", async () => {
    const page = await open("/lighthouse-bakery/channels/off-topic");
    await page.getByLabel("Email or user name").fill("boris");
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/lighthouse-bakery/channels/off-topic");
    await page.getByPlaceholder("Message Off-Topic").waitFor();
  });

  it("says how to come by a new password where no mail is sent", async () => {
    const page = await open("/login");
    await page.getByText("Forgot your password? Ask an administrator.").waitFor();
    await page.goto("/reset_password_complete?token=aaaaaaaaaaaaaaaaaaaaaaaaaa");
    await page.getByLabel("New password").fill("correct horse battery");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("ask an administrator for a new link").waitFor();
    await page.goto("/reset_password");
    await page.getByText("This server sends no mails.").waitFor();
  });

  it("says that there is no such page, instead of waiting for it", async () => {
    const page = await openPage(browser as Browser, server, await signIn(server, "boris", "correct horse battery"));
    await page.goto("/lighthouse-bakery/no/such/place");
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await page.getByRole("button", { name: "Go to your channels" }).click();
    await page.getByPlaceholder(/^Message /).waitFor();
  });

  it("keeps the longest name of a team within the screen of a phone", async () => {
    const boris = await signIn(server, "boris", "correct horse battery");
    const team = await aTeam(boris, "long");
    await boris.put(`/teams/${team.id}/patch`, { display_name: "W".repeat(64) });
    const page = await openPage(browser as Browser, server, boris, { viewport: { width: 390, height: 844 } });
    await page.goto("/select_team");
    const box = await page.getByRole("link", { name: "WWW" }).boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
  });

  it("does not follow a foreign address after sign-in", async () => {
    const page = await open("/login?redirect_to=%2F%2Fevil.example%2Fx");
    await page.getByLabel("Email or user name").fill("boris@example.org");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(`${server.url}/lighthouse-bakery/**`);
  });

  it("notices that the session ended and keeps the person's place", async () => {
    const page = await open("/login");
    await page.getByLabel("Email or user name").fill("boris");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Off-Topic" }).click();
    await page.getByPlaceholder("Message Off-Topic").waitFor();
    const said = page.getByText("Your session has ended");
    await page.context().clearCookies();
    // What the app asks by itself may tell it before a click does.
    for (const next of [
      page.getByRole("button", { name: "About this channel" }),
      page.getByRole("link", { name: "Town Square" }),
    ])
      await Promise.race([next.click().catch(() => {}), said.waitFor()]);
    await said.waitFor();
    await page.getByLabel("Email or user name").fill("boris");
    await page.getByLabel("Password", { exact: true }).fill("correct horse battery");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/lighthouse-bakery\/channels\/(off-topic|town-square)$/);
  });
});
