import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Edit, inCodeFence, insertLink, newLine, toggleCode, toggleLines, toggleMark } from "./format-text.js";
import { complete, findTrigger, mentionsEveryone } from "./trigger.js";

/** "a [b] c": the selection stands in brackets; "|" is a cursor. */
function read(text: string): Edit {
  const cursor = text.indexOf("|");
  if (cursor >= 0) return { value: text.replace("|", ""), start: cursor, end: cursor };
  const start = text.indexOf("«");
  return { value: text.replace(/[«»]/g, ""), start, end: text.indexOf("»") - 1 };
}
function show({ value, start, end }: Edit): string {
  return start === end
    ? `${value.slice(0, start)}|${value.slice(start)}`
    : `${value.slice(0, start)}«${value.slice(start, end)}»${value.slice(end)}`;
}

describe("Formatting in the composer", () => {
  const bold = (text: string) => show(toggleMark(read(text), "**"));
  const italic = (text: string) => show(toggleMark(read(text), "*"));

  it("puts marks around and takes them away", () => {
    assert.equal(bold("a «b» c"), "a **«b»** c");
    assert.equal(bold("a **«b»** c"), "a «b» c");
    assert.equal(bold("a «**b**» c"), "a «b» c");
    assert.equal(bold("a |"), "a **|**");
    assert.equal(bold("a« b »c"), "a **«b»** c");
    assert.equal(italic("**«b»**"), "***«b»***");
    assert.equal(italic("*«b»*"), "«b»");
  });

  it("turns lines into quotes, lists and headings and back", () => {
    const lines = (text: string, style: Parameters<typeof toggleLines>[1]) => show(toggleLines(read(text), style));
    assert.equal(lines("«a\nb»", "list"), "«- a\n- b»");
    assert.equal(lines("«- a\n- b»", "list"), "«a\nb»");
    assert.equal(lines("«- a\n- b»", "numbers"), "«1. a\n2. b»");
    assert.equal(lines("x\na|", "quote"), "x\n> a|");
    assert.equal(lines("a|", "heading"), "### a|");
  });

  it("makes links of text and of addresses", () => {
    assert.equal(show(insertLink(read("see «docs»"))), "see [docs](«https://»)");
    assert.equal(show(insertLink(read("«https://x.io»"))), "[|](https://x.io)");
  });

  it("makes code of words and of lines", () => {
    assert.equal(show(toggleCode(read("a «b»"))), "a `«b»`");
    assert.equal(show(toggleCode(read("a «b\nc» d"))), "a \n```\n«b\nc»\n```\n d");
  });

  it("goes on with lists", () => {
    assert.equal(show(newLine(read("- a|"))), "- a\n- |");
    assert.equal(show(newLine(read("9. a|"))), "9. a\n10. |");
    assert.equal(show(newLine(read("- [x] a|"))), "- [x] a\n- [ ] |");
    assert.equal(show(newLine(read("- a\n- |"))), "- a\n|");
    assert.equal(show(newLine(read("> a|"))), "> a\n> |");
    assert.equal(show(newLine(read("a|b"))), "a\n|b");
  });

  it("knows when it is inside a code fence", () => {
    assert.equal(inCodeFence("```\na", 5), true);
    assert.equal(inCodeFence("```\na\n```\nb", 11), false);
  });
});

describe("Completion in the composer", () => {
  const at = (text: string) => {
    const { value, start } = read(text);
    const found = findTrigger(value, start);
    return found && `${found.kind}:${found.query}@${found.start}`;
  };

  it("starts at the signs", () => {
    assert.equal(at("hi @an|"), "user:an@3");
    assert.equal(at("@|"), "user:@0");
    assert.equal(at("(＠Bö|"), "user:Bö@1");
    assert.equal(at("see ~dev-t|"), "channel:dev-t@4");
    assert.equal(at(":ta|"), "emoji:ta@0");
    assert.equal(at(":+1::ta|"), "emoji:ta@4");
    assert.equal(at("/inv|"), "command:inv@0");
    assert.equal(at("@an| and more"), "user:an@0");
  });

  it("does not start inside words, addresses, times and code", () => {
    for (const text of [
      "me@ex|",
      "a~b|",
      "10:30|",
      "http://x|",
      "`@an|",
      "```\n@an|",
      ":t|",
      "a /inv|",
      "// x|",
      "https://x.io/@an|",
    ])
      assert.equal(at(text), null, text);
  });

  it("puts the completion in, with one space", () => {
    const trigger = findTrigger("hi @an you", 6);
    assert.ok(trigger);
    assert.deepEqual(complete("hi @an you", trigger, "@anna"), { value: "hi @anna you", start: 9, end: 9 });
    const last = findTrigger("@an", 3);
    assert.ok(last);
    assert.equal(complete("@an", last, "@anna").value, "@anna ");
  });

  it("sees mentions of everyone, not in code or words", () => {
    assert.deepEqual(["@all", "hey @channel!", "＠all", "(@All)"].map(mentionsEveryone), [true, true, true, true]);
    assert.deepEqual(["`@all`", "```\n@all\n```", "@allan", "me@all.io", "@here"].map(mentionsEveryone), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
