import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("finding one's way in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let menu: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    menu = await aChannel(ada, team, "menu");
    const owners = await aChannel(ada, team, "owners", "P");
    await aPost(ada, menu, "walnut rye and plum galette");
    await aPost(ada, owners, "rye costs");
    const oven = await aChannel(ada, team, "oven");
    await add(ada, oven, boris);
    page = await openPage(browser, server, boris);
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const nav = () => page.getByRole("navigation", { name: "Channels" });
  const row = (name: RegExp) => nav().getByRole("link", { name });
  const fromMenu = async (name: RegExp, item: string) => {
    await row(name).click({ button: "right" });
    await page.getByRole("menuitem", { name: item, exact: true }).click();
  };

  it("browses to a public channel, reads what it is about and joins; private ones are not listed", async () => {
    await page.getByRole("button", { name: "Browse channels" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("menu", { exact: true }).waitFor();
    assert.equal(await dialog.getByText("owners").count(), 0);
    await dialog.getByText("menu", { exact: true }).click();
    await page.waitForURL("**/channels/menu");
    await page.getByRole("button", { name: "Join channel" }).click();
    await page.getByRole("log").getByText("walnut rye").waitFor();
    await row(/^menu/).waitFor();
  });

  it("finds messages one may see, and only those, and jumps to them", async () => {
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    const box = page.getByRole("searchbox", { name: "Search messages and files" }).first();
    await box.fill("rye");
    await box.press("Enter");
    const results = page.getByRole("complementary", { name: "Search" });
    await results.getByText("walnut").waitFor();
    assert.equal(await results.getByText("rye costs").count(), 0);
    assert.deepEqual(await results.locator("mark").allTextContents(), ["rye"]);
    await results.getByRole("article").hover();
    await results.getByRole("button", { name: "Jump to message" }).click();
    await page.waitForURL("**/pl/*");
    await page.getByRole("log").getByText("walnut rye").waitFor();
    await page.keyboard.press("Escape");
  });

  it("offers people and channels after the operators that want them", async () => {
    await page.goto("/bakery/channels/town-square");
    await page.getByPlaceholder("Message Town Square").waitFor();
    const box = page.getByRole("searchbox", { name: "Search messages and files" }).first();
    const offers = page.getByRole("listbox", { name: "Suggestions" });
    await box.fill("");
    await box.pressSequentially("in:men");
    await offers.getByRole("option", { name: /menu/ }).waitFor();
    await box.press("Tab");
    assert.equal(await box.inputValue(), "in:menu ");
    await offers.waitFor({ state: "detached" });
    await box.pressSequentially("from:");
    await offers.getByRole("option").first().waitFor();
    await box.press("ArrowDown");
    await box.press("Enter");
    assert.match(await box.inputValue(), /^in:menu from:[a-z]+ $/, "Enter takes the offer and does not search yet");
    await box.pressSequentially("rye");
    await box.press("Enter");
    await page.getByRole("complementary", { name: "Search" }).waitFor();
    await page.keyboard.press("Escape");
  });

  it("arranges the sidebar, and finds it so after a reload", async () => {
    await fromMenu(/^menu/, "Add to favourites");
    await nav().getByRole("region", { name: "Favourites" }).getByRole("link", { name: /^menu/ }).waitFor();
    await fromMenu(/^oven/, "Move to a new category…");
    await page.getByLabel("Name").fill("Baking");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    await nav().getByRole("region", { name: "Baking" }).getByRole("link", { name: /^oven/ }).waitFor();
    await fromMenu(/^Off-Topic/, "Mute");
    await row(/^Off-Topic\s*, muted/).waitFor();
    await page.reload();
    await nav().getByRole("region", { name: "Favourites" }).getByRole("link", { name: /^menu/ }).waitFor();
    await nav().getByRole("region", { name: "Baking" }).getByRole("link", { name: /^oven/ }).waitFor();
    await row(/^Off-Topic\s*, muted/).waitFor();
  });

  it("shows only what is unread on demand", async () => {
    await row(/^Town Square/).click();
    await aPost(ada, menu, "cardamom knots too");
    await row(/^menu\s*, unread/).waitFor();
    await page.getByRole("button", { name: "Show unread only" }).click();
    await row(/^oven/).waitFor({ state: "detached" });
    await row(/^menu\s*, unread/).waitFor();
    await page.getByRole("button", { name: "Show all channels" }).first().click();
    await row(/^oven/).waitFor();
  });

  it("writes to a person, and closes the conversation until it goes on", async () => {
    await page.getByRole("button", { name: "New message" }).first().click();
    await page.getByRole("combobox").fill("ada");
    await page.getByRole("option", { name: /ada/ }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Start conversation" }).click();
    await page.waitForURL("**/messages/@ada");
    await fromMenu(/^ada/, "Close conversation");
    await row(/^ada/).waitFor({ state: "detached" });
    const direct = await ada.post<{ id: string }>("/channels/direct", [ada.id, boris.id]);
    await aPost(ada, direct, "there you are");
    await row(/^ada\s*, 1 mention/).waitFor();
  });

  it("calls a group by the names of its people, as everything else does", async () => {
    const [dana, emil] = [
      await aUser(ada, "dana", { first_name: "Dana", last_name: "Reed" }),
      await aUser(ada, "emil", { first_name: "Emil", last_name: "Stone" }),
    ];
    const group = await dana.post<{ id: string }>("/channels/group", [boris.id, dana.id, emil.id]);
    await aPost(dana, group, "lunch?");
    await row(/^Dana Reed, Emil Stone/).waitFor();
  });

  it("adds and removes members, who notice at once", async () => {
    const own = await openPage(browser as Browser, server, ada);
    await own.goto("/bakery/channels/owners");
    await own.getByRole("button", { name: /^Members/ }).click();
    const pane = own.getByRole("complementary", { name: "Members" });
    await pane.getByRole("button", { name: "Add" }).click();
    await own.getByRole("combobox").fill("boris");
    await own.getByRole("option", { name: /boris/ }).click();
    await own.getByRole("dialog").getByRole("button", { name: "Add", exact: true }).click();
    await row(/^owners/).waitFor();
    await pane.getByText("@boris").waitFor();
    await pane.getByRole("button", { name: "Manage" }).click();
    await own.getByRole("menuitem", { name: "Remove from channel" }).click();
    await own.getByRole("button", { name: "Remove", exact: true }).click();
    await row(/^owners/).waitFor({ state: "detached" });
    await page.goto("/bakery/channels/owners");
    await page.getByRole("heading", { name: "There is nothing here" }).waitFor();
    assert.deepEqual(own.complaints, []);
    await own.context().close();
  });

  it("has raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
  });
});
