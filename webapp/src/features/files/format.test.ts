import assert from "node:assert/strict";
import { formatSize } from "./format.js";

describe("the size of a file", () => {
  it("is said as people say it", () => {
    assert.deepEqual([0, 1, 2, 1023, 1536, 10 * 1024 ** 2].map(formatSize), [
      "0 bytes",
      "1 byte",
      "2 bytes",
      "1.0 KB",
      "1.5 KB",
      "10 MB",
    ]);
  });
});
