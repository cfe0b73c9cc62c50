import assert from "node:assert/strict";
import { isId, newId, newSecret } from "./ids.js";

describe("identifiers", () => {
  it("have the form clients expect, and never come twice", () => {
    const ids = Array.from({ length: 5_000 }, () => newId(1_700_000_000_000));
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every(isId));
    assert.equal(new Set(ids.map((id) => id.slice(0, 10))).size, 1);
    // Each of the 32 signs comes at every place of the random part: no bit of it is fixed.
    for (let at = 10; at < 26; at++) assert.equal(new Set(ids.map((id) => id[at])).size, 32, `place ${at}`);
  });

  it("sort by the time they were made", () => {
    const times = [1, 1_000, 1_700_000_000_000, 1_700_000_000_001, 32 ** 10 - 1];
    const ids = times.map((time) => newId(time));
    assert.deepEqual([...ids].sort(), ids);
  });

  it("are never secrets: those have no part that can be foreseen", () => {
    const secrets = Array.from({ length: 1_000 }, newSecret);
    assert.ok(secrets.every(isId));
    for (let at = 0; at < 26; at++) assert.equal(new Set(secrets.map((secret) => secret[at])).size, 32, `place ${at}`);
  });
});
