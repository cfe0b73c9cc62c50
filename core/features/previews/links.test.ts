import assert from "node:assert/strict";
import { inDomains, linksIn, permalinkId } from "./links.js";
import { decode, readPage } from "./page.js";

describe("links in messages", () => {
  const cases: [string, string[]][] = [
    ["no link", []],
    ["see https://example.org.", ["https://example.org"]],
    ["(https://example.org/a_(b))", ["https://example.org/a_(b)"]],
    [
      "[text](https://example.org/a?b=c&d) and <https://example.org/e>!",
      ["https://example.org/a?b=c&d", "https://example.org/e"],
    ],
    ["[https://a.example](https://b.example)", ["https://a.example", "https://b.example"]],
    ["**https://example.org/bold**", ["https://example.org/bold"]],
    ["`https://code.example` ```\nhttps://code.example\n``` https://out.example", ["https://out.example"]],
    ["https://same.example https://same.example", ["https://same.example"]],
    ["ftp://a.example javascript://x http://", []],
    ["https://[::1]:80/x", ["https://[::1]:80/x"]],
    [
      Array.from({ length: 9 }, (_, n) => `https://n${n}.example`).join(" "),
      ["https://n0.example", "https://n1.example", "https://n2.example", "https://n3.example", "https://n4.example"],
    ],
    [`https://long.example/${"x".repeat(3000)}`, []],
  ];
  for (const [message, urls] of cases)
    it(`are found: ${message.slice(0, 60)}`, () => assert.deepEqual(linksIn(message).all, urls));

  it("that are pictures are told apart", () => {
    assert.deepEqual(linksIn("![a](https://example.org/a.png =100x50) https://example.org/b.png"), {
      all: ["https://example.org/a.png", "https://example.org/b.png"],
      images: ["https://example.org/a.png"],
    });
  });
  it("are found quickly in hostile texts", () => {
    for (const text of ["https://", "![", "https://a.b/)", "](https://a", "https://a.b/" + ")".repeat(2000) + " "])
      linksIn(text.repeat(8_000).slice(0, 65_000));
  });
  it("lead to messages of this server, and of no other", () => {
    const id = "a".repeat(26);
    const site = "https://chat.example.org/sub";
    assert.equal(permalinkId(`${site}/garden/pl/${id}`, site), id);
    for (const url of [
      `https://chat.example.org/garden/pl/${id}`,
      `https://evil.example/garden/pl/${id}`,
      `${site}.evil.example/garden/pl/${id}`,
      `${site}/garden/pl/short`,
      `${site}/garden/pl/${id}/x`,
      `${site}/a/b/pl/${id}`,
    ])
      assert.equal(permalinkId(url, site), undefined, url);
    assert.equal(permalinkId(`http://localhost:8065/_redirect/pl/${id}`, ""), id);
  });
  it("belong to domains", () => {
    assert.deepEqual(
      ["example.org", "www.example.org", "notexample.org", "x.test"].map((host) =>
        inDomains(host, "example.org, X.test"),
      ),
      [true, true, false, true],
    );
    assert.equal(inDomains("example.org", ""), false);
  });
});

describe("what pages say of themselves", () => {
  const head = (inner: string) =>
    `<!doctype html><html><head>${inner}</head><body><meta property="og:title" content="body"></body></html>`;

  it("is read from their head", () => {
    const page = readPage(
      head(`<title>Fallback</title><meta property="og:title" content="Roses &amp; thorns"><meta name="description" content="plain"><meta property="og:description" content="How to  prune\n">
        <meta property="og:site_name" content="Garden"><meta property="og:url" content="/canonical"><meta property="og:type" content="article">
        <meta property="og:image" content="/rose.png"><meta property="og:image:width" content="600"><meta property="og:image:height" content="400"><meta property="og:image:secure_url" content="https://cdn.example/rose.png">`),
      "https://example.org/a/b",
    );
    assert.deepEqual(page, {
      type: "article",
      title: "Roses & thorns",
      description: "How to prune",
      site_name: "Garden",
      url: "https://example.org/canonical",
      images: [
        { url: "https://example.org/rose.png", secure_url: "https://cdn.example/rose.png", width: 600, height: 400 },
      ],
    });
  });
  it("falls back to the title, and to what was made for another site", () => {
    assert.equal(readPage(head("<title> A\n title </title>"), "https://example.org/")?.title, "A title");
    const page = readPage(
      head('<meta name="twitter:title" content="T"><meta name="twitter:image" content="https://example.org/t.png">'),
      "https://example.org/",
    );
    assert.deepEqual([page?.title, page?.images], ["T", [{ url: "https://example.org/t.png" }]]);
  });
  it("is nothing where the page says nothing, or only in scripts, comments and its body", () => {
    for (const html of [
      "",
      "plain text",
      head(""),
      head('<script>"<meta property=\\"og:title\\" content=\\"x\\">"</script><!-- <title>x</title> -->'),
      "<body><title>x</title></body>",
    ])
      assert.equal(readPage(html, "https://example.org/"), undefined, html);
  });
  it("carries no programs, no other schemes, no endless texts and no signs that turn the writing", () => {
    const page = readPage(
      head(
        `<meta property="og:title" content="${"x".repeat(5000)}\u202e"><meta property="og:image" content="javascript:alert(1)"><meta property="og:image" content="data:image/png;base64,AA"><meta property="og:url" content="file:///etc/passwd">`,
      ),
      "https://example.org/",
    );
    assert.deepEqual([page?.title, page?.images, page?.url], ["x".repeat(300), [], "https://example.org/"]);
  });
  it("is read in the encoding of the page", () => {
    assert.equal(decode(Buffer.from([0x52, 0xf6, 0x73, 0x65]), "text/html; charset=ISO-8859-1"), "Röse");
    assert.match(
      decode(
        Buffer.concat([Buffer.from("<meta charset='shift_jis'>"), Buffer.from([0x83, 0x6f, 0x83, 0x89])]),
        "text/html",
      ),
      /バラ/,
    );
    assert.equal(decode(Buffer.from("é"), "text/html; charset=nonsense"), "é");
  });
  it("is read quickly from hostile pages", () => {
    for (const text of ["<", "<meta ", "<title>", "<!--", '<meta property="', "&", "<a ".repeat(10)])
      readPage(text.repeat(100_000), "https://example.org/");
  });
});
