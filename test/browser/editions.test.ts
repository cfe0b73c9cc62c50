import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aLicense, type BuiltModule, testKeys } from "../support/edition.js";
import { buildEnterprise } from "../support/ldap.js";
import { stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { aPerson, PEOPLE, ROOT_DN, ROOT_PASSWORD, Slapd, slapdPath } from "../support/slapd.js";

const PASSWORD = "correct horse battery";
const NEW_PASSWORD = "a password of her own";
const SQUARE = "/lighthouse/channels/town-square";

/** One server and one directory; each test goes on where the one before it ended. */
(slapdPath ? describe : describe.skip)("from one edition to the other in a browser (slapd)", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let slapd: Slapd;
  let module: BuiltModule;
  let admin: WatchedPage;
  let invite = "";
  let doraId = "";

  before(async function () {
    browser = await openBrowser(this);
    slapd = await Slapd.start();
    await slapd.load([aPerson("dora", { givenName: "Dora", sn: "Brandt" }), aPerson("emil")]);
    module = await buildEnterprise();
    server = await startTestServer({}, { licenseKeys: testKeys, module });
    admin = await openPage(browser, server, undefined, { viewport: { width: 1440, height: 900 } });
    await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await slapd?.stop();
    module?.remove();
  });

  const visitor = () => openPage(browser as Browser, server);
  const edition = async () => (await stranger(server).get("/license/client?format=old")).IsLicensed;
  const field = (path: string) => admin.locator(`[id="value-${path}"]`);
  const dialog = (page: Page = admin) => page.getByRole("dialog");

  async function signInAs(page: Page, login: string, password: string): Promise<void> {
    await page.locator("input[name=username]").fill(login);
    await page.locator("input[name=password]").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Signs dora in, looks that everything of hers is there, writes one more message; returns the id of her account. */
  async function atWork(password: string, message: string): Promise<string> {
    const page = await visitor();
    await page.goto(`/login?redirect_to=${encodeURIComponent(SQUARE)}`);
    await signInAs(page, "dora", password);
    const box = page.getByPlaceholder("Message Town Square");
    await box.waitFor();
    await box.fill(message);
    await box.press("Enter");
    await page.locator(".post", { hasText: message }).first().waitFor();
    const { id } = await (await page.request.get("/api/v4/users/me")).json();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
    return id;
  }

  async function refused(login: string, password: string): Promise<void> {
    const page = await visitor();
    await page.goto("/login");
    await signInAs(page, login, password);
    await page.getByRole("alert").waitFor();
    assert.equal((await page.request.get("/api/v4/users/me")).status(), 401);
    await page.context().close();
  }

  it("begins with the first account and its team, as Team Edition", async () => {
    await admin.goto("/");
    await admin.getByLabel("Email address").fill("ada@example.org");
    await admin.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await admin.getByRole("button", { name: "Continue" }).click();
    await admin.getByLabel("Team name").fill("Lighthouse");
    await admin.getByRole("button", { name: "Create the team" }).click();
    invite = await admin.getByLabel("Invite link").inputValue();
    await admin.getByRole("button", { name: "Enter Lighthouse" }).click();
    await admin.getByPlaceholder("Message Town Square").waitFor();
    await admin.goto("/admin_console/edition");
    await admin.getByRole("heading", { name: "Team Edition", exact: true }).waitFor();
    assert.equal(await edition(), "false");
    await admin.goto("/admin_console/settings/authentication_ldap");
    await admin.getByRole("heading", { name: "There is no such page" }).waitFor();
  });

  it("starts the evaluation after saying what that changes", async () => {
    await admin.getByRole("link", { name: "Edition and licence" }).click();
    await admin.getByRole("button", { name: "Try the Enterprise Edition for 30 days" }).click();
    await dialog()
      .getByText(/^Becomes active: .*AD\/LDAP/)
      .waitFor();
    assert.equal(await edition(), "false", "nothing happens before the answer");
    await dialog().getByRole("button", { name: "Start the evaluation" }).click();
    await admin.getByRole("heading", { name: "Enterprise Edition", exact: true }).waitFor();
    assert.equal(await edition(), "true");
  });

  it("has the settings of the directory, says which of them is wrong, and saves them when they work", async () => {
    await admin.getByRole("link", { name: "AD/LDAP" }).click();
    const values: Record<string, string> = {
      LdapServer: "127.0.0.1",
      LdapPort: String(slapd.port),
      BindUsername: ROOT_DN,
      BindPassword: "not the password",
      BaseDN: PEOPLE,
      IdAttribute: "employeeNumber",
      LoginIdAttribute: "uid",
      UsernameAttribute: "uid",
      EmailAttribute: "mail",
      FirstNameAttribute: "givenName",
      LastNameAttribute: "sn",
    };
    for (const [key, value] of Object.entries(values)) await field(`LdapSettings.${key}`).fill(value);
    await field("LdapSettings.Enable").check();
    const test = admin.getByRole("button", { name: "Test the directory" });
    await test.click();
    await dialog().getByText("It does not work yet.").waitFor();
    const bind = dialog().getByRole("listitem").filter({ hasText: "Bind name and password" });
    await bind.getByText("failed", { exact: true }).waitFor();
    await dialog().locator(".dialog__foot").getByRole("button", { name: "Close" }).click();

    await field("LdapSettings.BindPassword").fill(ROOT_PASSWORD);
    await test.click();
    await dialog().getByText("It works.").waitFor();
    await dialog().locator(".dialog__foot").getByRole("button", { name: "Close" }).click();
    await refused("dora", "dora password");
    await admin.getByRole("button", { name: "Save" }).click();
    await admin.getByText("12 settings saved.").waitFor();
    assert.equal(await field("LdapSettings.BindPassword").inputValue(), "", "a secret is never shown");
  });

  it("lets somebody of the directory in, who joins and writes", async () => {
    const page = await visitor();
    await page.goto(invite);
    await page.getByRole("link", { name: "I have an account already" }).click();
    await page.getByLabel(/AD\/LDAP user name/).waitFor();
    await signInAs(page, "dora", "dora password");
    await page.getByRole("button", { name: "Join Lighthouse" }).click();
    await page.getByPlaceholder("Message Town Square").waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
    doraId = await atWork("dora password", "written with the directory");
    await refused("dora", "another password");
  });

  it("goes back to the Team Edition after naming who is affected, and leaves a receipt", async () => {
    await admin.getByRole("link", { name: "Edition and licence" }).click();
    await admin.getByRole("button", { name: "Go back to the Team Edition" }).click();
    await dialog().getByText("dora").first().waitFor();
    assert.equal(await edition(), "true", "nothing happens before the answer");
    await dialog().getByRole("button", { name: "Go back to the Team Edition" }).click();
    await admin.getByRole("heading", { name: "Team Edition", exact: true }).waitFor();
    assert.equal(await edition(), "false");
    await admin
      .getByRole("row", { name: /The licence was removed/ })
      .getByRole("button", { name: /Receipt/ })
      .click();
    await dialog().getByText("Migrations run").waitFor();
    const facts = await dialog().locator("dl").innerText();
    assert.match(facts, /Ended\s+.*AD\/LDAP/);
    assert.match(facts, /Active after\s+none/);
    assert.match(facts, /Migrations run\s+0/);
    await dialog().locator(".dialog__foot").getByRole("button", { name: "Close" }).click();
    await refused("dora", "dora password");
  });

  it("gives that person a link with which they set a password and find everything as it was", async () => {
    await admin.getByRole("link", { name: "People", exact: true }).click();
    await admin.getByRole("link", { name: /dora/ }).first().click();
    await admin.getByRole("button", { name: "Reset password" }).click();
    await dialog().getByRole("button", { name: "Make a link to hand over" }).click();
    await dialog().getByRole("button", { name: "Copy the link" }).click();
    await admin.getByText("Copied").waitFor();
    const link = await admin.evaluate(() => navigator.clipboard.readText());
    assert.equal(link, await dialog().getByLabel("Link").inputValue());
    await dialog().locator(".dialog__foot").getByRole("button", { name: "Close" }).click();

    const page = await visitor();
    await page.goto(link);
    await page.getByLabel("New password").fill(NEW_PASSWORD);
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("heading", { name: "Your new password is set" }).waitFor();
    await page.goto(link);
    await page.getByLabel("New password").fill("one more password");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
    await page.context().close();
    assert.equal(await atWork(NEW_PASSWORD, "written with a password"), doraId, "the same account");
  });

  it("goes up again with a licence file, and the directory signs in the same account", async () => {
    const file = {
      name: "courtyard.licence",
      mimeType: "text/plain",
      buffer: Buffer.from(aLicense(["ldap"], { seats: 50 })),
    };
    const broken = { ...file, buffer: Buffer.from(file.buffer.toString().replace(/[A-Za-z]/, "!")) };
    await admin.getByRole("link", { name: "Edition and licence" }).click();
    await admin.getByLabel("Choose a file").setInputFiles(broken);
    await admin.getByRole("alert").waitFor();
    assert.equal(await edition(), "false");
    await drop(admin, file.buffer.toString());
    await dialog().getByRole("heading", { name: "Licence of Example Ltd" }).waitFor();
    assert.match(await dialog().innerText(), /Seats\s+50/);
    await dialog().getByText("Becomes active:").waitFor();
    assert.equal(await edition(), "false", "a preview changes nothing");
    await dialog().getByRole("button", { name: "Apply this licence" }).click();
    await admin.getByRole("heading", { name: "Enterprise Edition", exact: true }).waitFor();
    assert.equal(await edition(), "true");

    await refused("dora", NEW_PASSWORD);
    assert.equal(await atWork("dora password", "written with the directory again"), doraId, "the same account");
    await admin.getByRole("link", { name: "AD/LDAP" }).click();
    assert.equal(await field("LdapSettings.BaseDN").inputValue(), PEOPLE, "the settings are those of before");
  });

  it("has kept every message, membership and name through all of it", async () => {
    await admin.goto(SQUARE);
    for (const message of [
      "written with the directory",
      "written with a password",
      "written with the directory again",
    ]) {
      const post = admin.locator(".post", { hasText: message }).first();
      await post.waitFor();
      const [row] = await server.sql("SELECT user_id FROM posts WHERE message = $1", [message]);
      assert.deepEqual(row, { user_id: doraId });
    }
    const dora = await (await admin.request.get(`/api/v4/users/${doraId}`)).json();
    assert.deepEqual(
      [dora.username, dora.first_name, dora.last_name, dora.auth_service],
      ["dora", "Dora", "Brandt", "ldap"],
    );
    const teams = await (await admin.request.get(`/api/v4/users/${doraId}/teams`)).json();
    assert.deepEqual(
      teams.map((team: { name: string }) => team.name),
      ["lighthouse"],
    );
    assert.deepEqual(admin.complaints, []);
  });
});

/** Drops a file on the place for licences, as a hand with a mouse does. */
async function drop(page: Page, content: string): Promise<void> {
  const data = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "courtyard.licence"));
    return transfer;
  }, content);
  await page.dispatchEvent(".drop", "drop", { dataTransfer: data });
}
