import assert from "node:assert/strict";
import { csvLine } from "./csv.js";

/** Beginnings a spreadsheet program takes for a formula, a full-width form among them where its language has them. */
const BEGINNINGS = ["=", "+", "-", "@", "＝", "＋", "－", "＠"];
const UNSEEN = ["", " ", "  ", "\t", "\r", "\n", "\u00a0", "\u200b", "\ufeff", "\u3000", "\0"];
const FORMULAS = ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://evil.example","x")', "SUM(A1:A9)", ""];

describe("lines for spreadsheets", () => {
  it("hold no formula, whatever a cell begins with", () => {
    for (const before of UNSEEN) {
      for (const beginning of BEGINNINGS) {
        for (const formula of FORMULAS) {
          const cell = before + beginning + formula;
          const [first, second] = read(csvLine([cell, "b"]));
          assert.equal(first, `'${cell}`, JSON.stringify(cell));
          assert.equal(second, "b");
        }
      }
    }
    for (const control of ["\t", "\r", "\n"]) assert.equal(read(csvLine([`${control}x`]))[0], `'${control}x`);
  });

  it("let no cell leave its place", () => {
    for (const cell of ['a","=1+1', "a\r\n=1+1", "a\n=1", 'a"', ",=1", ";=1", "a\t=1"])
      assert.deepEqual(read(csvLine([cell, "b"])), [cell, "b"], JSON.stringify(cell));
  });

  it("keep numbers and ordinary words as they are", () => {
    assert.equal(
      csvLine([-5, 1.5, "Ada Lovelace", "a-b", "x=y", "", undefined, null]),
      "-5,1.5,Ada Lovelace,a-b,x=y,,,\r\n",
    );
  });
});

/** The cells of one line, read as programs read them. A semicolon or a tab may part cells too where they are not quoted. */
function read(line: string): string[] {
  assert.ok(line.endsWith("\r\n"));
  const cells = [...line.slice(0, -2).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n;\t]*))/g)];
  assert.equal(cells.map(([whole]) => whole).join(""), line.slice(0, -2), "the whole line is cells");
  return cells.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "");
}
