import assert from "node:assert/strict";
import { nameProblem, PICTURE_BYTES, pictureProblem } from "./custom.js";

describe("a new emoji", () => {
  it("has a name the server takes", () => {
    for (const name of ["", "a", "Party_parrot", "+1+", "x-2", "a".repeat(64)])
      assert.equal(nameProblem(name), "", name);
    for (const name of ["a b", ":a:", "ü", "a/b", "a.b"]) assert.match(nameProblem(name), /Only letters/, name);
    assert.match(nameProblem("a".repeat(65)), /64/);
  });

  it("has a picture the server takes", () => {
    assert.equal(pictureProblem({ type: "image/gif", size: PICTURE_BYTES }), "");
    assert.match(pictureProblem({ type: "image/png", size: PICTURE_BYTES + 1 }), /larger/);
    assert.match(pictureProblem({ type: "image/svg+xml", size: 10 }), /PNG/);
  });
});
