import assert from "node:assert/strict";
import { rank } from "./rank.js";

describe("rank of a name in the quick switcher", () => {
  it("puts the whole name before its start, before a word, before a part, before loose letters", () => {
    const scores = ["release", "release notes", "next release", "prereleases", "r e l e a s e"].map((name) =>
      rank(name, "release"),
    );
    assert.deepEqual(
      [...scores].sort((a, b) => b - a),
      scores,
    );
    assert.equal(new Set(scores).size, scores.length);
  });

  it("does not mind case and accents", () => {
    assert.equal(rank("Café Zürich", "cafe zu"), rank("cafe zurich", "CAFÉ ZU"));
    assert.ok(rank("José", "jose") > 0);
  });

  it("leaves out what does not match", () => {
    assert.equal(rank("town-square", "xyz"), 0);
    assert.equal(rank("ab", "ba"), 0);
  });
});
