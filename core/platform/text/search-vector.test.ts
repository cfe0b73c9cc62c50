import assert from "node:assert/strict";
import fc from "fast-check";
import { hashtagsOf, queryLexemes, searchVector, termQuery } from "./search-vector.js";
import { fold, tokenise } from "./tokenise.js";

/** Whether a message would be found: what PostgreSQL does with the vector and the query, done by hand. */
function finds(message: string, term: string, prefix = false): boolean {
  const at = new Map<string, number[]>();
  for (const token of tokenise(message)) at.set(token.lexeme, [...(at.get(token.lexeme) ?? []), token.position]);
  const nodes = queryLexemes(term, prefix);
  let ends: Set<number> | undefined;
  for (const node of nodes) {
    const matching = [...at].filter(([lexeme]) =>
      node.prefix ? lexeme.startsWith(node.lexeme) : lexeme === node.lexeme,
    );
    const positions = matching.flatMap(([, places]) => places);
    const reached: number[] = ends ? positions.filter((place) => ends?.has(place - node.distance)) : positions;
    ends = new Set(reached);
  }
  return Boolean(ends?.size);
}

describe("search vector", () => {
  const found: [message: string, terms: string[]][] = [
    ["The router 10.12.0.7:8080 answers", ["10.12.0.7", "10.12.0.7:8080", "10.12", "8080", "the", "router 10"]],
    ["MAC 00:1a:2B:3c:4d:5e", ["00:1A:2b:3c:4d:5e", "1a:2b", "00-1a-2b-3c-4d-5e"]],
    [
      "See https://ci.example.com/job/42?x=1#log",
      ["https://ci.example.com/job/42?x=1#log", "ci.example.com", "example.com", "job/42", "log"],
    ],
    ["mail bob.b@example.com now", ["bob.b@example.com", "@example.com", "bob", "example"]],
    [
      "PLT-3699 and snake_case_name in core/api/posts.ts",
      ["PLT-3699", "3699", "snake_case", "case_name", "posts.ts", "core/api"],
    ],
    ["I am ok", ["i", "am", "OK", "I am ok"]],
    ["call getUserName of DE4711", ["getUserName", "getusername", "user", "4711", "DE4711"]],
    ["Café STRASSE naïve Ærø Łódź Ελλάς", ["cafe", "straße", "Naive", "aero", "lodz", "ΕΛΛΑΣ"]],
    ["ёлка и чай", ["елка", "ЁЛКА", "и"]],
    ["written in C++ not C# (or F#)", ["c++", "C#", "f#", "c"]],
    ["about #road-map and #Größe.", ["#road-map", "road-map", "roadmap".slice(0, 4), "#GRÖSSE", "#grosse"]],
    ["hey @ann.lee, @here", ["@ann.lee", "ann.lee", "ann", "@here", "here"]],
    ["東京都で検索機能をテストします", ["東", "東京", "京都で", "検索", "機能をテ", "スト", "す"]],
    ["서울에서 만나요", ["서울", "울에서", "요", "서울에서 만나"]],
    ["สวัสดีครับ", ["สวัสดี", "ดี", "ครับ"]],
    ["第3版 Node入門 abc検索", ["3版", "Node", "Node入門", "入門 abc", "abc検索", "検"]],
    ["ｶﾞｽ ＡＢＣ", ["ガス", "abc"]],
    ["ship it 👍🏽 ❤️", ["👍", "❤️", "❤"]],
    ["soft\u00adhyphen", ["softhyphen"]],
  ];
  for (const [message, terms] of found) {
    it(`finds ${JSON.stringify(message)} by ${terms.join(" | ")}`, () => {
      for (const term of terms) assert.ok(finds(message, term), term);
    });
  }

  it("does not find what is not there", () => {
    for (const [message, term] of [
      ["10.12.0.71", "10.12.0.7"],
      ["roadmap", "road"],
      ["#roadmap", "#road"],
      ["tag", "#tag"],
      ["bob@example.com", "@example"],
      ["world hello", "hello world"],
      ["東京", "京東"],
      ["東 京", "東京"],
      ["plain C", "c++"],
    ] as const)
      assert.ok(!finds(message, term), `${term} in ${message}`);
  });

  it("finds beginnings only where asked", () => {
    assert.ok(finds("deployment", "deploy", true));
    assert.ok(!finds("deployment", "deploy"));
    assert.ok(finds("re-deployment", "re-dep", true));
    assert.ok(finds("#roadmap", "#road", true));
  });

  it("finds every word, every stretch of words and every piece of Chinese text", () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const han = fc.stringMatching(/^[東京都検索機能日本語]{1,8}$/);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, han), { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        (words, from, size) => {
          const text = words.join(" ");
          const start = from % words.length;
          assert.ok(finds(text, words.slice(start, start + 1 + (size % 4)).join(" ")));
        },
      ),
    );
    fc.assert(
      fc.property(han, fc.nat(), fc.nat(), (text, from, size) => {
        const start = from % text.length;
        assert.ok(finds(`abc${text}def`, text.slice(start, start + 1 + (size % text.length))));
      }),
    );
  });

  it("never fails and quotes every lexeme", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        assert.match(searchVector(text), /^('([^'\\]|''|\\\\)+'(:\d+(,\d+)*)?( |$))*$/);
        const query = termQuery(text, text.length % 2 === 0);
        if (query) assert.match(query.tsquery, /^[( )&]*('([^'\\]|''|\\\\)+'(:\*)?( ?(<->|<\d+>|&) ?|[() ])*)+$/);
      }),
      { numRuns: 1000 },
    );
  });

  it("folds once and for all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        assert.equal(fold(fold(text)), fold(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("marks where tokens stand in the text", () => {
    const text = "Naïve café #Tag";
    assert.deepEqual(
      tokenise(text).map((token) => [token.lexeme, text.slice(token.start, token.end)]),
      [
        ["naive", "Naïve"],
        ["cafe", "café"],
        ["tag", "Tag"],
        ["#tag", "#Tag"],
      ],
    );
  });

  it("stays within the limits of the database", () => {
    const long = `${"x".repeat(5000)} ${"a ".repeat(40_000)} ${"東".repeat(100_000)}`;
    const vector = searchVector(long);
    for (const [, lexeme = ""] of vector.matchAll(/'([^']+)'/g)) assert.ok(Buffer.byteLength(lexeme) < 2047);
    for (const [, positions = ""] of vector.matchAll(/:([\d,]+)/g)) {
      const numbers = positions.split(",").map(Number);
      assert.ok(numbers.length <= 256 && numbers.every((position) => position <= 16_383));
    }
    const distinct = Array.from({ length: 60_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + (index % 20_000), 0x3400 + (index % 6_000)),
    );
    assert.ok(Buffer.byteLength(searchVector(distinct.join(""))) < 2_000_000);
  });

  it("lists hashtags as clients expect them", () => {
    assert.equal(
      hashtagsOf("#a #ab #abc #123 #Über-uns, x#none (#tag) #日本語 #b2b- ##tag #abc"),
      "#abc #Über-uns #tag #日本語 #b2b",
    );
    assert.equal(hashtagsOf("#a #ab", 2), "#ab");
    assert.equal(hashtagsOf("https://example.org/#part of #this"), "#this");
    assert.equal(hashtagsOf("nothing"), "");
    assert.ok(hashtagsOf(Array.from({ length: 900 }, (_, n) => `#tag${n}`).join(" ")).length <= 1000);
  });
});
