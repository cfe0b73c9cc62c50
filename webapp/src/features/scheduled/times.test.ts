import assert from "node:assert/strict";
import { fromField, reminderTimes, sendingTimes, toField } from "./times.js";

/** 2026-08-03 is a Monday. */
const on = (day: number, hour = 15) => new Date(2026, 7, day, hour, 20).getTime();
const shown = (list: { label: string; at: number }[]) => list.map((one) => `${one.label}: ${toField(one.at)}`);

describe("Times that are offered", () => {
  it("for sending are mornings of working days", () => {
    assert.deepEqual(shown(sendingTimes(on(3))), [
      "Tomorrow morning: 2026-08-04T09:00",
      "On Monday morning: 2026-08-10T09:00",
    ]);
    assert.deepEqual(shown(sendingTimes(on(7))), ["On Monday morning: 2026-08-10T09:00"]);
    assert.deepEqual(shown(sendingTimes(on(8))), ["On Monday morning: 2026-08-10T09:00"]);
    assert.deepEqual(shown(sendingTimes(on(9))), ["Tomorrow morning: 2026-08-10T09:00"]);
  });
  it("for reminders are all ahead, each once", () => {
    for (let day = 3; day < 10; day++) {
      for (const hour of [0, 8, 23]) {
        const list = reminderTimes(on(day, hour));
        assert.ok(list.every((one) => one.at > on(day, hour)));
        assert.equal(new Set(list.map((one) => one.at)).size, list.length);
      }
    }
  });
  it("stand in a field as local time", () => {
    assert.equal(toField(on(3)), "2026-08-03T15:20");
    assert.equal(fromField(toField(on(3))), on(3));
    assert.ok(Number.isNaN(fromField("")));
  });
});
