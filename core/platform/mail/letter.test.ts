import assert from "node:assert/strict";
import { formsOf, type Letter, oneLine } from "./letter.js";
import { pauseAfter } from "./sender.js";

const paper = { siteName: "Chat <b>", site: "https://chat.example.org", organization: "" };
const EVIL = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'-alert(1)-'",
  "<svg/onload=alert(1)>",
  "&lt;script&gt;",
];

describe("letters", () => {
  it("show what people wrote as text, in every place", () => {
    for (const evil of EVIL) {
      const letter: Letter = {
        subject: evil,
        title: evil,
        parts: [
          { text: evil },
          { heading: evil },
          { from: evil, at: evil, quote: `${evil}\n${evil}`, href: `${paper.site}/x` },
          { button: evil, href: `${paper.site}/y?t=1` },
          { small: evil, link: { label: evil, href: `${paper.site}/z` } },
        ],
      };
      const { html } = formsOf(letter, { ...paper, siteName: evil, organization: evil });
      const tags = [...html.matchAll(/<(?!!|\/)([^>]*)>/g)].map((match) => match[1] as string);
      assert.ok(
        tags.every(
          (tag) => /^(html|head|meta|title|body|div|h1|h2|p|a|b|br)\b/.test(tag) && !/\son\w+\s*=|<|script/i.test(tag),
        ),
        tags.join("\n"),
      );
      assert.ok(!html.includes(evil) || !/[<"']/.test(evil));
    }
  });

  it("lead nowhere but to this server", () => {
    const to = (href: string) => () => formsOf({ subject: "", title: "", parts: [{ button: "Go", href }] }, paper);
    to("https://chat.example.org/a?b=c")();
    for (const href of [
      "https://evil.example",
      "https://chat.example.org.evil.example/",
      "javascript:alert(1)",
      'https://chat.example.org/"x',
      "https://chat.example.org/ x",
      "//chat.example.org/",
    ]) {
      assert.throws(to(href), /only lead to this server/, href);
    }
    assert.throws(() =>
      formsOf({ subject: "", title: "", parts: [{ button: "Go", href: "/x" }] }, { ...paper, site: "" }),
    );
  });

  it("have subjects and names on one line", () => {
    assert.equal(oneLine("a\r\nBcc: x@y.z\u2028b\u202Ec\u0000d"), "a Bcc: x@y.z b c d");
    assert.equal([...oneLine("😀".repeat(300), 10)].length, 10);
  });

  it("wait between tries for one minute at first and for an hour at most", () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 8, 50].map((n) => pauseAfter(n) / 60_000),
      [1, 2, 4, 32, 60, 60, 60],
    );
  });
});
