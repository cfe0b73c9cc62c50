import assert from "node:assert/strict";
import { TOTP } from "otpauth";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aDirect, anAdmin, aPost, aTeam, aUser, join, Person, signIn } from "../support/people.js";
import { aPicture } from "../support/pictures.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("one's own account in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer({ MM_SERVICESETTINGS_ENABLEMULTIFACTORAUTHENTICATION: "true" });
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    page = await openPage(browser, server, boris);
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const openSettings = async (tab: string) => {
    await page.getByPlaceholder("Message Town Square").waitFor();
    await page.keyboard.press("Control+Shift+A");
    await page.getByRole("tab", { name: tab }).click();
  };
  const closeDialog = () => page.keyboard.press("Escape");
  const account = () => page.getByRole("button", { name: /^Your account/ });

  it("changes name and picture for everyone", async () => {
    await openSettings("Profile");
    await page.getByLabel("First name").fill("Boris");
    await page.getByLabel("Last name").fill("Lindqvist");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved").waitFor();
    await page
      .getByRole("dialog")
      .locator("input[type=file]")
      .setInputFiles({ name: "me.png", mimeType: "image/png", buffer: await aPicture(80, 80) });
    await page.getByRole("button", { name: "Remove", exact: true }).waitFor();
    await closeDialog();
    const seen = await ada.get(`/users/${boris.id}`);
    assert.equal(seen.last_name, "Lindqvist");
    assert.ok(seen.last_picture_update > 0);
  });

  it("sets presence and a status that others see", async () => {
    await account().click();
    await page.getByRole("menuitemradio", { name: "Do not disturb", exact: true }).click();
    await page.getByRole("button", { name: /^Your account: .*, do not disturb$/ }).waitFor();
    await page.waitForFunction(async () => (await (await fetch("/api/v4/users/me/status")).json()).status === "dnd");
    assert.equal((await ada.get(`/users/${boris.id}/status`)).status, "dnd");
    await account().click();
    await page.getByRole("menuitem", { name: "Set a status" }).click();
    await page.getByRole("button", { name: /Working from home/ }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const status = JSON.parse((await ada.get(`/users/${boris.id}`)).props.customStatus);
    assert.equal(status.text, "Working from home");
    assert.ok(Date.parse(status.expires_at) > Date.now());
  });

  it("says that one is out of office, and is back by choosing a status", async () => {
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    await account().click();
    await page.getByRole("menuitemradio", { name: "Out of office…" }).click();
    const dialog = page.getByRole("dialog", { name: "Out of office" });
    assert.ok(await dialog.getByRole("button", { name: "Start" }).isDisabled());
    await dialog.getByLabel("What people are told").fill("Back next week");
    await dialog.getByLabel("Back on (optional)").fill("2040-01-31");
    await dialog.getByRole("button", { name: "Start" }).click();
    await page.getByRole("button", { name: /^Your account: .*, out of office$/ }).waitFor();
    const direct = await aDirect(ada, boris);
    await aPost(ada, direct, "Rolls for Friday?");
    await page.goto("/bakery/messages/@ada");
    const answer = page.getByRole("article").filter({ hasText: "Back next week" });
    await answer.getByText("Automatic reply").waitFor();
    await account().click();
    await page
      .getByRole("menuitemradio", { name: "Online" })
      .or(page.getByRole("menuitem", { name: "Online" }))
      .click();
    await account().click();
    await page.getByRole("menuitemradio", { name: "Out of office…" }).click();
    await dialog.getByRole("button", { name: "Start" }).waitFor();
    assert.equal(await dialog.getByLabel("What people are told").inputValue(), "Back next week");
    assert.equal(await dialog.getByLabel("Back on (optional)").inputValue(), "");
    await closeDialog();
    await page.goto("/bakery/channels/town-square");
  });

  it("keeps the colours over a reload", async () => {
    await openSettings("Display");
    await page.getByRole("radio", { name: "Dark" }).check();
    await closeDialog();
    await page.reload();
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 253, 249)");
  });

  it("changes notification settings one by one", async () => {
    await openSettings("Notifications");
    await page.getByRole("group", { name: "On this computer" }).getByRole("radio", { name: "Nothing" }).check();
    await page.getByLabel("Separated by commas").fill("oven, rye");
    await page.getByRole("button", { name: "Save words" }).click();
    await page.getByText("Saved").waitFor();
    await closeDialog();
    const props = (await boris.get("/users/me")).notify_props;
    assert.equal(props.desktop, "none");
    assert.equal(props.mention_keys, "oven, rye");
    assert.equal(props.push, "mention");
  });

  it("refuses a wrong current password in words", async () => {
    await openSettings("Security");
    await page.getByLabel("Current password").fill("not this one");
    await page.getByLabel("New password").fill("another long phrase");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByRole("dialog").getByRole("alert").waitFor();
    await closeDialog();
  });

  it("makes an access token that works, and deletes it; offers it to nobody without the permission", async () => {
    const own = await openPage(browser as Browser, server, ada);
    await own.goto("/bakery/channels/town-square");
    await own.getByPlaceholder("Message Town Square").waitFor();
    await own.keyboard.press("Control+Shift+A");
    await own.getByRole("tab", { name: "Security" }).click();
    await own.getByRole("button", { name: "Make a token" }).click();
    await own.getByLabel("What it is for").fill("build robot");
    await own.getByLabel("Expires after").selectOption("90");
    await own.getByLabel("For reading only").check();
    await own.getByRole("button", { name: "Make token" }).click();
    const token = await own.getByLabel(/^Token "build robot"/).inputValue();
    const robot = new Person(server.url, token);
    assert.equal((await robot.get("/users/me")).id, ada.id);
    assert.equal((await robot.send("PUT", "/users/me/patch", { nickname: "robot" })).status, 403);
    await own.getByText(/Reading only · Expires/).waitFor();
    const row = own.getByRole("list", { name: "Access tokens" }).getByRole("listitem");
    await row.getByRole("button", { name: "Delete" }).click();
    await own.getByRole("button", { name: "Delete token" }).click();
    await row.waitFor({ state: "detached" });
    assert.equal((await robot.send("GET", "/users/me")).status, 401);
    assert.deepEqual(own.complaints, []);
    await own.context().close();
    await openSettings("Security");
    await page.getByRole("heading", { name: "Your data" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Make a token" }).count(), 0);
    await closeDialog();
  });

  it("hands everything about oneself out as a file", async () => {
    await openSettings("Security");
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download" }).click();
    assert.match((await download).suggestedFilename(), /\.zip$/);
    assert.equal(await (await download).failure(), null);
    await closeDialog();
  });

  it("turns two-step sign-in on, then asks for the code", async () => {
    const chen = await aUser(ada, "chen");
    const own = await openPage(browser as Browser, server, chen);
    await own.goto("/select_team");
    await own.goto("/");
    const team = await ada.get<{ id: string }>("/teams/name/bakery");
    await join(ada, team, chen);
    await own.goto("/bakery/channels/town-square");
    await own.getByPlaceholder("Message Town Square").waitFor();
    await own.keyboard.press("Control+Shift+A");
    await own.getByRole("tab", { name: "Security" }).click();
    await own.getByRole("button", { name: "Set up" }).click();
    await own.getByAltText(/QR code/).waitFor();
    const secret = (await own.getByRole("dialog").locator("code").textContent()) ?? "";
    // A code counts once, so the second is that of the next half minute.
    const code = (ahead = 0) => new TOTP({ secret }).generate({ timestamp: Date.now() + ahead });
    await own.getByLabel("Code", { exact: true }).fill("000000");
    await own.getByRole("button", { name: "Turn on" }).click();
    await own.getByRole("dialog").getByRole("alert").waitFor();
    await own.getByLabel("Code", { exact: true }).fill(code());
    await own.getByRole("button", { name: "Turn on" }).click();
    await own.getByRole("button", { name: "Turn off" }).waitFor();
    await own.getByLabel("Next code of your app").fill(code(30_000));
    await own.getByRole("button", { name: "Make recovery codes" }).click();
    await own.getByRole("list", { name: "Recovery codes" }).locator("code").nth(9).waitFor();
    const codes = await own.getByRole("list", { name: "Recovery codes" }).locator("code").allTextContents();
    assert.equal(new Set(codes).size, 10);
    await own.getByRole("button", { name: "I have kept them" }).click();
    await own.keyboard.press("Escape");
    await own.getByRole("button", { name: /^Your account/ }).click();
    await own.getByRole("menuitem", { name: "Sign out" }).click();
    await own.getByLabel("Email or user name").fill("chen");
    await own.getByLabel("Password", { exact: true }).fill(chen.password);
    await own.getByRole("button", { name: "Sign in" }).click();
    await own.getByRole("heading", { name: "Confirm that it is you" }).waitFor();
    await own.getByLabel("Six-digit code").fill("000000");
    await own.getByRole("button", { name: "Confirm" }).click();
    await own.getByRole("alert").waitFor();
    await own.getByLabel("Six-digit code").fill(codes[0] ?? "");
    await own.getByRole("button", { name: "Confirm" }).click();
    await own.waitForURL("**/bakery/channels/town-square");
    assert.deepEqual(own.complaints, []);
    await own.context().close();
  });

  it("signs out everywhere, and leaves nothing of the person in the page", async () => {
    const elsewhere = await signIn(server, "boris");
    await openSettings("Security");
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await page.locator(".dialog--small").getByRole("button", { name: "Sign out everywhere" }).click();
    await page.waitForURL("**/login");
    await page.getByLabel("Email or user name").waitFor();
    assert.equal((await elsewhere.send("GET", "/users/me")).status, 401);
    assert.equal(await page.getByText("Lindqvist").count(), 0);
    assert.deepEqual(page.complaints, []);
  });
});

describe("a second factor that is demanded, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let boris: Person;
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    const ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    await join(ada, await aTeam(ada, "bakery"), boris);
    page = await openPage(browser, server, boris);
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").fill("is anybody here?");
    await ada.put("/config/patch", { ServiceSettings: { EnforceMultifactorAuthentication: true } });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("is set up before anything else can be done, also by those who are signed in", async () => {
    const heading = page.getByRole("heading", { name: "Protect your account" });
    // Whatever they do next leads there; the page may have noticed by itself before.
    await page
      .getByRole("link", { name: /^Off-Topic/ })
      .or(heading)
      .first()
      .click();
    await page.getByRole("heading", { name: "Protect your account" }).waitFor();
    await page.getByAltText(/QR code/).waitFor();
    const secret = (await page.locator("code").textContent()) ?? "";
    await page.getByLabel("Code", { exact: true }).fill(new TOTP({ secret }).generate());
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByRole("heading", { name: "Two-step sign-in is on" }).waitFor();
    await page.getByRole("button", { name: "Not now" }).click();
    await page.getByRole("link", { name: /^Town Square/ }).click();
    assert.equal(await page.getByPlaceholder("Message Town Square").inputValue(), "is anybody here?", "is not lost");
    assert.equal((await boris.get("/users/me")).mfa_active, true);
    assert.deepEqual(page.complaints, []);
  });
});
