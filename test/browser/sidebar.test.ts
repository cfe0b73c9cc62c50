import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, aDirect, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("arranging the sidebar in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let team: { id: string };
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    team = await aTeam(ada, "bakery");
    await join(ada, team, boris);
    for (const name of ["bread", "cakes", "oven"]) await aChannel(boris, team, name);
    await aDirect(boris, ada);
    await boris.post(`/users/${boris.id}/teams/${team.id}/channels/categories`, {
      user_id: boris.id,
      team_id: team.id,
      display_name: "Baking",
      channel_ids: [],
    });
    page = await openPage(browser, server, boris);
    await open(page);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const open = async (there: Page) => {
    await there.goto("/bakery/channels/town-square");
    await there.getByPlaceholder("Message Town Square").waitFor();
    await row(there, "bread").first().waitFor();
  };
  const category = (there: Page, name: string) => there.getByRole("region", { name, exact: true });
  const row = (there: Page, name: string) =>
    there.locator(".channel-row", {
      has: there.locator(".channel-row__link > .truncate", { hasText: new RegExp(`^${name}$`) }),
    });
  const names = (there: Page, name: string) => category(there, name).locator(".channel-row__link > .truncate");
  const shows = async (there: Page, name: string, expected: string[]) => {
    const list = names(there, name);
    await there.waitForFunction(
      ([label, wanted]) => {
        const section = document.querySelector(`section[aria-label="${label}"]`);
        const found = [...(section?.querySelectorAll(".channel-row__link > .truncate") ?? [])];
        return found.map((one) => one.textContent).join() === wanted;
      },
      [name, expected.join()],
    );
    assert.deepEqual(await list.allTextContents(), expected);
  };
  const kept = async () => {
    const { categories } = await boris.get(`/users/${boris.id}/teams/${team.id}/channels/categories`);
    const all = await boris.get(`/users/me/teams/${team.id}/channels`);
    const nameOf = new Map(all.map((one: { id: string; display_name: string }) => [one.id, one.display_name]));
    return categories.map((one: { display_name: string; channel_ids: string[] }) => [
      one.display_name,
      one.channel_ids.map((id) => nameOf.get(id)),
    ]);
  };

  it("drags channels between categories and within, live on other devices", async () => {
    const other = await openPage(browser as Browser, server, boris);
    await open(other);
    await row(page, "oven").dragTo(category(page, "Baking"));
    await shows(page, "Baking", ["oven"]);
    await row(page, "bread").dragTo(row(page, "oven"), { targetPosition: { x: 60, y: 4 } });
    await shows(page, "Baking", ["bread", "oven"]);
    await row(page, "cakes").dragTo(row(page, "oven"), { targetPosition: { x: 60, y: 28 } });
    await shows(page, "Baking", ["bread", "oven", "cakes"]);
    await row(page, "cakes").dragTo(row(page, "bread"), { targetPosition: { x: 60, y: 4 } });
    await shows(page, "Baking", ["cakes", "bread", "oven"]);
    await shows(other, "Baking", ["cakes", "bread", "oven"]);
    const baking = (await kept()).find(([name]: [string]) => name === "Baking");
    assert.deepEqual(baking, ["Baking", ["cakes", "bread", "oven"]]);
    await other.context().close();
  });

  it("keeps conversations out of Channels", async () => {
    await row(page, "ada").dragTo(category(page, "Channels"));
    await shows(page, "Direct messages", ["ada"]);
    await row(page, "ada").dragTo(row(page, "bread"), { targetPosition: { x: 60, y: 4 } });
    await shows(page, "Baking", ["cakes", "ada", "bread", "oven"]);
    await row(page, "ada").dragTo(category(page, "Direct messages"));
    await shows(page, "Direct messages", ["ada"]);
  });

  it("sorts a category by hand once somebody drags within it, which can be undone", async () => {
    await shows(page, "Channels", ["Off-Topic", "Town Square"]);
    await row(page, "Town Square").dragTo(row(page, "Off-Topic"), { targetPosition: { x: 60, y: 4 } });
    await shows(page, "Channels", ["Town Square", "Off-Topic"]);
    await page.getByText("Channels is sorted by hand now").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await shows(page, "Channels", ["Off-Topic", "Town Square"]);
  });

  it("drags categories, and moves them by keyboard", async () => {
    const order = () => page.locator("section.category").evaluateAll((all) => all.map((one) => one.ariaLabel));
    assert.deepEqual(await order(), ["Baking", "Channels", "Direct messages"]);
    await category(page, "Baking")
      .locator(".category__head")
      .dragTo(category(page, "Direct messages"), {
        targetPosition: { x: 60, y: 55 },
      });
    await page.waitForFunction(
      () => document.querySelector("section.category:last-of-type")?.getAttribute("aria-label") === "Baking",
    );
    assert.deepEqual(await order(), ["Channels", "Direct messages", "Baking"]);
    await category(page, "Baking").locator(".category__toggle").focus();
    await page.keyboard.press("Control+Shift+ArrowUp");
    await page.getByRole("status").getByText("Baking: category 3 of 4").waitFor();
    assert.deepEqual(await order(), ["Channels", "Baking", "Direct messages"]);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Baking");
  });

  it("moves a channel by keyboard over the border of its category, says so, and keeps the focus", async () => {
    await row(page, "cakes").locator("a").focus();
    await page.keyboard.press("Control+Shift+ArrowDown");
    await shows(page, "Baking", ["bread", "cakes", "oven"]);
    await page.getByRole("status").getByText("cakes: Baking, 2 of 3").waitFor();
    await page.keyboard.press("Control+Shift+ArrowUp");
    await page.keyboard.press("Control+Shift+ArrowUp");
    await shows(page, "Channels", ["cakes", "Off-Topic", "Town Square"]);
    await page.getByRole("status").getByText("cakes: Channels, 1 of 3").waitFor();
    assert.match((await page.evaluate(() => document.activeElement?.textContent)) ?? "", /^cakes/);
  });

  it("puts a channel back when the server does not take it", async () => {
    await page.route("**/channels/categories", (route) => route.abort());
    await row(page, "cakes").dragTo(row(page, "bread"), { targetPosition: { x: 60, y: 4 } });
    await page.getByText("The server cannot be reached").waitFor();
    await shows(page, "Channels", ["cakes", "Off-Topic", "Town Square"]);
    await shows(page, "Baking", ["bread", "oven"]);
    await page.unroute("**/channels/categories");
    assert.deepEqual(page.complaints, []);
  });

  it("opens the menu of a row where a finger rests, and moves from there", async () => {
    const phone = await openPage(browser as Browser, server, boris, {
      viewport: { width: 390, height: 780 },
      hasTouch: true,
      isMobile: true,
    });
    await phone.goto("/bakery/channels/town-square");
    await phone.getByPlaceholder("Message Town Square").waitFor();
    await phone.locator(".channel-head__menu").tap();
    const box = await row(phone, "cakes").boundingBox();
    const devtools = await phone.context().newCDPSession(phone);
    const at = { x: (box?.x ?? 0) + 80, y: (box?.y ?? 0) + 20 };
    await devtools.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
    await phone.getByRole("menu").waitFor();
    await devtools.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await phone.getByRole("menuitem", { name: "Baking" }).tap();
    await shows(phone, "Baking", ["cakes", "bread", "oven"]);
    assert.match(phone.url(), /town-square$/, "the press was no tap on the link");
    assert.deepEqual(phone.complaints, []);
    await phone.context().close();
  });

  it("shows where one is, however many channels there are", async () => {
    const crowd = await aTeam(boris, "crowd");
    for (let n = 10; n < 50; n++) await aChannel(boris, crowd, `channel-${n}`);
    const there = await openPage(browser as Browser, server, boris);
    await there.goto("/crowd/channels/channel-49");
    await there.getByPlaceholder("Message channel-49").waitFor();
    const seen = () =>
      there.evaluate(() => {
        const here = document.querySelector(".sidebar [aria-current=page]")?.getBoundingClientRect();
        const list = document.querySelector(".sidebar__scroll")?.getBoundingClientRect();
        return here !== undefined && list !== undefined && here.top >= list.top && here.bottom <= list.bottom;
      });
    await until(seen, "the row of the channel in sight");
    assert.deepEqual(there.complaints, []);
  });
});
