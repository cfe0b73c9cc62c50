import assert from "node:assert/strict";
import { beginsWith, holds, literal } from "./like.js";

describe("patterns of LIKE", () => {
  it("take every sign of a text for itself", () => {
    assert.equal(literal("100%_\\a"), "100\\%\\_\\\\a");
    assert.equal(beginsWith("a_b"), "a\\_b%");
    assert.equal(holds("%"), "%\\%%");
    assert.equal(holds("plain"), "%plain%");
  });
});
