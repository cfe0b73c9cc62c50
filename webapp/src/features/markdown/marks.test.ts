import assert from "node:assert/strict";
import type { VNode } from "preact";
import { marked, markPattern } from "./marks.js";

const flat = (text: string, words: string[]) =>
  [marked(text, markPattern(words))]
    .flat()
    .map((part) => (typeof part === "string" ? part : `[${String((part as VNode<any>).props.children)}]`))
    .join("");

describe("marks in a text", () => {
  it("are set around whole words, however they are written", () => {
    assert.equal(flat("Rye, rye and ryegrass", ["rye"]), "[Rye], [rye] and ryegrass");
    assert.equal(flat("caf\u00e9s and caf\u00e9", ["caf\u00e9"]), "caf\u00e9s and [caf\u00e9]");
  });
  it("prefer the longest, also over line ends", () => {
    assert.equal(flat("plum galette, plum", ["plum", "plum galette"]), "[plum galette], [plum]");
    assert.equal(flat("plum\ngalette", ["plum galette"]), "[plum\ngalette]");
  });
  it("stand anywhere in writing without spaces", () => {
    assert.equal(flat("\u6771\u4eac\u90fd\u5e81", ["\u90fd"]), "\u6771\u4eac[\u90fd]\u5e81");
  });
  it("take every character as it is", () => {
    assert.equal(flat("a.c abc c++ (x)", ["a.c", "c++", "(x)"]), "[a.c] abc [c++] [(x)]");
    assert.equal(flat("untouched", []), "untouched");
    assert.equal(flat("untouched", ["", " "]), "untouched");
  });
});
