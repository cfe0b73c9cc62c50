import assert from "node:assert/strict";
import { Outbox, type OutboxEntry, type SendResult } from "./outbox.js";

class MemoryStorage {
  readonly map = new Map<string, string>();
  get length() {
    return this.map.size;
  }
  key(i: number) {
    return [...this.map.keys()][i] ?? null;
  }
  getItem(key: string) {
    return this.map.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.map.set(key, value);
  }
  removeItem(key: string) {
    this.map.delete(key);
  }
}

function bench(answers: SendResult[], storage = new MemoryStorage()) {
  const sent: string[] = [];
  const timers: Array<() => void> = [];
  const shown = new Map<string, OutboxEntry | undefined>();
  const outbox = new Outbox({
    storage,
    userId: "anna",
    send: async (entry) => {
      sent.push(entry.message);
      return answers.shift() ?? { kind: "sent" };
    },
    onChange: (id, entry) => shown.set(id, entry),
    setTimer: (run) => timers.push(run),
  });
  const write = (message: string) => {
    const { pendingId, createAt } = outbox.newPendingId(1000);
    outbox.add({
      pendingId,
      createAt,
      channelId: "c",
      rootId: "",
      message,
      fileIds: [],
      props: {},
      state: "queued",
      error: "",
    });
    return pendingId;
  };
  return { outbox, sent, timers, shown, storage, write };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("outbox", () => {
  it("sends in the order of writing and keeps nothing that was confirmed", async () => {
    const b = bench([]);
    b.write("one");
    b.write("two");
    b.write("three");
    await settled();
    assert.deepEqual(b.sent, ["one", "two", "three"]);
    assert.equal(b.storage.map.size, 0);
  });

  it("holds later messages back while the network is away, then sends all in order", async () => {
    const b = bench([{ kind: "later" }]);
    b.write("one");
    b.write("two");
    await settled();
    assert.deepEqual(b.sent, ["one"]);
    assert.equal(b.storage.map.size, 2);
    b.timers.shift()?.();
    await settled();
    assert.deepEqual(b.sent, ["one", "one", "two"]);
    assert.equal(b.storage.map.size, 0);
  });

  it("survives a reload, for the same person only", async () => {
    const storage = new MemoryStorage();
    const first = bench([{ kind: "later" }], storage);
    first.write("kept");
    first.write("kept too");
    await settled();
    storage.setItem("courtyard.outbox.boris.boris:1", storage.getItem([...storage.map.keys()][0] as string) as string);
    const second = bench([], storage);
    second.outbox.restore();
    await settled();
    assert.deepEqual(second.sent, ["kept", "kept too"]);
    assert.deepEqual([...storage.map.keys()], ["courtyard.outbox.boris.boris:1"]);
  });

  it("sets a refused message aside with its reason and goes on with the next", async () => {
    const b = bench([{ kind: "rejected", error: "Too long." }]);
    const bad = b.write("bad");
    b.write("good");
    await settled();
    assert.deepEqual(b.sent, ["bad", "good"]);
    assert.equal(b.shown.get(bad)?.state, "failed");
    assert.equal(b.shown.get(bad)?.error, "Too long.");
    b.outbox.retry(bad);
    await settled();
    assert.deepEqual(b.sent, ["bad", "good", "bad"]);
    assert.equal(b.storage.map.size, 0);
  });

  it("does not send what was cancelled or confirmed by the event stream meanwhile", async () => {
    const b = bench([{ kind: "later" }]);
    const one = b.write("one");
    const two = b.write("two");
    await settled();
    b.outbox.confirmed(one);
    b.outbox.cancel(two);
    b.timers.shift()?.();
    await settled();
    assert.deepEqual(b.sent, ["one"]);
    assert.equal(b.storage.map.size, 0);
    assert.equal(b.shown.get(two), undefined);
  });

  it("gives ids that never repeat and sort by time", () => {
    const b = bench([]);
    const ids = Array.from({ length: 50 }, () => b.outbox.newPendingId(1000).pendingId);
    assert.equal(new Set(ids).size, 50);
    assert.deepEqual([...ids].sort(), ids);
  });

  it("skips a damaged entry", () => {
    const storage = new MemoryStorage();
    storage.setItem("courtyard.outbox.anna.x", "{broken");
    assert.deepEqual(bench([], storage).outbox.restore(), []);
  });
});
