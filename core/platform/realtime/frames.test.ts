import assert from "node:assert/strict";
import { appendFrame, eventText, FrameWriter, personalFrame, sharedFrame, textFrame, wireRoom } from "./frames.js";
import { EventLog, ReplayBudget } from "./replay.js";

/** Reads frames back, by the letter of RFC 6455. */
function read(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    assert.equal(bytes[at], 0x81);
    const short = bytes[at + 1] as number;
    const [head, length] =
      short < 126
        ? [2, short]
        : short === 126
          ? [4, bytes.readUInt16BE(at + 2)]
          : [10, Number(bytes.readBigUInt64BE(at + 2))];
    assert.ok(short < 126 || length > 125, "the shortest form is used");
    texts.push(bytes.toString("utf8", at + head, at + head + length));
    at += head + length;
  }
  return texts;
}

describe("frames", () => {
  const sizes = [0, 1, 10, 100, 124, 125, 126, 127, 1000, 65_400, 65_535, 65_536, 65_700, 300_000];
  const base = eventText("e", {}).body.length;

  it("hold the event and its number, whatever their length", () => {
    const writer = new FrameWriter();
    for (const size of sizes) {
      // Also around the borders where the header grows, with the number counted in.
      for (const text of [
        "ü".repeat(size / 2),
        "x".repeat(Math.max(0, size - base - 15)),
        "x".repeat(Math.max(0, size - base - 16)),
      ]) {
        const whole = eventText("e", { text });
        const frame = sharedFrame(whole);
        for (const seq of [1, 9, 10, 123_456_789]) {
          const wanted = [`${whole.body}},"seq":${seq}}`];
          assert.deepEqual(read(writer.bytes(frame, seq)), wanted);
          const bytes = Buffer.alloc(wireRoom(frame) + 7);
          const end = appendFrame(bytes, 7, frame, seq);
          assert.deepEqual(read(bytes.subarray(7, end)), wanted);
          assert.equal(JSON.parse(wanted[0] as string).data.text, text);
        }
        assert.deepEqual(read(textFrame(whole.body)), [whole.body]);
      }
    }
  });

  it("share what users have in common", () => {
    const writer = new FrameWriter();
    for (const data of [{}, { a: "ß" }]) {
      const text = eventText("posted", data);
      const shared = sharedFrame(text);
      const own = personalFrame(shared, text.hasData, JSON.stringify({ mine: "ü" }));
      assert.equal(own.shared, shared.shared);
      const parse = (frame: typeof own) => JSON.parse(read(writer.bytes(frame, 3))[0] as string);
      assert.deepEqual([parse(own).data, parse(shared).data, parse(own).seq], [{ ...data, mine: "ü" }, data, 3]);
      assert.equal(personalFrame(shared, text.hasData, "{}"), shared);
    }
  });

  it("stay as they are once they are kept", () => {
    const writer = new FrameWriter();
    const [one, two] = ["one", "two"].map((name) => sharedFrame(eventText(name, {}))) as [never, never];
    const kept = writer.bytes(one, 1);
    writer.keep();
    writer.bytes(two, 2);
    assert.equal(JSON.parse(read(kept)[0] as string).event, "one");
  });
});

describe("the replay log", () => {
  const frame = (bytes: number) => sharedFrame({ body: "x".repeat(bytes), hasData: true });

  it("keeps the latest events within its limits, but everything that waits", () => {
    const log = new EventLog(new ReplayBudget(1 << 20));
    for (let n = 0; n < 100; n++) log.append(frame(10));
    log.trim({ events: 5, bytes: 50 });
    assert.deepEqual([log.pending, log.pendingBytes, log.reaches(1), log.reaches(0)], [100, 1000, true, false]);
    for (let n = 0; n < 98; n++) log.sent();
    log.trim({ events: 50, bytes: 1 << 20 });
    assert.deepEqual([log.reaches(49), log.reaches(48), log.cursor], [true, false, 99]);
    log.trim({ events: 50, bytes: 60 });
    assert.deepEqual([log.reaches(95), log.reaches(94)], [true, false]);
    log.rewind(96);
    assert.deepEqual([log.pending, log.pendingBytes, log.reaches(101), log.reaches(102)], [5, 50, true, false]);
  });

  it("counts an event that many hold once, and gives its bytes back with the last of them", () => {
    const budget = new ReplayBudget(1000);
    const logs = Array.from({ length: 5 }, () => new EventLog(budget));
    const shared = frame(100);
    for (const log of logs) log.append(shared);
    assert.equal(budget.used, 100);
    const own = personalFrame(shared, true, '{"a":1}');
    const [first, ...others] = logs as [EventLog, ...EventLog[]];
    first.append(own);
    assert.equal(budget.used, 106);
    for (const log of others) log.clear();
    first.sent();
    first.trim({ events: 0, bytes: 0 });
    // The shared bytes are still part of the personal frame.
    assert.equal(budget.used, 106);
    first.clear();
    assert.equal(budget.used, 0);
  });
});
