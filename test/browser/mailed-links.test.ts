import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage } from "../support/browser.js";
import { type Letter, Mailbox } from "../support/mailbox.js";
import { anAdmin, aTeam, aUser, type Person, signIn, stranger } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const linkIn = (letter: Letter) => /^(http\S+)$/m.exec(letter.text)?.[1] ?? "";

describe("links from mails, in a browser", () => {
  let browser: Browser;
  let mailbox: Mailbox;
  let server: TestServer;
  let ada: Person;
  let team: { id: string; name: string };

  before(async function () {
    browser = await openBrowser(this);
    mailbox = await Mailbox.open();
    const settings = { ...mailbox.environment, MM_TEAMSETTINGS_ENABLEOPENSERVER: "true" };
    server = await startTestServer(settings, { background: true });
    ada = await anAdmin(server);
    team = await aTeam(ada, "crew");
    await aUser(ada, "bob");
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
    await mailbox?.close();
  });

  it("set a new password", async () => {
    const page = await openPage(browser, server);
    await page.goto("/login");
    await page.getByRole("link", { name: "Forgot your password?" }).click();
    await page.getByLabel("Email address").fill("bob@example.org");
    await page.getByRole("button", { name: "Send the link" }).click();
    await page.getByText("a link to set a new password is on its way").waitFor();
    await page.goto(linkIn(await mailbox.next("bob@example.org")));
    await page.getByLabel("New password").fill("a quite different horse");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByText("Your new password is set").waitFor();
    assert.ok((await signIn(server, "bob", "a quite different horse")).token);
    await page.goto(linkIn(mailbox.to("bob@example.org")[0] as Letter));
    await page.getByLabel("New password").fill("a third horse altogether");
    await page.getByRole("button", { name: "Set password" }).click();
    await page.getByRole("heading", { name: "This link does not work any more" }).waitFor();
    await page.getByRole("link", { name: "Get a new link" }).click();
    await page.getByRole("button", { name: "Send the link" }).waitFor();
    assert.match(await page.title(), /^Set a new password/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("are sent from the dialog of invitations, which says what became of each address", async () => {
    const page = await openPage(browser, server, ada);
    await page.goto("/crew/channels/town-square");
    await page.getByRole("button", { name: "crew", exact: true }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    await page.getByLabel("Or invite by email").fill("gus@example.org, no@good@address");
    await page.getByRole("button", { name: "Send invitations" }).click();
    const list = page.getByRole("list", { name: "Invited" });
    await list.getByText("gus@example.org: invitation sent").waitFor();
    assert.equal(await list.getByRole("listitem").count(), 2);
    assert.equal(await page.getByLabel("Or invite by email").inputValue(), "no@good@address");
    assert.match(linkIn(await mailbox.next("gus@example.org")), /signup_user_complete/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("invite guests to the channels one chooses", async () => {
    const page = await openPage(browser, server, ada);
    await page.goto("/crew/channels/town-square");
    await page.getByRole("button", { name: "crew", exact: true }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    await page.getByRole("tab", { name: "Guests" }).click();
    await page.getByLabel("Email addresses").fill("hugo@partner.example");
    const send = page.getByRole("button", { name: "Send invitations" });
    assert.ok(await send.isDisabled(), "no channel yet");
    await page.getByRole("checkbox", { name: "Off-Topic" }).check();
    await send.click();
    await page.getByRole("list", { name: "Invited" }).getByText("hugo@partner.example: invitation sent").waitFor();
    const guest = await openPage(browser, server);
    await guest.goto(linkIn(await mailbox.next("hugo@partner.example")));
    await guest.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await guest.getByRole("button", { name: "Create account" }).click();
    await guest.waitForURL(/\/crew\/channels\/off-topic/);
    assert.equal((await (await signIn(server, "hugo")).get("/users/me")).roles, "system_guest");
    assert.deepEqual([...page.complaints, ...guest.complaints], []);
    await page.context().close();
    await guest.context().close();
  });

  it("sign guests in without a password, by the invitation and by a link they ask for", async () => {
    await ada.put("/config/patch", { GuestAccountsSettings: { EnableGuestMagicLink: true } });
    const page = await openPage(browser, server, ada);
    await page.goto("/crew/channels/town-square");
    await page.getByRole("button", { name: "crew", exact: true }).click();
    await page.getByRole("menuitem", { name: "Invite people" }).click();
    await page.getByRole("tab", { name: "Guests" }).click();
    await page.getByLabel("Email addresses").fill("ines@partner.example");
    await page.getByRole("checkbox", { name: "Off-Topic" }).check();
    await page.getByRole("checkbox", { name: /Without a password/ }).check();
    await page.getByRole("button", { name: "Send invitations" }).click();
    await page.getByRole("list", { name: "Invited" }).getByText("ines@partner.example: invitation sent").waitFor();
    const first = await mailbox.next("ines@partner.example");
    // A program that looks at mails opens the page, scripts and all, and presses nothing.
    const scanner = await openPage(browser, server);
    await scanner.goto(linkIn(first));
    await scanner.getByRole("button", { name: "Sign in" }).waitFor();
    await scanner.context().close();
    const guest = await openPage(browser, server);
    await guest.goto(linkIn(first));
    await guest.getByRole("button", { name: "Sign in" }).click();
    await guest.waitForURL(/\/crew\/channels\/off-topic/);
    assert.equal(guest.url().includes("t="), false);
    // Who is in already does not use a link up.
    await guest.goto(linkIn(first));
    await guest.getByText("You are signed in already").waitFor();
    await guest.context().close();

    const later = await openPage(browser, server);
    await later.goto(linkIn(first));
    await later.getByRole("button", { name: "Sign in" }).click();
    await later.getByText("This link does not work any more").waitFor();
    await later.getByRole("link", { name: "Get a new link" }).click();
    await later.getByLabel("Email address").fill("ines@partner.example");
    await later.getByRole("button", { name: "Send the link" }).click();
    await later.getByText("a link to sign in is on its way").waitFor();
    await later.goto(linkIn(await mailbox.next("ines@partner.example", (one) => one.messageId !== first.messageId)));
    await later.getByRole("button", { name: "Sign in" }).click();
    await later.waitForURL(/\/crew\/channels\/off-topic/);
    assert.deepEqual([...page.complaints, ...guest.complaints, ...later.complaints], []);
    await page.context().close();
    await later.context().close();
  });

  it("make an account by an invitation, with the address filled in", async () => {
    await ada.post(`/teams/${team.id}/invite/email`, ["dan.dee@example.org"]);
    const page = await openPage(browser, server);
    await page.goto(linkIn(await mailbox.next("dan.dee@example.org")));
    assert.equal(await page.getByLabel("Email address").inputValue(), "dan.dee@example.org");
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL(/\/crew/);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("bring somebody who has an account into the team", async () => {
    const eve = await aUser(ada, "eve");
    await ada.post(`/teams/${team.id}/invite/email`, ["eve@example.org"]);
    const page = await openPage(browser, server, eve);
    await page.goto(linkIn(await mailbox.next("eve@example.org")));
    await page.getByRole("button", { name: "Join the team" }).click();
    await page.waitForURL(/\/crew/);
    await page.context().close();
  });

  it("confirm an address before the first sign-in", async () => {
    const { config } = server.app.platform;
    config.replace({ ...config.stored, EmailSettings: { RequireEmailVerification: true } });
    await stranger(server).post("/users", { username: "fay", email: "fay@example.org", password: PASSWORD });
    const page = await openPage(browser, server);
    await page.goto("/login");
    await page.getByLabel(/Email or user name/).fill("fay");
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("We have sent you a link").waitFor();
    await page.getByLabel("Email address").fill("fay@example.org");
    const first = await mailbox.next("fay@example.org");
    await page.getByRole("button", { name: "Send the link again" }).click();
    await page.getByText("a new link is on its way").waitFor();
    await page.goto(linkIn(await mailbox.next("fay@example.org", (letter) => letter.messageId !== first.messageId)));
    await page.getByText("Your email address is confirmed").waitFor();
    assert.ok((await signIn(server, "fay")).token);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });
});
