import assert from "node:assert/strict";
import type { License } from "./license-key.js";
import { endOf, inForce, stateAt } from "./license-state.js";

const DAY = 86_400_000;
const START = 1_764_460_800_000;
const END = START + 365 * DAY;
const license = { starts_at: START, expires_at: END, trial: false } as License;
const trial = { starts_at: START, expires_at: START + 30 * DAY, trial: true } as License;

describe("the state of a licence", () => {
  it("follows its dates to the millisecond", () => {
    assert.equal(stateAt(undefined, START), "none");
    assert.equal(stateAt(license, START - 1), "none");
    assert.equal(stateAt(license, START), "valid");
    assert.equal(stateAt(license, END - 60 * DAY - 1), "valid");
    assert.equal(stateAt(license, END - 60 * DAY), "expiring");
    assert.equal(stateAt(license, END - 1), "expiring");
    assert.equal(stateAt(license, END), "grace");
    assert.equal(stateAt(license, END + 10 * DAY - 1), "grace");
    assert.equal(stateAt(license, END + 10 * DAY), "expired");
    assert.equal(endOf(license), END + 10 * DAY);
  });

  it("has no days of grace for trials", () => {
    assert.equal(stateAt(trial, START + 20 * DAY - 1), "valid");
    assert.equal(stateAt(trial, START + 20 * DAY), "expiring");
    assert.equal(stateAt(trial, START + 30 * DAY), "expired");
  });

  it("allows capabilities until the end of the grace", () => {
    assert.deepEqual((["none", "valid", "expiring", "grace", "expired"] as const).map(inForce), [
      false,
      true,
      true,
      true,
      false,
    ]);
  });
});
