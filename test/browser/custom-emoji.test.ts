import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

describe("custom emoji, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let carla: Person;
  let page: WatchedPage;
  let other: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris");
    carla = await aUser(ada, "carla");
    const team = await aTeam(ada, "bakery");
    await join(ada, team, boris, carla);
    const garden = await aChannel(ada, team, "garden");
    await add(ada, garden, boris, carla);
    page = await openPage(browser, server, boris);
    other = await openPage(browser, server, carla);
    for (const one of [page, other]) {
      await one.goto("/bakery/channels/garden");
      await box(one).waitFor();
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const box = (on: Page) => on.getByPlaceholder("Message garden");
  const openPicker = (on: Page) => on.locator(".composer").getByRole("button", { name: "Emoji" }).click();
  const picture = () =>
    sharp({ create: { width: 64, height: 64, channels: 4, background: "#c0532b" } })
      .png()
      .toBuffer();

  it("are added from the picker, with a name that is checked while it is written", async () => {
    await openPicker(page);
    await page.getByRole("button", { name: "Add an emoji" }).click();
    const dialog = page.getByRole("dialog", { name: "Add an emoji" });
    const save = dialog.getByRole("button", { name: "Add emoji" });
    const name = dialog.getByLabel("Name");
    const file = dialog.locator("input[type=file]");
    await file.setInputFiles({ name: "big.png", mimeType: "image/png", buffer: Buffer.alloc(1024 * 1024 + 1) });
    await dialog.getByText("larger than 1 MB").waitFor();
    await file.setInputFiles({ name: "Warm Bread.png", mimeType: "image/png", buffer: await picture() });
    assert.equal(await name.inputValue(), "warm_bread");
    await dialog.getByText(":warm_bread: is free").waitFor();
    await name.fill("warm bread");
    await dialog.getByText("Only letters, digits").waitFor();
    assert.equal(await save.isDisabled(), true);
    await name.fill("tada");
    await dialog.getByText("standard emoji").waitFor();
    assert.equal(await save.isDisabled(), true);
    await name.fill("warm_bread");
    await dialog.getByText(":warm_bread: is free").waitFor();
    await name.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText(":warm_bread: was added").waitFor();
  });

  it("are at once in the picker, the completion and the messages of all", async () => {
    await openPicker(other);
    await other.getByRole("button", { name: "warm bread" }).click();
    await box(other).press("Enter");
    const drawn = page.getByRole("log").locator("img[src*='/emoji/']");
    await drawn.waitFor();
    await box(page).pressSequentially(":warm");
    await page.getByRole("option", { name: ":warm_bread:" }).waitFor();
    await box(page).press("Tab");
    assert.match(await box(page).inputValue(), /:warm_bread:/);
    await box(page).fill("");
  });

  it("cannot take a name that is taken", async () => {
    await openPicker(other);
    await other.getByRole("button", { name: "Add an emoji" }).click();
    const dialog = other.getByRole("dialog", { name: "Add an emoji" });
    await dialog.getByLabel("Name").fill("warm_bread");
    await dialog.getByText("There is an emoji of this name already").waitFor();
    await other.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  });

  it("are listed, searched, and deleted by who made them", async () => {
    await openPicker(other);
    await other.getByRole("button", { name: "Custom emoji" }).click();
    const theirs = other.getByRole("dialog", { name: "Custom emoji" });
    await theirs.getByText("by boris").waitFor();
    assert.equal(await theirs.getByRole("button", { name: /^Delete/ }).count(), 0);
    await theirs.getByLabel("Search custom emoji").fill("nothing");
    await theirs.getByText("Nothing found").waitFor();
    await theirs.getByRole("button", { name: "Close" }).click();
    await openPicker(page);
    await page.getByRole("button", { name: "Custom emoji" }).click();
    const mine = page.getByRole("dialog", { name: "Custom emoji" });
    await mine.getByLabel("Search custom emoji").fill("bread");
    await mine.getByRole("button", { name: "Delete :warm_bread:" }).click();
    await page.getByRole("button", { name: "Delete emoji" }).click();
    await mine.getByText("Nothing found").waitFor();
    assert.deepEqual(await boris.post("/emoji/names", ["warm_bread"]), []);
    await mine.getByRole("button", { name: "Close" }).click();
    await page.getByRole("log").getByText(":warm_bread:").waitFor();
  });

  it("are not offered for adding to people who may not, and any is deleted by those who may", async () => {
    const form = new FormData();
    form.append("emoji", JSON.stringify({ name: "cold_soup", creator_id: boris.id }));
    form.append("image", new Blob([new Uint8Array(await picture())], { type: "image/png" }), "soup.png");
    await boris.call("POST", "/api/v4/emoji", form);
    const role = await ada.get("/roles/name/system_user");
    const permissions = (role.permissions as string[]).filter((one) => one !== "create_emojis");
    await ada.put(`/roles/${role.id}/patch`, { permissions });
    await openPicker(other);
    await other.getByRole("button", { name: "Custom emoji" }).waitFor();
    await other.getByRole("button", { name: "Add an emoji" }).waitFor({ state: "detached" });
    await other.keyboard.press("Escape");
    const admin = await openPage(browser as Browser, server, ada);
    await admin.goto("/bakery/channels/garden");
    await openPicker(admin);
    await admin.getByRole("button", { name: "Custom emoji" }).click();
    await admin.getByRole("button", { name: "Delete :cold_soup:" }).click();
    await admin.getByRole("button", { name: "Delete emoji" }).click();
    await admin.getByText("Nobody has added an emoji yet").waitFor();
    assert.deepEqual(admin.complaints, []);
    await admin.context().close();
  });

  it("have raised no error and broken no rule of the content policy", () => {
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(other.complaints, []);
  });
});
