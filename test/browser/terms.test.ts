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

  it("are written in the console, which says first what follows and keeps what was written when it fails", async () => {
    await ada.post("/users/me/terms_of_service", {
      termsOfServiceId: (await ada.get("/terms_of_service")).id,
      accepted: true,
    });
    const page = await openPage(browser, server, ada);
    await page.goto("/admin_console/settings/compliance_custom_terms_of_service");
    await page.getByRole("heading", { name: "House rules" }).waitFor();
    await page.getByRole("button", { name: "Write a new version" }).click();
    assert.ok(await page.getByRole("button", { name: "Put in force…" }).isDisabled(), "nothing has changed yet");
    const text = "## New rules\n\nRead [them](https://example.org/rules) <b>twice</b>, [not](javascript:alert(1)).";
    await page.getByLabel("New text").fill(text);
    await page.getByRole("button", { name: "Preview" }).click();
    await page.getByRole("heading", { name: "New rules" }).waitFor();
    await page.getByText("<b>twice</b>").waitFor();
    assert.equal(await page.getByLabel("Preview").getByRole("link").count(), 1);
    // Another page and back: the text is still there.
    await page.getByRole("link", { name: "Audit log" }).click();
    await page.getByRole("heading", { name: "Audit log" }).waitFor();
    await page.goBack();
    await page.getByRole("button", { name: "Put in force…" }).click();
    await page.getByText("Everybody has to accept again, at once.").waitFor();
    await page.route("**/api/v4/terms_of_service", (route) =>
      route.request().method() === "POST" ? route.abort() : route.continue(),
    );
    await page.getByRole("button", { name: "Put in force", exact: true }).click();
    await page.getByText("The server cannot be reached.").waitFor();
    await page.unroute("**/api/v4/terms_of_service");
    assert.match((await ada.get("/terms_of_service")).text, /House rules/);
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await page.getByLabel("New text").inputValue(), text);
    // Somebody else is faster: their text is not replaced unseen.
    await ada.post("/users/me/terms_of_service", {
      termsOfServiceId: (await ada.post("/terms_of_service", { text: "Theirs" })).id,
      accepted: true,
    });
    await page.getByRole("button", { name: "Put in force…" }).click();
    await page.getByRole("button", { name: "Put in force", exact: true }).click();
    await page.getByText("Look at it before yours replaces it.").waitFor();
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.getByText("Somebody else put another text in force since you began").waitFor();
    await page.getByRole("button", { name: "Put in force…" }).click();
    await page.getByText("I accept these terms myself").click();
    await page.getByRole("button", { name: "Put in force", exact: true }).click();
    await page.getByRole("button", { name: "Write a new version" }).waitFor();
    await page.getByRole("heading", { name: "New rules" }).waitFor();
    assert.equal((await ada.get("/terms_of_service")).text, text);
    // Counted anew for the new text: who sits here has accepted it, the others have not.
    await page.getByText("1 of 2 people accepted the terms in force, 1 did not.").waitFor();
    const table = page.getByRole("table", { name: "Acceptances of the terms" });
    await table.getByRole("row", { name: /bob Former terms, / }).waitFor();
    await page.getByLabel("Show").selectOption("Who has accepted");
    await table.getByRole("row", { name: /ada These terms, / }).waitFor();
    assert.equal(await table.getByRole("row").count(), 2);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Export as CSV" }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^terms-of-service-.*\.csv$/);
    await ada.get("/users"); // whoever accepted goes on
    assert.equal((await bob.send("GET", "/users")).status, 403, "everybody else is asked again");
    await page.getByRole("button", { name: "Write a new version" }).click();
    await page.getByLabel("New text").fill("Shorter");
    await page.getByRole("button", { name: "Put in force…" }).click();
    await page.getByRole("button", { name: "Put in force", exact: true }).click();
    // Whoever does not accept at once is asked like everybody.
    await page.getByRole("link", { name: "Go to the terms" }).waitFor();
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("are only read by those who may not write them", async () => {
    await ada.post("/users/me/terms_of_service", {
      termsOfServiceId: (await ada.get("/terms_of_service")).id,
      accepted: true,
    });
    const role = await ada.get("/roles/name/system_post_all");
    await ada.put(`/roles/${role.id}/patch`, { permissions: ["sysconsole_read_compliance_custom_terms_of_service"] });
    await ada.put(`/users/${bob.id}/roles`, { roles: "system_user system_post_all" });
    await bob.post("/users/me/terms_of_service", {
      termsOfServiceId: (await ada.get("/terms_of_service")).id,
      accepted: true,
    });
    const page = await openPage(browser, server, bob);
    await page.goto("/admin_console/settings/compliance_custom_terms_of_service");
    await page.getByText("Shorter").waitFor();
    assert.equal(await page.getByRole("button", { name: "Write a new version" }).count(), 0);
    // Who may read the terms sees who accepted them, too, without a way to pages that are closed to them.
    await page.getByText("2 of 2 people accepted").waitFor();
    await page.getByText("Everybody has accepted.").waitFor();
    await page.getByLabel("Show").selectOption("Who has accepted");
    await page.getByText("@ada").waitFor();
    assert.equal(await page.getByRole("link", { name: "ada", exact: true }).count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
