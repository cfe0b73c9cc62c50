import assert from "node:assert/strict";
import { expiry } from "./expiry.js";

describe("end of a custom status", () => {
  const wednesday = new Date(2026, 6, 15, 14, 30);

  it("adds minutes and hours", () => {
    assert.equal(expiry("thirty_minutes", wednesday), new Date(2026, 6, 15, 15, 0).toISOString());
    assert.equal(expiry("four_hours", wednesday), new Date(2026, 6, 15, 18, 30).toISOString());
  });

  it("ends today at midnight and the week on Sunday, also when today is Sunday", () => {
    assert.equal(expiry("today", wednesday), new Date(2026, 6, 15, 23, 59, 59).toISOString());
    assert.equal(expiry("this_week", wednesday), new Date(2026, 6, 19, 23, 59, 59).toISOString());
    assert.equal(expiry("this_week", new Date(2026, 6, 19, 9)), new Date(2026, 6, 19, 23, 59, 59).toISOString());
  });

  it("never ends otherwise", () => {
    assert.equal(expiry("", wednesday), "");
  });
});
