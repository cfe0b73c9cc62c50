import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { setLdap, startLdapServer } from "../support/ldap.js";
import { anAdmin, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { aPerson, Slapd, slapdPath } from "../support/slapd.js";

const OWN = "a password of my own";

async function openSecurity(page: Page): Promise<void> {
  await page.goto("/bakery/channels/town-square");
  await page.getByPlaceholder("Message Town Square").waitFor();
  await page.keyboard.press("Control+Shift+A");
  await page.getByRole("tab", { name: "Security" }).click();
  await page.getByRole("heading", { name: "Where you are signed in" }).waitFor();
}

const section = (page: Page) => page.getByRole("region", { name: "How you sign in" });

describe("the way one signs in, where there is only one", () => {
  it("is not spoken of", async function () {
    const browser = await openBrowser(this);
    const server = await startTestServer();
    const ada = await anAdmin(server);
    await aTeam(ada, "bakery");
    const page = await openPage(browser, server, ada);
    await openSecurity(page);
    assert.equal(await section(page).count(), 0);
    // Of the two sessions of this person one is that of the page; ending it means signing out.
    await signIn(server, "ada");
    await openSecurity(page);
    const here = page.getByRole("listitem").filter({ hasText: "This device" });
    assert.equal(await here.count(), 1);
    await here.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("button", { name: "Sign in" }).waitFor();
    await browser.close();
    await server.stop();
  });
});

(slapdPath ? describe : describe.skip)("changing the way one signs in in a browser (slapd)", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let slapd: Slapd;
  let ada: Person;
  let dora: Person;

  before(async function () {
    browser = await openBrowser(this);
    slapd = await Slapd.start();
    await slapd.load([aPerson("dora.deer"), aPerson("emil")]);
    ({ server, ada } = await startLdapServer(slapd, { LoginFieldName: "Staff name" }));
    dora = await aUser(ada, "dora");
    await join(ada, await aTeam(ada, "bakery"), dora);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await slapd?.stop();
  });
  const service = async () => (await ada.get(`/users/${dora.id}`)).auth_service;

  it("goes to the directory, once both passwords are right, and comes back to a password here", async () => {
    const page = await openPage(browser as Browser, server, dora);
    await openSecurity(page);
    await section(page).getByText("You sign in with a password of this server.").waitFor();
    await section(page).getByRole("button", { name: "Use AD/LDAP" }).click();
    const change = section(page).getByRole("button", { name: "Change how you sign in" });
    assert.equal(await change.isDisabled(), true, "nothing is proved yet");

    await section(page).getByLabel("Your password here").fill("not my password");
    await section(page).getByLabel("Staff name").fill("dora.deer");
    await section(page).getByLabel("Your password at AD/LDAP").fill("dora.deer password");
    await change.click();
    await section(page).getByText("That is not your password here.").waitFor();

    await section(page).getByLabel("Your password here").fill(dora.password);
    await section(page).getByLabel("Your password at AD/LDAP").fill("not their password");
    await change.click();
    await section(page).getByText("The name or the password at AD/LDAP is not right.").waitFor();
    assert.equal(await service(), "", "nothing has changed");

    await section(page).getByLabel("Your password at AD/LDAP").fill("dora.deer password");
    await change.click();
    await page.getByText("How you sign in has changed").waitFor();
    assert.equal(await service(), "ldap");
    await page.getByLabel("Staff name").fill("dora.deer");
    await page.getByLabel("Password", { exact: true }).fill("dora.deer password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByPlaceholder("Message Town Square").waitFor();

    await openSecurity(page);
    await section(page).getByText("You sign in with AD/LDAP.").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Change password" }).count(), 0);
    await section(page).getByRole("button", { name: "Use a password of this server" }).click();
    await section(page).getByLabel("Your password at AD/LDAP").fill("dora.deer password");
    await section(page).getByLabel("New password for this server").fill(OWN);
    await section(page).getByRole("button", { name: "Change how you sign in" }).click();
    await page.getByText("How you sign in has changed").waitFor();
    assert.equal(await service(), "");
    await page.getByLabel(/user name/).fill("dora.deer");
    await page.getByLabel("Password", { exact: true }).fill(OWN);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByPlaceholder("Message Town Square").waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("is not offered where only administrators change it, or where the directory is away", async () => {
    const page = await openPage(browser as Browser, server, ada);
    await openSecurity(page);
    await section(page).getByRole("button", { name: "Use AD/LDAP" }).waitFor();
    await ada.put("/config/patch", { ServiceSettings: { ExperimentalEnableAuthenticationTransfer: false } });
    await section(page).waitFor({ state: "detached" });
    await ada.put("/config/patch", { ServiceSettings: { ExperimentalEnableAuthenticationTransfer: true } });
    await section(page).waitFor();
    await setLdap(ada, { Enable: false });
    await section(page).waitFor({ state: "detached" });
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
