import assert from "node:assert/strict";
import { indexQuery, parseQuery, type SearchQuery } from "./query.js";

const clock = { now: Date.UTC(2026, 10, 18, 12), offset: 0 };
const parse = (text: string, any = false) => parseQuery(text, clock, { any });
const words = (query: SearchQuery) => query.terms.map((term) => (term.excluded ? "-" : "") + term.text);
const day = (year: number, month: number, date: number) => Date.UTC(year, month - 1, date);

describe("search query", () => {
  it("reads words, phrases, beginnings and exclusions, mixed", () => {
    const query = parse('deploy "hot fix" -draft -"not yet" serv* "blue gree*" foo-bar');
    assert.deepEqual(words(query), ["deploy", "hot fix", "-draft", "-not yet", "serv", "blue gree", "foo-bar"]);
    assert.deepEqual(
      query.terms.map((term) => term.prefix),
      [false, false, false, false, true, true, false],
    );
  });

  it("takes unpaired and foreign quotes", () => {
    assert.deepEqual(words(parse('a 5" screen')), ["a", '5"', "screen"]);
    assert.deepEqual(words(parse('"never closed')), ['"never', "closed"]);
    assert.deepEqual(words(parse("“smart quotes” „unten oben“ «guillemets ici»")), [
      "smart quotes",
      "unten oben",
      "guillemets ici",
    ]);
  });

  it("reads people and places, several and excluded", () => {
    const query = parse(
      'from:Ann from:@bob -from:carl from:me in:~town-square in:@dave -channel:random in:"Town Hall" x',
    );
    assert.deepEqual(query.from, { include: ["ann", "bob", "me"], exclude: ["carl"] });
    assert.deepEqual(query.channels, { include: ["town-square", "@dave", "town hall"], exclude: ["random"] });
    assert.deepEqual(words(query), ["x"]);
  });

  it("accepts a space after the colon and any case", () => {
    const query = parse("From: ann IN: town-square before: 2026-2-1 report");
    assert.deepEqual(query.from.include, ["ann"]);
    assert.deepEqual(query.channels.include, ["town-square"]);
    assert.equal(query.end, day(2026, 2, 1));
    assert.deepEqual(words(query), ["report"]);
  });

  it("reads dates in the person's own time", () => {
    assert.equal(parse("before:2026-03-05").end, day(2026, 3, 5));
    assert.equal(parse("after:2026-3-5").start, day(2026, 3, 6));
    assert.equal(parse("-after:2026-3-5").end, day(2026, 3, 6));
    assert.equal(parse("-before:2026-3-5").start, day(2026, 3, 5));
    const tokyo = parseQuery("on:2026-03-05", { now: 0, offset: 9 * 3600 });
    assert.deepEqual(tokyo.periods.include, [
      { start: day(2026, 3, 5) - 9 * 3_600_000, end: day(2026, 3, 6) - 9 * 3_600_000 },
    ]);
    assert.deepEqual(parse("on:2026-03-05 -on:2026-03-06").periods.exclude, [
      { start: day(2026, 3, 6), end: day(2026, 3, 7) },
    ]);
    assert.deepEqual(parse("during:2026-12").periods.include, [{ start: day(2026, 12, 1), end: day(2027, 1, 1) }]);
    assert.deepEqual(parse("during:week").periods.include, [{ start: day(2026, 11, 16), end: day(2026, 11, 23) }]);
    assert.deepEqual(parse("on:yesterday").periods.include, [{ start: day(2026, 11, 17), end: day(2026, 11, 18) }]);
  });

  it("reads flags and file endings", () => {
    const query = parse("has:link -has:file is:thread has:pin ext:.PDF has:nothing");
    assert.deepEqual(query.flags, { include: ["link", "thread", "pin"], exclude: ["file"] });
    assert.deepEqual(query.extensions.include, ["pdf"]);
    assert.deepEqual(words(query), ["has:nothing"]);
    assert.match(indexQuery(query)?.tsquery ?? "", /'has' <-> 'nothing'.* & \('http' \| 'https' \| 'www'\)$/);
  });

  it("takes what it does not understand for words", () => {
    assert.deepEqual(words(parse("on:purpose before:2026-02-30 https://x.example:80/a re: 12:30")), [
      "on:purpose",
      "before:2026-02-30",
      "https://x.example:80/a",
      "re:",
      "12:30",
    ]);
  });

  it("knows when nothing was asked", () => {
    for (const text of ["", "   ", "!!! - *", "from:", '""', "-"]) assert.ok(parse(text).empty, text);
    for (const text of ["a", "from:ann", "has:pin", "-x", "東"]) assert.ok(!parse(text).empty, text);
  });

  it("takes linear time", function () {
    this.timeout(60_000);
    // So long that what takes the square of it takes many minutes, also on a fast machine.
    for (const unit of ['"', "-", '-"', "from:", "in:", "*", "a*", "“", "- ", '" ', "«a", "on:1-"])
      parse(unit.repeat(160_000));
  });
});
