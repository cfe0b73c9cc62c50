import assert from "node:assert/strict";
import { Parser } from "htmlparser2";
import type { Browser } from "playwright-core";
import { formsOf } from "../../core/platform/mail/letter.js";
import { attacks, markup } from "../support/attacks.js";
import { openBrowser, openPage, type WatchedPage } from "../support/browser.js";
import { aChannel, add, anAdmin, aPost, aTeam, aUser, join, type Person } from "../support/people.js";
import { startTestServer, type TestServer } from "../support/server.js";

const IN_ONE_CHANNEL = 50;

/** Counts what was run, in the page itself: an attack that succeeds calls `alert`. */
const watch = () => {
  const counter = window as unknown as { ran: number };
  counter.ran = 0;
  window.alert = () => {
    counter.ran++;
  };
};

/** What in a page would run when somebody clicked it, or has come to be there as markup of somebody's text. */
const look = () => {
  const found: string[] = [];
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`${element.tagName} ${name}`);
      if (/^(href|src|action|formaction|data|xlink:href)$/i.test(name)) {
        const { protocol } = new URL(value, location.href);
        const picture =
          /^(src|href)$/.test(name) && protocol === "data:" && /^data:image\/(png|gif|jpeg|webp)/.test(value);
        if (!["http:", "https:", "mailto:", "ftp:", "tel:", "blob:"].includes(protocol) && !picture)
          found.push(`${element.tagName} ${name}=${value}`);
      }
    }
    if (/^(iframe|object|embed|base|math|audio|marquee)$/i.test(element.tagName)) found.push(element.tagName);
    if (element.tagName === "SCRIPT" && !element.getAttribute("src")) found.push("a script");
  }
  return { found, ran: (window as unknown as { ran: number }).ran };
};

/** Scrolls the messages by some pixels; returns whether they were at their end that way. */
const scroll = async (list: Element, pixels: number) => {
  let scroller: Element | null = list;
  while (scroller && scroller.scrollHeight <= scroller.clientHeight + 1) scroller = scroller.parentElement;
  const before = scroller?.scrollTop;
  scroller?.scrollBy({ top: pixels, behavior: "instant" });
  for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
  return scroller?.scrollTop === before;
};

describe("texts that attack those who read them", () => {
  let server: TestServer;
  let browser: Browser | undefined;
  let page: WatchedPage;
  let reader: Person;
  let channels: { name: string; messages: Set<string> }[];

  before(async function () {
    browser = await openBrowser(this);
    this.timeout(180_000);
    server = await startTestServer();
    const ada = await anAdmin(server);
    reader = await aUser(ada, "reader");
    const team = await aTeam(ada, "yard");
    await ada.put(`/teams/${team.id}/patch`, { display_name: markup[1], description: markup[0] });
    await join(ada, team, reader);
    channels = [];
    for (let at = 0; at < attacks.length; at += IN_ONE_CHANNEL) {
      const n = at / IN_ONE_CHANNEL;
      const writer = await aUser(ada, `writer${n}`, {
        nickname: markup[n],
        first_name: markup[n + 10],
        last_name: markup[n + 1],
      });
      await writer.put("/users/me/patch", { position: markup[n + 2] });
      const channel = await aChannel(ada, team, `c${n}`);
      const texts = {
        display_name: (markup[n] as string).slice(0, 64),
        header: attacks[at + 3],
        purpose: markup[n + 12],
      };
      await ada.put(`/channels/${channel.id}/patch`, texts);
      await join(ada, team, writer);
      await add(ada, channel, writer, reader);
      const messages = new Set<string>();
      for (const attack of attacks.slice(at, at + IN_ONE_CHANNEL))
        messages.add((await aPost(writer, channel, attack)).id);
      channels.push({ name: channel.name, messages });
    }
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  it(`run nothing in the web app: ${attacks.length} messages, and names of people, teams and channels`, async function () {
    this.timeout(600_000);
    assert.ok(attacks.length >= 500);
    page = await openPage(browser as Browser, server, reader);
    await page.addInitScript(watch);
    page.on("dialog", (dialog) => void dialog.dismiss());
    for (const { name, messages } of channels) {
      await page.goto(`/yard/channels/${name}`);
      const log = page.getByRole("log").first();
      await log.getByRole("article").first().waitFor();
      // Up and down, by less than what is drawn at once, until each has been drawn.
      for (let step = 0, by = -300; step < 1000 && messages.size > 0; step++) {
        const { found, ran } = await page.evaluate(look);
        assert.deepEqual([found, ran], [[], 0], name);
        const drawn = log.getByRole("article");
        for (const id of await drawn.evaluateAll((all) => all.map((one) => one.getAttribute("data-post") ?? "")))
          messages.delete(id);
        if (await log.evaluate(scroll, by)) by = -by;
      }
      assert.equal(messages.size, 0, `${messages.size} messages of ${name} were not drawn`);
    }
    // What the policy of the page had to stop had already got through.
    assert.deepEqual(
      page.complaints.filter((text) => /script|inline|eval|frame/i.test(text)),
      [],
    );
  });

  it("are words and nothing else in mails", () => {
    const paper = {
      site: "https://chat.example.org",
      siteName: markup[0] as string,
      organization: markup[1] as string,
    };
    for (const text of [...attacks, ...markup]) {
      const letter = {
        subject: text,
        title: text,
        parts: [
          { text },
          { heading: text },
          { quote: text, from: text, at: text, href: `${paper.site}/x` },
          { button: text, href: `${paper.site}/x` },
          { small: text, link: { href: `${paper.site}/y`, label: text } },
        ],
      };
      const { html, subject } = formsOf(letter as never, paper as never);
      assert.doesNotMatch(subject, /[\r\n]/);
      const parser = new Parser({
        onopentag(name, attributes) {
          assert.match(name, /^(html|head|meta|title|body|div|h1|h2|p|a|b|br)$/, text);
          for (const [attribute, value] of Object.entries(attributes)) {
            assert.match(attribute, /^(charset|name|content|style|href|dir)$/, text);
            if (attribute === "href") assert.ok(value.startsWith(`${paper.site}/`), text);
          }
        },
      });
      parser.end(html);
    }
  });
});
