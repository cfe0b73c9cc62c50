import assert from "node:assert/strict";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import sharp from "sharp";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { startTestServer, type TestServer } from "../support/server.js";

const PASSWORD = "correct horse battery";
const widths: [string, BrowserContextOptions][] = [
  ["on a desktop", { viewport: { width: 1280, height: 800 } }],
  ["on a phone", { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
];

/** Two people, two browsers, one server that was empty: everything a team does on its first morning. */
for (const [where, look] of widths) {
  describe(`a first morning ${where}`, () => {
    let server: TestServer;
    let browser: Browser | undefined;
    let ada: WatchedPage;
    let boris: WatchedPage;
    const phone = where.includes("phone");

    before(async function () {
      browser = await openBrowser(this);
      server = await startTestServer();
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    const log = (page: Page) => page.getByRole("log").first();
    const say = async (page: Page, box: string, text: string) => {
      const field = page.getByPlaceholder(box);
      await field.fill(text);
      if (phone) await page.getByRole("button", { name: "Send", exact: true }).last().click();
      else await field.press("Enter");
    };
    /** The message that holds a text. */
    const message = (page: Page, text: string) => log(page).getByRole("article").filter({ hasText: text }).last();
    /** Does something with a message: by the buttons that appear over it, or on a phone by a long press. */
    const act = async (page: Page, text: string, item: string) => {
      if (!phone) {
        await message(page, text).hover();
        await message(page, text).getByRole("toolbar").getByRole("button", { name: item }).click();
        return;
      }
      const box = await message(page, text).boundingBox();
      if (!box) throw new Error(`${text} is not to be seen`);
      const at = { clientX: box.x + 80, clientY: box.y + 12, pointerType: "touch", bubbles: true, isPrimary: true };
      await message(page, text).dispatchEvent("pointerdown", at);
      await page.getByRole("menuitem", { name: item }).waitFor();
      await message(page, text).dispatchEvent("pointerup", at);
      await page.getByRole("menuitem", { name: item }).click();
    };

    it("signs up through the wizard, and joins by the link it gives", async () => {
      ada = await openPage(browser as Browser, server, undefined, look);
      await ada.goto("/");
      await ada.getByLabel("Email address").fill("ada@example.org");
      await ada.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await ada.getByRole("button", { name: "Continue" }).click();
      await ada.getByLabel("Team name").fill("Bakery");
      await ada.getByRole("button", { name: "Create the team" }).click();
      const invite = await ada.getByLabel("Invite link").inputValue();
      await ada.getByRole("button", { name: "Enter Bakery" }).click();
      await ada.getByPlaceholder("Message Town Square").waitFor();

      boris = await openPage(browser as Browser, server, undefined, look);
      await boris.goto(invite);
      await boris.getByLabel("Email address").fill("boris@example.org");
      await boris.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await boris.getByRole("button", { name: "Create account and join" }).click();
      await boris.getByPlaceholder("Message Town Square").waitFor();
      await log(ada).getByText("joined the team").last().waitFor();
    });

    it("posts, and sees it live", async () => {
      await say(ada, "Message Town Square", "fresh **bread** at eight");
      await log(boris).getByText("bread").waitFor();
      assert.equal(await message(boris, "fresh").locator("strong").innerText(), "bread");
      await say(boris, "Message Town Square", "I bring butter");
      await log(ada).getByText("I bring butter").waitFor();
    });

    it("answers in a thread", async () => {
      await act(boris, "fresh", "Reply in thread");
      await say(boris, "Reply to this thread", "with raisins?");
      await boris.getByText("with raisins?").waitFor();
      await message(ada, "fresh")
        .getByRole("button", { name: /1 reply/ })
        .click();
      await ada.getByText("with raisins?").waitFor();
      for (const page of [ada, boris]) {
        await page
          .getByRole("button", { name: /^(Close|Back)/ })
          .last()
          .click();
        await page.getByPlaceholder("Message Town Square").waitFor();
      }
    });

    it("reacts, and sees who reacted", async () => {
      await act(boris, "fresh", "Add a reaction");
      await boris.getByLabel("Search emoji").fill("tada");
      await boris.getByLabel("tada", { exact: true }).click();
      await message(ada, "fresh")
        .getByRole("button", { name: /^tada, 1/ })
        .waitFor();
    });

    it("uploads a picture and sees its preview", async () => {
      const picture = await sharp({ create: { width: 800, height: 500, channels: 3, background: "#c98a4b" } })
        .png()
        .toBuffer();
      const chooser = ada.waitForEvent("filechooser");
      await ada.getByRole("button", { name: "Attach files" }).click();
      await (await chooser).setFiles({ name: "loaf.png", mimeType: "image/png", buffer: picture });
      await say(ada, "Message Town Square", "look at this");
      const preview = message(boris, "look at this").locator("img[src*='/api/v4/files/']").first();
      await preview.waitFor();
      await preview.evaluate((image: HTMLImageElement) => image.decode());
      assert.ok((await preview.evaluate((image: HTMLImageElement) => image.naturalWidth)) > 100);
    });

    it("edits, and the other sees the new words", async () => {
      await act(boris, "I bring butter", "Edit");
      const field = boris.getByRole("textbox", { name: "Edit message" });
      await field.fill("I bring butter and jam");
      if (phone) await boris.getByRole("button", { name: "Save" }).click();
      else await field.press("Enter");
      await log(ada).getByText("butter and jam").waitFor();
      assert.match(await message(ada, "butter and jam").innerText(), /edited/);
    });

    it("finds it again", async () => {
      if (phone) await ada.getByRole("button", { name: "Search" }).first().click();
      const box = ada
        .getByRole("combobox", { name: /Search/ })
        .or(ada.getByRole("searchbox"))
        .first();
      await box.fill('"and jam" from:boris');
      await box.press("Enter");
      await ada.getByRole("complementary").or(ada.getByRole("main")).getByText("butter and jam").last().waitFor();
      await ada.goto("/bakery/channels/town-square");
      await ada.getByPlaceholder("Message Town Square").waitFor();
    });

    it("shows who is typing, and keeps what was typed over a reload", async () => {
      // Notices of writing are not sent again to a page that was still connecting: so this takes a while.
      const seen = ada
        .getByText(/is writing/)
        .first()
        .waitFor();
      await boris.getByPlaceholder("Message Town Square").pressSequentially("half a sent", { delay: 800 });
      await seen;
      await boris.waitForTimeout(1500);
      await boris.reload();
      await boris.getByPlaceholder("Message Town Square").waitFor();
      assert.equal(await boris.getByPlaceholder("Message Town Square").inputValue(), "half a sent");
      await say(boris, "Message Town Square", "half a sentence is enough");
      await log(ada).getByText("half a sentence is enough").waitFor();
    });

    it("raised no error and broke no rule of the content policy", () => {
      assert.deepEqual([...ada.complaints, ...boris.complaints], []);
    });
  });
}
