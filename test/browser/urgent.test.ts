import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";
import { until } from "../support/until.js";

describe("urgent messages that notify again, in a browser", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let ada: Person;
  let boris: Person;
  let hers: WatchedPage;
  let his: WatchedPage;

  before(async function () {
    browser = await openBrowser(this);
    server = await startTestServer();
    ada = await anAdmin(server);
    boris = await aUser(ada, "boris", { first_name: "Boris", last_name: "Lind" });
    const team = await aTeam(ada, "ward");
    await join(ada, team, boris);
    const night = await aChannel(ada, team, "night");
    const day = await aChannel(ada, team, "day");
    await add(ada, night, boris);
    await add(ada, day, boris);
    [hers, his] = [await openPage(browser, server, ada), await openPage(browser, server, boris)];
    await hers.goto("/ward/channels/night");
    await hers.getByPlaceholder("Message night").waitFor();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  const box = () => hers.getByPlaceholder("Message night");
  const repeat = async () => {
    const menu = hers.getByRole("button", { name: "Priority", exact: true });
    await menu.click();
    assert.ok(await hers.getByRole("menuitem", { name: "Notify until they answer" }).isDisabled());
    await hers.getByRole("menuitemradio", { name: "Urgent" }).click();
    await menu.click();
    await hers.getByRole("menuitem", { name: "Notify until they answer" }).click();
    await hers.getByText("every 5 minutes, at most 6 times, until they answer").waitFor();
  };
  const isDue = () => server.sql("UPDATE persistent_notifications SET next_at = 0");

  it("say why one cannot be sent, and keep its text", async () => {
    await repeat();
    await box().fill("@boris and @all come");
    await box().press("Enter");
    await hers.getByText("cannot notify again and again").waitFor();
    assert.equal(await box().inputValue(), "@boris and @all come");
    await box().fill("nobody here");
    await box().press("Enter");
    const dialog = hers.getByRole("dialog", { name: "Nobody is mentioned" });
    await dialog.getByRole("button", { name: "Cancel" }).click();
    assert.equal(await box().inputValue(), "nobody here");
  });

  it("name who will be notified, and show their author whom they wait for", async () => {
    await box().fill("@boris bed 4 needs help");
    await box().press("Enter");
    const dialog = hers.getByRole("dialog", { name: "Notify one person until they answer?" });
    await dialog.getByText("Boris Lind will be notified every 5 minutes, at most 6 times").waitFor();
    await dialog.getByRole("button", { name: "Send" }).click();
    await hers.getByText("Notifying Boris Lind every 5 minutes until there is an answer").waitFor();
    assert.equal(await box().inputValue(), "");
  });

  it("notify again where their reader is, and lead to the message", async () => {
    await his.goto("/ward/channels/day");
    await his.getByPlaceholder("Message day").waitFor();
    await isDue();
    await his.getByText("Urgent: ada in night").waitFor();
    await his.getByRole("button", { name: "Open" }).click();
    const post = his.getByRole("log").getByRole("article").filter({ hasText: "bed 4 needs help" });
    await post.waitFor();
    assert.equal(await post.getByText("Notifying").count(), 0, "only the author sees whom it waits for");
  });

  it("show a notification of the system where the browser may", async () => {
    const page = await openPage(browser as Browser, server, boris);
    // As a text: the compiler of the tests would add helpers that the page does not have.
    await page.addInitScript(`
      window.shown = [];
      window.Notification = class {
        static permission = "granted";
        constructor(title, options) { window.shown.push([title, options.renotify]); }
        close() {}
      };
    `);
    await page.goto("/ward/channels/night");
    await page.getByPlaceholder("Message night").waitFor();
    await page.getByText("bed 4 needs help").waitFor();
    await isDue();
    const shown = () => page.evaluate(() => (window as unknown as { shown: unknown[] }).shown);
    await until(async () => (await shown()).length, "a notification");
    // Also of a message that is on the screen.
    assert.deepEqual((await shown())[0], ["Urgent: ada in night", true]);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
  });

  it("end with an answer, and when the author says so", async () => {
    const { id } = (await server.sql<{ id: string }>("SELECT id FROM posts WHERE message LIKE '%bed 4%'"))[0] as {
      id: string;
    };
    await boris.post("/reactions", { user_id: boris.id, post_id: id, emoji_name: "eyes" });
    await hers.getByText("Notifying Boris Lind").waitFor({ state: "detached" });
    await repeat();
    await box().fill("@boris once more");
    await box().press("Enter");
    await hers.getByRole("dialog").getByRole("button", { name: "Send" }).click();
    await hers.getByRole("button", { name: "Stop" }).click();
    await hers.getByText("Notifying Boris Lind").waitFor({ state: "detached" });
    assert.deepEqual(await server.sql("SELECT post_id FROM persistent_notifications WHERE post_id <> $1", [id]), []);
  });

  it("and any message tells why it notified", async () => {
    const post = his.getByRole("log").getByRole("article").filter({ hasText: "bed 4 needs help" });
    await post.hover();
    await post.getByRole("button", { name: "More", exact: true }).click();
    await his.getByRole("menuitem", { name: "Why was I notified?" }).click();
    const dialog = his.getByRole("dialog", { name: "Why was I notified?" });
    await dialog.getByText("On the computer: this message notifies you, because it mentions you").waitFor();
    await dialog.getByText("On the phone: none of your phones asks").waitFor();
    assert.deepEqual([hers.complaints, his.complaints], [[], []]);
  });
});
