import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { startLdapServer } from "../support/ldap.js";
import { type Person, signIn } from "../support/people.js";
import type { TestServer } from "../support/server.js";
import { aPerson, dnOf, Slapd, slapdPath } from "../support/slapd.js";

(slapdPath ? describe : describe.skip)("the synchronisation with a directory in the console (slapd)", () => {
  const names = ["dora", "emil", "felix", "gustav"];
  let server: TestServer;
  let browser: Browser | undefined;
  let slapd: Slapd;
  let ada: Person;

  before(async function () {
    browser = await openBrowser(this);
    slapd = await Slapd.start();
    await slapd.load(names.map((name) => aPerson(name)));
    ({ server, ada } = await startLdapServer(slapd, {}, { background: true }));
    for (const name of names) await signIn(server, name, `${name} password`);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await slapd?.stop();
  });
  const active = async () =>
    (await server.sql<{ username: string }>("SELECT username FROM users WHERE delete_at = 0 ORDER BY username"))
      .map(({ username }) => username)
      .filter((name) => names.includes(name));

  it("says beforehand what it would do, stops to ask, and goes on when told to", async () => {
    await slapd.delete(...["emil", "felix", "gustav"].map(dnOf));
    const page = await openPage(browser as Browser, server, ada);
    const dialog = page.getByRole("dialog");
    const card = page.getByRole("region", { name: "Synchronisation" });
    await page.goto("/admin_console/settings/authentication_ldap");
    await card.getByRole("button", { name: "What would it do now?" }).click();
    await dialog.getByText("It would stop and ask").waitFor();
    await dialog.getByRole("heading", { name: "Deactivate: 3" }).waitFor();
    await dialog.locator(".dialog__foot").getByRole("button", { name: "Close" }).click();
    assert.deepEqual(await active(), names, "a look changes nothing");

    await card.getByRole("button", { name: "Synchronise now" }).click();
    await card.getByText("asks you").first().waitFor({ timeout: 30_000 });
    assert.deepEqual(await active(), names, "it has asked first");
    await card.getByRole("button", { name: "Answer" }).click();
    await dialog.getByRole("heading", { name: "Deactivate 3 people?" }).waitFor();
    for (const name of ["emil", "felix", "gustav"]) await dialog.getByText(name).first().waitFor();
    await dialog.getByRole("button", { name: "Let it go on" }).click();
    await card.getByText("3 deactivated").waitFor({ timeout: 30_000 });
    assert.deepEqual(await active(), ["dora"]);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
