import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { Network } from "../support/network.js";
import { aChannel, aDirect, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("reading without a network, in a browser", () => {
  let server: TestServer;
  let network: Network;
  let browser: Browser | undefined;
  let [ada, boris]: Person[] = [];
  let [garden, cellar, attic]: { id: string; name: string }[] = [];
  let page: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    network = await Network.to(server.port);
    ada = await anAdmin(server);
    const team = await aTeam(ada, "bakery");
    boris = await aUser(ada, "boris");
    await join(ada, team, boris);
    garden = await aChannel(ada, team, "garden");
    cellar = await aChannel(ada, team, "cellar");
    attic = await aChannel(ada, team, "attic");
    for (const channel of [garden, cellar, attic]) await add(ada, channel, boris);
    for (const text of ["the first bed", "a secret to take back", "roses"]) await aPost(ada, garden, text);
    await aPost(ada, cellar, "forty bottles");
    await aPost(ada, attic, "an old lamp");
    await aPost(ada, await aDirect(ada, boris), "just between us");
    page = await openPage(browser, network, boris);
    await open("garden");
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  });
  after(async () => {
    await browser?.close();
    await network?.close();
    await server?.stop();
  });

  const box = (name: string) => page.getByPlaceholder(`Message ${name}`);
  const open = async (name: string) => {
    await page.goto(`/bakery/channels/${name}`);
    await box(name).waitFor();
  };
  const go = (name: string) =>
    page
      .getByRole("navigation")
      .getByRole("link", { name: new RegExp(`^${name}`) })
      .click();
  const message = (text: string, on: Page = page) => on.getByRole("log").getByRole("article").filter({ hasText: text });
  /** Everything this browser keeps of the person, as one text. */
  const keptText = () =>
    page.evaluate(async (id) => {
      if (!(await caches.has(`courtyard-seen-${id}`))) return "";
      const cache = await caches.open(`courtyard-seen-${id}`);
      const texts = (await cache.keys()).map(async (request) => (await (await cache.match(request))?.text()) ?? "");
      return (await Promise.all(texts)).join();
    }, boris?.id);
  const keeps = (text: string) => until(async () => (await keptText()).includes(text), `"${text}" to be kept`);
  const keepsNot = (text: string) =>
    until(async () => !(await keptText()).includes(text), `"${text}" to be kept no more`);
  /** Loads the page while the server cannot be reached. */
  const reloadOffline = async () => {
    network.off();
    await page.reload();
  };
  const back = async () => {
    network.on();
    await page.getByText("Offline –").waitFor({ state: "detached" });
  };

  it("shows what was seen, with names, and what came in while the page was open", async () => {
    await go("cellar");
    await message("forty bottles").waitFor();
    await go("garden");
    await aPost(ada, garden, "tulips came in");
    await message("tulips came in").waitFor();
    await keeps("tulips came in");
    await keeps("forty bottles");
    await reloadOffline();
    for (const text of ["the first bed", "roses", "tulips came in"]) await message(text).waitFor();
    await message("the first bed").getByText("ada", { exact: true }).first().waitFor();
    await page.getByText("Offline – you see what was here last").waitFor();
    await go("cellar");
    await message("forty bottles").waitFor();
    await page.getByRole("navigation").getByRole("link", { name: /^ada/ }).waitFor();
  });

  it("says of what was never seen that it cannot be reached, and brings it with the network", async () => {
    await go("attic");
    await page.getByText("The server cannot be reached").waitFor();
    await aPost(ada, attic, "a trunk");
    await back();
    await message("an old lamp").waitFor();
    await message("a trunk").waitFor();
  });

  it("catches up with what was written and deleted meanwhile, and sends what was written here", async () => {
    await go("garden");
    await message("a secret to take back").waitFor();
    await keeps("a secret to take back");
    await reloadOffline();
    await message("a secret to take back").waitFor();
    const list = await ada.get<{ posts: Record<string, { id: string; message: string }> }>(
      `/channels/${garden?.id}/posts`,
    );
    const secret = Object.values(list.posts).find((post) => post.message === "a secret to take back");
    await ada.delete(`/posts/${secret?.id}`);
    await aPost(ada, garden, "written meanwhile");
    await box("garden").fill("from the tunnel");
    await box("garden").press("Enter");
    await message("from the tunnel").getByText("Waits for the connection").waitFor();
    await back();
    await message("written meanwhile").waitFor();
    await message("a secret to take back").waitFor({ state: "detached" });
    await message("from the tunnel").getByText("Waits").waitFor({ state: "detached" });
    await keepsNot("a secret to take back");
  });

  it("lets go of a channel that this page does not hold when something in it is deleted, and of one that is left", async () => {
    const lamp = await aPost(ada, attic, "a letter, burn after reading");
    await go("attic");
    await message("burn after reading").waitFor();
    await keeps("burn after reading");
    await open("garden");
    await ada.delete(`/posts/${lamp.id}`);
    await keepsNot("burn after reading");
    await keeps("forty bottles");
    await ada.delete(`/channels/${cellar?.id}/members/${boris?.id}`);
    await keepsNot("forty bottles");
  });

  it("keeps nothing when the administrator does not want it", async () => {
    await keeps("roses");
    await ada.put("/config/patch", { PrivacySettings: { KeepMessagesOnDevices: false } });
    await until(async () => (await keptText()) === "");
    await reloadOffline();
    await page.getByRole("heading", { name: "No connection to the server" }).waitFor();
    network.on();
    await box("garden").waitFor();
    assert.equal(await keptText(), "");
    await ada.put("/config/patch", { PrivacySettings: { KeepMessagesOnDevices: true } });
    await open("garden");
    await keeps("roses");
  });

  it("leaves nothing behind when the session was ended elsewhere", async () => {
    await reloadOffline();
    await message("roses").waitFor();
    await ada.post(`/users/${boris?.id}/sessions/revoke/all`);
    network.on();
    await page.getByRole("button", { name: "Sign in" }).waitFor({ timeout: 60_000 });
    await until(async () => (await keptText()) === "");
    assert.deepEqual(page.complaints, []);
  });
});
