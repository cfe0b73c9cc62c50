import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person, signIn } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("what the web app offers follows what people may do", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let [ada, boris, cleo]: Person[] = [];
  let team: { id: string; name: string };
  let news: { id: string; name: string };
  let [owner, member]: WatchedPage[] = [];

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    [boris, cleo] = [await aUser(ada, "boris"), await aUser(ada, "cleo")];
    team = await aTeam(ada, "bakery");
    await join(ada, team, boris, cleo);
    news = await aChannel(boris, team, "news");
    await add(boris, news, cleo);
    await aPost(boris, news, "Fresh bread");
    [owner, member] = [await openPage(browser, server, boris), await openPage(browser, server, cleo)];
    for (const page of [owner, member]) {
      await page.goto("/bakery/channels/news");
      await page.getByPlaceholder("Message news").waitFor();
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const openTab = async (page: WatchedPage) => {
    await page.getByRole("button", { name: "Options of news" }).click();
    await page.getByRole("menuitem", { name: "Channel settings…" }).click();
    return page.getByRole("tab", { name: "Permissions" });
  };

  it("lets whoever manages a channel make it read-only, which the others see at once", async () => {
    await (await openTab(owner)).click();
    const dialog = owner.getByRole("dialog");
    await dialog.getByRole("checkbox", { name: "Write messages: members" }).click();
    await dialog
      .getByRole("checkbox", { name: /^Call everybody.*: members/ })
      .and(owner.locator(":disabled"))
      .waitFor();
    await member.getByText("You can read this channel, but not write here.").waitFor();
    assert.equal(await member.getByPlaceholder("Message news").count(), 0);
    await owner.getByRole("button", { name: "Close" }).click();
    await owner.getByPlaceholder("Message news").fill("Sold out");
    await owner.getByPlaceholder("Message news").press("Enter");
    await member.getByRole("log").getByText("Sold out").waitFor();
    await ada.put(`/channels/${news.id}/moderations/patch`, [{ name: "create_post", roles: { members: true } }]);
    await member.getByPlaceholder("Message news").waitFor();
  });

  it("does not offer members what only those may do who manage the channel", async () => {
    const tab = await openTab(member);
    await member.getByRole("tab", { name: "Notifications" }).waitFor();
    assert.equal(await tab.count(), 0);
    await member.getByRole("button", { name: "Close" }).click();
  });

  it("follows the scheme of the team", async () => {
    const scheme = await ada.post("/schemes", { display_name: "Strict", scope: "team" });
    const role = await ada.get(`/roles/name/${scheme.default_team_user_role}`);
    const less = ["create_public_channel", "create_private_channel", "invite_user"];
    const permissions = role.permissions.filter((one: string) => !less.includes(one));
    await ada.put(`/roles/${role.id}/patch`, { permissions });
    const menu = async () => {
      await member.getByRole("button", { name: "bakery" }).click();
      await member.getByRole("menuitem", { name: "Leave team" }).waitFor();
      const names = await member.getByRole("menuitem").allInnerTexts();
      await member.keyboard.press("Escape");
      return names.map((name) => name.trim());
    };
    const before = await menu();
    assert.ok(before.includes("Create a channel") && before.includes("Invite people"), before.join());
    const told = member.waitForResponse((answer) => answer.url().endsWith("/roles/names"));
    await ada.put(`/teams/${team.id}/scheme`, { scheme_id: scheme.id });
    await told;
    const after = await menu();
    assert.ok(!after.includes("Create a channel") && !after.includes("Invite people"), after.join());
    assert.ok(after.includes("Browse channels"));
  });

  it("offers guests no channels and teams that they could not enter", async () => {
    await ada.put("/config/patch", { GuestAccountsSettings: { Enable: true } });
    const gina = await aUser(ada, "gina");
    await join(ada, team, gina);
    await add(boris, news, gina);
    await ada.post(`/users/${gina.id}/demote`);
    const guest = await openPage(browser as Browser, server, await signIn(server, "gina"));
    await guest.goto("/bakery/channels/news");
    await guest.getByPlaceholder("Message news").waitFor();
    assert.equal(await guest.getByRole("button", { name: "Browse channels" }).count(), 0);
    assert.equal(await guest.getByRole("button", { name: "Add channels" }).count(), 0);
    await guest.getByRole("button", { name: "bakery" }).click();
    await guest.getByRole("menuitem", { name: "Leave team" }).waitFor();
    assert.deepEqual(await guest.getByRole("menuitem").allTextContents(), ["Members", "Leave team"]);
    assert.deepEqual(guest.complaints, []);
    await guest.context().close();
    await member.getByRole("button", { name: "Browse channels" }).waitFor();
  });

  it("raised no error", () => {
    assert.deepEqual([...(owner?.complaints ?? []), ...(member?.complaints ?? [])], []);
  });
});
