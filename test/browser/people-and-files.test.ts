import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { share, upload } from "../support/files.js";
import {
  aChannel,
  aDirect,
  add,
  anAdmin,
  aPost,
  aTeam,
  aUser,
  join,
  type Person,
  stranger,
} from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("links of files, groups and profile fields in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let [ada, boris, cleo, dan]: Person[] = [];
  let team: { id: string; name: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer({ MM_FILESETTINGS_ENABLEPUBLICLINK: "true" });
    ada = await anAdmin(server);
    [boris, cleo, dan] = [await aUser(ada, "boris"), await aUser(ada, "cleo"), await aUser(ada, "dan")];
    team = await aTeam(ada, "bakery");
    await join(ada, team, boris, cleo, dan);
    page = await openPage(browser, server, boris);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it("makes a public link, says how long it works, and takes it back", async () => {
    const news = await aChannel(boris, team, "news");
    const info = await upload(boris, news, "recipe.txt", "flour");
    await share(boris, news, [info]);
    await page.goto("/bakery/channels/news");
    await page.getByRole("button", { name: "Public link to recipe.txt" }).click();
    const dialog = page.getByRole("dialog", { name: "Public link to recipe.txt" });
    await dialog.getByLabel("It works for").selectOption("One day");
    await dialog.getByRole("button", { name: "Make a link" }).click();
    await dialog.getByText(/^It works until/).waitFor();
    const link = await dialog.getByLabel("Link", { exact: true }).inputValue();
    const open = () => stranger(server).send("GET", new URL(link).pathname + new URL(link).search);
    assert.equal((await open()).status, 200);
    const { expires_at } = await boris.get(`/courtyard/files/${info.id}/link`);
    assert.ok(expires_at > Date.now() && expires_at <= Date.now() + 86_400_000);
    await dialog.getByRole("button", { name: "Take the link back" }).click();
    await dialog.getByRole("button", { name: "Make a link" }).waitFor();
    assert.equal((await open()).status, 404);
    await page.keyboard.press("Escape");
  });

  it("starts a new group when people are added, and makes a group a private channel", async () => {
    const group = await boris.post<{ id: string; name: string }>("/channels/group", [boris.id, cleo.id, ada.id]);
    await aPost(boris, group, "Who brings the cake?");
    await page.goto(`/bakery/messages/${group.name}`);
    await page.getByText("Who brings the cake?").first().waitFor();
    const menu = page.locator(".channel-head__name");
    await menu.click();
    await page.getByRole("menuitem", { name: "Add people…" }).click();
    let dialog = page.getByRole("dialog");
    await dialog.getByLabel("A name or user name").fill("dan");
    await dialog.getByRole("option", { name: /dan/ }).first().click();
    await dialog.getByRole("button", { name: "Start a new group" }).click();
    await page.locator(".channel-head__name", { hasText: "dan" }).waitFor();
    assert.equal(await page.getByText("Who brings the cake?").count(), 0, "the new group begins empty");
    await page.goto(`/bakery/messages/${group.name}`);
    await page.getByText("Who brings the cake?").first().waitFor();
    await menu.click();
    await page.getByRole("menuitem", { name: "Make it a private channel…" }).click();
    dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name of the channel").fill("Party committee");
    await dialog.getByRole("button", { name: "Make the channel" }).click();
    await page.waitForURL(/\/channels\/party-committee$/);
    await page.getByText("Who brings the cake?").first().waitFor();
    assert.equal((await boris.get(`/channels/${group.id}`)).type, "P");
  });

  it("calls nobody by another name while a slow server tells who they are", async () => {
    const eva = await aUser(ada, "eva");
    await join(ada, team, eva);
    const cakes = await aChannel(eva, team, "cakes");
    await aPost(eva, cakes, "Plums today");
    await add(eva, cakes, boris);
    let answer = () => {};
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route("**/api/v4/users/{ids,usernames}*", async (route) => {
      await asked;
      await route.continue();
    });
    await page.goto("/bakery/channels/cakes");
    const message = page.getByRole("article").filter({ hasText: "Plums today" });
    await message.waitFor();
    assert.equal(await page.getByText("Someone", { exact: true }).count(), 0);
    assert.equal(await message.locator(".name-coming").count(), 1);
    // Who hears the page instead of seeing it is told as much.
    await message.getByRole("button", { name: "Name is loading" }).waitFor();
    answer();
    await message.getByRole("button", { name: "eva" }).waitFor();
    assert.equal(await page.locator(".name-coming").count(), 0);
    await page.unroute("**/api/v4/users/{ids,usernames}*");
    await page.route("**/api/v4/users/{ids,usernames}*", (route) => route.fulfill({ json: [] }));
    await page.reload();
    await message.getByRole("button", { name: "Someone" }).waitFor();
    await page.unroute("**/api/v4/users/{ids,usernames}*");
  });

  it("tells in one line who came, also who comes while one looks, and each when asked", async () => {
    const ovens = await aChannel(boris, team, "ovens");
    await aPost(boris, ovens, "The oven is hot.");
    await add(boris, ovens, cleo, dan);
    await page.goto("/bakery/channels/ovens");
    const rows = page.getByRole("log").first().locator(".post--system");
    await rows.filter({ hasText: "@cleo and @dan were added to the channel by @boris." }).waitFor();
    assert.equal(await rows.count(), 1);
    await add(boris, ovens, ada);
    await rows.filter({ hasText: "@cleo, @dan and @ada were added" }).waitFor();
    assert.equal(await rows.count(), 1);
    await rows.getByRole("button", { name: "Show each" }).click();
    await rows.getByText("was added to the channel by").nth(2).waitFor();
    await rows.getByRole("button", { name: "Show less" }).click();
    await aPost(boris, ovens, "Welcome.");
    await cleo.delete(`/channels/${ovens.id}/members/${cleo.id}`);
    await rows.filter({ hasText: "@cleo left the channel." }).waitFor();
    assert.equal(await rows.count(), 2, "a message stands between");
  });

  it("has profile fields that administrators make, people fill in and others see", async () => {
    const console = await openPage(browser as Browser, server, ada);
    await console.goto("/admin_console/profile-fields");
    for (const [name, kind] of [
      ["Department", "One of several"],
      ["Telephone", "Text"],
    ] as const) {
      await console.getByRole("button", { name: "Add a field" }).click();
      const dialog = console.getByRole("dialog");
      await dialog.getByLabel("Name").fill(name);
      await dialog.getByLabel("Kind").selectOption(kind);
      if (kind === "Text") await dialog.getByLabel("What may be entered").selectOption("Telephone number");
      else await dialog.getByLabel("What can be chosen").fill("Bread, Cake");
      await dialog.getByRole("button", { name: "Save" }).click();
      await console.getByRole("rowheader", { name }).waitFor();
    }
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    await page.getByRole("button", { name: "Your account" }).click();
    await page.getByRole("menuitem", { name: "Settings" }).click();
    await page.getByLabel("Department").selectOption("Cake");
    await page.getByLabel("Telephone").fill("+49 89 1234");
    await page.getByRole("button", { name: "Save" }).last().click();
    await page.getByText("Saved").first().waitFor();
    const post = await aPost(boris, await townSquare(), "Good morning");
    const other = await openPage(browser as Browser, server, cleo);
    await other.goto(`/bakery/pl/${post.id}`);
    await other.getByRole("log").getByRole("button", { name: "boris", exact: true }).last().click();
    await other.getByText("Cake", { exact: true }).waitFor();
    assert.equal(await other.getByRole("link", { name: "+49 89 1234" }).getAttribute("href"), "tel:+49891234");
    assert.deepEqual([...console.complaints, ...other.complaints], []);
  });

  const townSquare = () => ada.get(`/teams/${team.id}/channels/name/town-square`);

  it("tells guests and deactivated people apart, and offers no writing to whom nobody is", async () => {
    const [gaby, gerd] = [await aUser(ada, "gaby"), await aUser(ada, "gerd")];
    await join(ada, team, gaby, gerd);
    const hall = await aChannel(boris, team, "hall");
    await add(boris, hall, gaby);
    await ada.post(`/users/${gaby.id}/demote`);
    await aPost(gaby, hall, "a word from outside");
    const direct = await aDirect(boris, gerd);
    const said = await aPost(gerd, direct, "a last word");
    await aPost(boris, direct, "a reply", { root_id: said.id });
    await ada.delete(`/users/${gerd.id}`);
    await page.goto("/bakery/channels/hall");
    await page.getByRole("article", { name: /^gaby/ }).getByText("Guest", { exact: true }).waitFor();
    await page.goto("/bakery/messages/@gerd");
    await page.getByText("gerd is deactivated and reads nothing any more").waitFor();
    assert.equal(await page.locator("textarea").count(), 0);
    await page.getByRole("button", { name: /1 reply/ }).click();
    await until(async () => (await page.getByText("gerd is deactivated").count()) === 2, "the note in the thread too");
  });

  it("shows the beginning of a very long message, and the rest when asked", async () => {
    const long = await aChannel(boris, team, "long-words");
    const name = "N".repeat(64);
    await boris.put(`/channels/${long.id}/patch`, { display_name: name });
    await aPost(boris, long, Array.from({ length: 200 }, (_, n) => `paragraph ${n}`).join("\n\n"));
    await aPost(boris, long, "what came after");
    await page.goto("/bakery/channels/long-words");
    const start = await page.getByRole("heading", { name: `#${name}` }).boundingBox();
    const list = await page.locator(".channel-body").boundingBox();
    assert.ok(start && list && start.x + start.width <= list.x + list.width, "the name is not cut off");
    const message = page.getByRole("article").filter({ hasText: "paragraph 199" });
    const height = async () => (await message.boundingBox())?.height ?? 0;
    assert.ok((await height()) < 700);
    await message.getByRole("button", { name: "Show more" }).click();
    await until(async () => (await height()) > 2000, "the whole message");
    await message.getByRole("button", { name: "Show less" }).press("Enter");
    await until(async () => (await height()) < 700, "its beginning again");
  });

  it("raised no error", () => assert.deepEqual(page.complaints, []));
});
