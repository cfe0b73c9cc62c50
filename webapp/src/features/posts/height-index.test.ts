import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { HeightIndex } from "./height-index.js";

const names = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `k${i + from}`);

describe("HeightIndex", () => {
  it("agrees with plain sums whatever is measured, appended or put in front", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.tuple(fc.constant("measure"), fc.nat(200), fc.integer({ min: 1, max: 500 })),
            fc.tuple(fc.constant("append"), fc.integer({ min: 1, max: 90 }), fc.constant(0)),
            fc.tuple(fc.constant("prepend"), fc.integer({ min: 1, max: 30 }), fc.constant(0)),
            fc.tuple(fc.constant("drop"), fc.nat(10), fc.constant(0)),
          ),
          { maxLength: 40 },
        ),
        (steps) => {
          const index = new HeightIndex(50);
          let keys = names(20);
          let low = 0;
          let high = 20;
          index.setKeys(keys);
          for (const [what, a, b] of steps) {
            if (what === "measure") index.measure(keys[a % keys.length] ?? "", b);
            if (what === "append") keys = [...keys, ...names(a, high)];
            if (what === "append") high += a;
            if (what === "prepend") low += a;
            if (what === "prepend") keys = [...names(a, -low), ...keys];
            if (what === "drop" && keys.length > 12) keys = keys.filter((_, i) => i !== a);
            index.setKeys(keys);
          }
          assert.equal(index.length, keys.length);
          let sum = 0;
          for (let i = 0; i < keys.length; i++) {
            assert.equal(index.positionOf(keys[i] ?? ""), i);
            assert.equal(index.offset(i), sum);
            const height = index.offset(i + 1) - sum;
            assert.ok(height > 0);
            assert.equal(index.at(sum), i);
            assert.equal(index.at(sum + height - 0.5), i);
            sum += height;
          }
          assert.equal(index.total, sum);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps measured heights when older rows come in front", () => {
    const index = new HeightIndex(10);
    index.setKeys(["a", "b"]);
    index.measure("a", 100);
    index.setKeys(["x", "a", "b"]);
    assert.equal(index.offset(2) - index.offset(1), 100);
  });

  it("draws few rows of a hundred thousand", () => {
    const index = new HeightIndex(60);
    index.setKeys(names(100_000));
    const [from, to] = index.range(3_000_000, 900, 600);
    assert.ok(from > 49_000 && to - from < 50, `${from}-${to}`);
  });

  it("answers the ends for places outside", () => {
    const index = new HeightIndex(10);
    assert.deepEqual(index.range(0, 100, 50), [0, 0]);
    index.setKeys(["a", "b", "c"]);
    assert.equal(index.at(-5), 0);
    assert.equal(index.at(1e9), 2);
    assert.deepEqual(index.range(0, 1000, 50), [0, 3]);
  });
});
