import assert from "node:assert/strict";
import { plainText } from "./plain-text.js";

describe("a message in one line of plain text", () => {
  it("leaves marks out and keeps the words", () => {
    assert.equal(
      plainText("**Frost** is `over`, see [the plan](https://example.org/a)"),
      "Frost is over, see the plan",
    );
    assert.equal(plainText("# Monday\n- [x] order\n- fetch\n> as agreed"), "Monday order fetch as agreed");
    assert.equal(plainText("look\n```ts\nlet a\n```"), "look [code]");
  });

  it("reads a table row by row", () => {
    assert.equal(plainText("| Bed | Who |\n|:---|---|\n| North | @aiko |"), "Bed · Who North · @aiko");
    assert.equal(plainText("a | b - c | d"), "a | b - c | d");
    assert.equal(plainText("1 - 2 - 3"), "1 - 2 - 3");
  });
});
