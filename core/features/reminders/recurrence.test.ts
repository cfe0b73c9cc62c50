import assert from "node:assert/strict";
import type { Recurrence } from "../../api/reminders.js";
import { nextAfter } from "./recurrence.js";

describe("repeated reminders", () => {
  const next = (first: string, recurrence: Recurrence, zone: string, now: string) => {
    const time = nextAfter(Date.parse(first), recurrence, zone, Date.parse(now));
    return time && new Date(time).toISOString();
  };

  it("ring once without a repetition", () => {
    assert.equal(next("2026-01-01T09:00:00Z", "", "UTC", "2026-01-02T00:00:00Z"), undefined);
  });
  it("keep the time of day through the change to summer time and back", () => {
    assert.equal(
      next("2026-03-27T08:00:00Z", "daily", "Europe/Berlin", "2026-03-28T08:00:00Z"),
      "2026-03-29T07:00:00.000Z",
    );
    assert.equal(
      next("2026-10-24T07:00:00Z", "daily", "Europe/Berlin", "2026-10-24T07:00:00Z"),
      "2026-10-25T08:00:00.000Z",
    );
    assert.equal(
      next("2026-03-01T14:00:00Z", "weekly", "America/New_York", "2026-03-02T00:00:00Z"),
      "2026-03-08T13:00:00.000Z",
    );
  });
  it("leave out the weekend of the person's own calendar", () => {
    // Friday 23:30 in Tokyo is still Friday in London.
    assert.equal(
      next("2026-01-02T14:30:00Z", "weekdays", "Asia/Tokyo", "2026-01-02T14:30:00Z"),
      "2026-01-05T14:30:00.000Z",
    );
    assert.equal(
      next("2026-01-01T23:30:00Z", "weekdays", "Asia/Tokyo", "2026-01-01T23:30:00Z"),
      "2026-01-04T23:30:00.000Z",
    );
  });
  it("come on the last day of short months, without drifting", () => {
    assert.equal(next("2026-01-31T10:00:00Z", "monthly", "UTC", "2026-01-31T10:00:00Z"), "2026-02-28T10:00:00.000Z");
    assert.equal(next("2026-01-31T10:00:00Z", "monthly", "UTC", "2026-02-28T10:00:00Z"), "2026-03-31T10:00:00.000Z");
  });
  it("skip what was missed", () => {
    assert.equal(next("2020-05-05T12:00:00Z", "daily", "UTC", "2026-05-05T13:00:00Z"), "2026-05-06T12:00:00.000Z");
    assert.equal(
      next("2020-05-05T12:00:00Z", "weekly", "no such zone", "2026-05-05T12:00:00Z"),
      "2026-05-12T12:00:00.000Z",
    );
    assert.equal(next("2000-01-31T12:00:00Z", "monthly", "UTC", "2026-02-28T12:00:00Z"), "2026-03-31T12:00:00.000Z");
  });
  it("ring after a time of day that does not exist on one day", () => {
    assert.equal(
      next("2026-03-28T01:30:00Z", "daily", "Europe/Berlin", "2026-03-28T02:00:00Z"),
      "2026-03-29T01:30:00.000Z",
    );
    assert.equal(
      next("2026-03-28T01:30:00Z", "daily", "Europe/Berlin", "2026-03-29T03:00:00Z"),
      "2026-03-30T00:30:00.000Z",
    );
  });
});
