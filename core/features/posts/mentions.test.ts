import assert from "node:assert/strict";
import { callsIn, Keywords } from "./mentions.js";

describe("mentions in a message", () => {
  it("finds names, also at the end of a sentence and after a full-width sign", () => {
    assert.deepEqual(callsIn("Hi @Ben, ask @cleo.smith. And ＠dora!").names, [
      "ben",
      "cleo.smith.",
      "cleo.smith",
      "dora",
    ]);
  });
  it("finds calls to everybody and to those present", () => {
    assert.deepEqual(callsIn("@all"), { names: [], everybody: true, here: false });
    assert.deepEqual(callsIn("(@channel), @here."), { names: ["here."], everybody: true, here: true });
  });
  it("finds names that are emphasised, and after a dot", () => {
    assert.deepEqual(callsIn("_@ben_ **@cleo** .@dora -@eva").names, ["ben_", "ben", "cleo", "dora", "eva"]);
  });
  it("sees nothing in code, addresses and words", () => {
    assert.deepEqual(callsIn("https://example.org/@ben/ http://x.example/?to=@cleo a_@dora").names, []);
    assert.deepEqual(callsIn("[the site](https://example.org/@ben): @cleo").names, ["cleo"]);
    assert.deepEqual(callsIn("mail ben@example.org `@ben` ```\n@all\n``` a@b @@x").names, []);
    assert.equal(callsIn("```\n@all\n").everybody, false);
  });
  it("stays quick on hostile text", () => {
    assert.equal(callsIn("@".repeat(100_000)).names.length, 0);
    assert.ok(callsIn("@a.".repeat(30_000)).names.length <= 200);
  });
  it("finds keywords as whole words, several words, and anywhere in scripts without spaces", () => {
    const keywords = new Keywords(["garden", "on call", "庭", "c++"]);
    assert.deepEqual(keywords.in("The Garden is open; gardens are not"), ["garden"]);
    assert.deepEqual(keywords.in("who is On Call? 美しい庭です c++"), ["on call", "庭", "c++"]);
    assert.deepEqual(keywords.in("gardens `garden`"), []);
  });
});
