import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { isInternal, safeHref, safeImageSource } from "./link.js";
import { MAX_TOKENS, parse } from "./parser.js";
import { onlyEmoji } from "./render.js";
import { drawn, elements, outline } from "./testing.js";

const shape = (text: string) => outline(drawn(text));
const marks = (text: string) =>
  elements(drawn(text))
    .filter((element) => element.name === "b")
    .map((element) => `${element.props.class}:${element.children.join("")}`);

describe("Markdown", () => {
  it("renders the usual marks", () => {
    assert.equal(shape("a **b** *c* ~~d~~ `e`"), "p(a strong(b) em(c) s(d) code(e))");
    assert.equal(shape("# T\n## U"), "h1(T)h2(U)");
    assert.equal(shape("> q\n\n---"), "blockquote(p(q))hr()");
    assert.equal(shape("one\r\ntwo"), "p(onebr()two)");
    assert.equal(shape("3. a\n4. b"), "ol(li(a)li(b))");
  });

  it("keeps the number an ordered list starts with", () => {
    assert.equal(elements(drawn("3. a"))[0]?.props.start, 3);
  });

  it("renders tables inside a box that scrolls, with alignment by class", () => {
    const all = elements(drawn("|a|b|\n|:-|-:|\n|1|2|"));
    assert.deepEqual(
      all.slice(0, 2).map((e) => e.name),
      ["div", "table"],
    );
    assert.deepEqual(
      all.filter((e) => e.name === "td").map((e) => e.props.class),
      ["md-left", "md-right"],
    );
  });

  it("renders task lists", () => {
    const boxes = elements(drawn("- [ ] a\n- [x] b\n- [y] c")).filter((e) => e.name === "input");
    assert.deepEqual(
      boxes.map((e) => e.props.checked),
      [false, true],
    );
    assert.ok(boxes.every((e) => e.props.disabled === true));
  });

  it("hands fences to the code block with their language", () => {
    const [pre] = drawn("```ts title\nlet a = '<b>';\n```");
    assert.ok(pre && typeof pre !== "string");
    assert.equal(pre.props.class, "language-ts");
    assert.deepEqual(pre.children, ["let a = '<b>';"]);
  });

  it("reads the size of a picture", () => {
    const picture = (text: string) => elements(drawn(text)).find((e) => e.name === "img")?.props;
    assert.deepEqual(picture("![cat](https://x.io/c.png =100x50)"), {
      src: "https://x.io/c.png",
      alt: "cat",
      title: undefined,
      width: 100,
      height: 50,
    });
    assert.equal(picture('![cat](https://x.io/c.png "The cat" =x80)')?.height, 80);
    assert.equal(picture('![cat](https://x.io/c.png "The cat" =x80)')?.title, "The cat");
    assert.equal(picture("![cat](https://x.io/c.png =axb)"), undefined);
  });

  it("links addresses people type, and nothing else", () => {
    const links = (text: string) =>
      elements(drawn(text))
        .filter((e) => e.name === "a")
        .map((e) => e.props.href);
    assert.deepEqual(links("see https://x.io/a_b_c*d, www.x.io/p. and me@x.io"), [
      "https://x.io/a_b_c*d",
      "http://www.x.io/p",
      "mailto:me@x.io",
    ]);
    assert.deepEqual(links("ftp://x.io/f and a.txt, main.go, //x.io, javascript:alert(1)"), ["ftp://x.io/f"]);
    assert.deepEqual(links("[text](x.io:8080/a) [path](/team/pl/abc)"), ["http://x.io:8080/a", "/team/pl/abc"]);
    assert.deepEqual(links("`https://x.io`\n\n```\nhttps://x.io\n```"), []);
  });

  it("finds mentions, channels, hashtags and emoji", () => {
    assert.deepEqual(marks("@anna: hi ＠bob_b, ~off-topic #release-2 :+1::tada:"), [
      "mention:anna",
      "mention:bob_b",
      "channel:off-topic",
      "hashtag:release-2",
      "emoji:+1",
      "emoji:tada",
    ]);
    assert.deepEqual(marks("**@anna** *~x1*"), ["mention:anna", "channel:x1"]);
    assert.deepEqual(marks("#größe #日本語 #1st #a"), ["hashtag:größe", "hashtag:日本語"]);
    assert.deepEqual(marks(":) :-D <3 x:) :/"), [
      "emoji:slightly_smiling_face",
      "emoji:smile",
      "emoji:heart",
      "emoji:confused",
    ]);
  });

  it("leaves look-alikes alone", () => {
    for (const text of [
      "me@x.io",
      "https://x.io/@anna#top~b",
      "`@anna`",
      "\\@anna",
      "a~b",
      "C#sharp",
      "10:30:45",
      "[@anna](https://x.io)",
      "~~gone~~",
      "http://x.io:)",
    ]) {
      assert.deepEqual(marks(text), [], text);
    }
  });

  it("renders one line without structure when asked", () => {
    assert.equal(outline(drawn("# a\n- **b**", true)), "# a - strong(b)");
  });

  it("lets every block find its own direction of writing", () => {
    const blocks = elements(drawn("a\n\n- b\n\n> c\n\n# d")).filter((e) => /^(?:p|li|blockquote|h1)$/.test(e.name));
    assert.ok(blocks.length >= 4 && blocks.every((e) => e.props.dir === "auto"));
  });

  it("counts messages of nothing but emoji", () => {
    const counted = (text: string) => {
      const parsed = parse(text);
      return "tokens" in parsed ? onlyEmoji(parsed.tokens) : -1;
    };
    assert.equal(counted(":tada: 🎉 👩‍👩‍👧"), 3);
    assert.equal(counted(":tada: yes"), 0);
    assert.equal(counted("5"), 0);
  });
});

describe("Hostile Markdown", () => {
  const pieces = [
    "[",
    "![",
    "> ",
    "*a ",
    "_a_",
    "`",
    "``a",
    "~~",
    "|a|b\n|-|-|\n",
    "@a ",
    "#aa ",
    ":a:",
    "http://a",
    "www.a.b ",
    "a@b.c ",
    "<",
    "\\",
    "- ",
    "1. ",
    "&amp;",
    "[a](",
    "![a](",
    "**a*",
    "```\n",
    "# a\n",
    "a\n-\n",
    "[a]: b\n",
  ];

  for (const piece of pieces) {
    it(`stays small for 64 KB of ${JSON.stringify(piece)}`, () => {
      const parsed = parse(piece.repeat(Math.ceil(65_536 / piece.length)).slice(0, 65_536));
      if ("plain" in parsed) return assert.equal(parsed.plain.length, 65_536);
      let tokens = 0;
      let depth = 0;
      for (const token of parsed.tokens) {
        tokens += 1 + (token.children?.length ?? 0);
        depth = Math.max(depth, token.level);
      }
      assert.ok(tokens <= MAX_TOKENS, `${tokens} tokens`);
      assert.ok(depth <= 50, `${depth} deep`);
    });
  }

  it("shows what is too long as plain text", () => {
    assert.deepEqual(parse("*".repeat(65_537)), { plain: "*".repeat(65_537) });
  });
});

describe("Links in messages", () => {
  it("allow web, mail and file addresses only", () => {
    assert.equal(safeHref("https://x.io/a b"), "https://x.io/ab");
    assert.equal(safeHref("x.io/a"), "http://x.io/a");
    assert.equal(safeHref("mailto:a@x.io"), "mailto:a@x.io");
    for (const bad of [
      "javascript:alert(1)",
      " java\nscript:alert(1)",
      "data:text/html,x",
      "vbscript:x",
      "file:///etc/passwd",
      "blob:https://x.io/1",
      "#x",
      "http://",
      "\u0001javascript:alert(1)",
    ]) {
      assert.equal(safeHref(bad), null, bad);
    }
    assert.equal(safeHref("//evil.io/x"), "http://evil.io/x");
    assert.equal(safeHref("/\\evil.io/x"), "http://evil.io/x");
    assert.equal(safeImageSource("mailto:a@x.io"), null);
  });

  it("know what belongs to this app", () => {
    assert.equal(isInternal("https://chat.io/team/pl/x", "https://chat.io"), true);
    assert.equal(isInternal("/team/channels/y", "https://chat.io"), true);
    assert.equal(isInternal("https://chat.io/api/v4/files/x", "https://chat.io"), false);
    assert.equal(isInternal("https://chat.io.evil.io/x", "https://chat.io"), false);
  });
});
