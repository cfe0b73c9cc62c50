import assert from "node:assert/strict";
import fc from "fast-check";
import pg from "pg";
import { indexQuery, parseQuery } from "../../core/features/search/query.js";
import { searchVector } from "../../core/platform/text/search-vector.js";
import { testPostgres } from "../support/postgres.js";

const parse = (text: string, any = false) => parseQuery(text, { now: Date.UTC(2026, 10, 18), offset: 0 }, { any });

describe("search query in PostgreSQL", () => {
  let client: pg.Client;
  before(async () => {
    client = new pg.Client((await testPostgres()) as never);
    await client.connect();
  });
  after(() => client.end());

  const matches = async (message: string, text: string, any = false) => {
    const tsquery = indexQuery(parse(text, any))?.tsquery ?? "";
    return (await client.query("SELECT $1::tsvector @@ $2::tsquery AS found", [searchVector(message), tsquery])).rows[0]
      .found;
  };

  it("accepts every query and every message", async () => {
    const piece = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom(
        '"',
        "-",
        "*",
        "'",
        "\\",
        "&",
        "|",
        "!",
        "(",
        ")",
        ":",
        "<->",
        " ",
        "from:",
        "a",
        "東京",
        "#t",
        "@u",
        "\0",
      ),
    );
    const anything = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(anything, anything, fc.boolean(), async (message, text, any) => {
        assert.equal(typeof (await matches(message, text, any)), "boolean");
      }),
      { numRuns: 1000 },
    );
  });

  it("accepts the longest messages and queries", async () => {
    const han = Array.from({ length: 100_000 }, (_, index) =>
      String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000)),
    ).join("");
    const noise = Array.from({ length: 30_000 }, (_, index) => index.toString(36)).join(" ");
    for (const text of [han, noise, "x".repeat(300_000), "a ".repeat(100_000), '"a b" '.repeat(2000), `"${noise}"`])
      assert.equal(typeof (await matches(text, text)), "boolean");
  });

  it("finds what it should and nothing else", async () => {
    const message =
      "Server 10.2.3.4 of PLT-3699 is down: call @ann, see https://wiki.example.com/down #out-age 東京タワーへ";
    for (const text of [
      "server down",
      '"is down" "call ann" 3699',
      "10.2.3.4 -10.2.3.5",
      "serv* -blue",
      "#out-age @ann wiki.example.com",
      "京タ タワーへ",
      '-"down is"',
      "has:link",
      '"of PLT-36*"',
    ])
      assert.ok(await matches(message, text), text);
    for (const text of ["server up", '"down is"', "server -down", '-"is down"', "serve", "#out", "タ京", "10.2.3.41"])
      assert.ok(!(await matches(message, text)), text);
    assert.ok(await matches(message, "up down", true));
    assert.ok(!(await matches(message, "up -down server", true)));
    assert.ok(!(await matches(message, "up sideways", true)));
  });
});
