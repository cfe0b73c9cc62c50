import assert from "node:assert/strict";
import type { FileInfo } from "@mattermost/types/files";
import { type Draft, markOf } from "../composer/drafts.js";
import { DraftSync, type PushResult } from "./sync.js";

class MemoryStorage {
  readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key = (i: number): string | null => [...this.items.keys()][i] ?? null;
  getItem = (key: string): string | null => this.items.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.items.set(key, value);
  removeItem = (key: string): void => void this.items.delete(key);
}

const file = (id: string) => ({ id }) as FileInfo;
const text = (message: string, updatedAt = 1, files: FileInfo[] = []): Draft => ({ message, files, updatedAt });

/** A browser whose timers run when told, and a server that answers as told. */
class Browser {
  readonly local = new Map<string, Draft>();
  readonly others: string[] = [];
  readonly sent: string[] = [];
  readonly timers = new Set<() => void>();
  answer: () => PushResult | Promise<PushResult> = () => ({ kind: "done", at: 100 });
  writing = false;
  look: () => Promise<void> = async () => {};
  sync: DraftSync;

  constructor(readonly storage = new MemoryStorage()) {
    this.sync = this.open();
  }

  open(): DraftSync {
    return new DraftSync({
      storage: this.storage,
      userId: "anna",
      local: (key) => this.local.get(key),
      adopt: (key, draft) => void (draft ? this.local.set(key, draft) : this.local.delete(key)),
      keepOther: (_key, draft) => this.others.push(draft.message),
      typing: () => this.writing,
      known: (key) => key !== "unknown",
      look: () => this.look(),
      push: async (_key, draft) => {
        this.sent.push(draft?.message ?? "(deleted)");
        return this.answer();
      },
      setTimer: (run) => {
        this.timers.add(run);
        return run;
      },
      clearTimer: (run) => void this.timers.delete(run as () => void),
    });
  }

  write(message: string, at = 10): void {
    if (message) this.local.set("c", text(message, at));
    else this.local.delete("c");
    this.sync.edited("c");
  }

  get here(): string | undefined {
    return this.local.get("c")?.message;
  }
}

describe("drafts on several devices", () => {
  it("send what is written, once, and tell when it is gone", async () => {
    const browser = new Browser();
    browser.write("hello");
    assert.deepEqual(browser.sent, []);
    assert.equal(browser.timers.size, 1);
    await browser.sync.flush();
    await browser.sync.flush();
    browser.write("");
    await browser.sync.flush();
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["hello", "(deleted)"]);
    assert.equal(browser.storage.length, 0);
  });

  it("wait for the network, over a closed tab", async () => {
    const browser = new Browser();
    browser.write("kept");
    await browser.sync.flush();
    browser.answer = () => ({ kind: "later" });
    browser.write("kept, and changed");
    await browser.sync.flush();
    browser.sync.stop();
    browser.answer = () => ({ kind: "done", at: 200 });
    browser.sync = browser.open();
    browser.sync.restore(browser.local.keys());
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["kept", "kept, and changed", "kept, and changed"]);
    browser.write("");
    browser.sync.stop();
    browser.sync = browser.open();
    browser.sync.restore(browser.local.keys());
    await browser.sync.flush();
    assert.equal(browser.sent.at(-1), "(deleted)");
  });

  it("look before they send after a time without a network", async () => {
    const browser = new Browser();
    browser.write("tunnel", 10);
    browser.look = async () => browser.sync.listed(new Map([["c", text("mountain", 50)]]), () => true, 99);
    await browser.sync.flush();
    assert.deepEqual([browser.here, browser.others, browser.sent], ["mountain", ["tunnel"], []]);
    browser.look = async () => assert.fail("looks only when it has been away");
    browser.write("mountain lake", 60);
    await browser.sync.flush();
    browser.answer = () => ({ kind: "later" });
    browser.write("lake", 70);
    await browser.sync.flush();
    browser.look = () => Promise.reject(new Error("still away"));
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["mountain lake", "lake"]);
  });

  it("send nothing to places the server has not told of", async () => {
    const browser = new Browser();
    browser.local.set("unknown", text("left channel"));
    browser.sync.edited("unknown");
    await browser.sync.flush();
    assert.deepEqual(browser.sent, []);
  });

  it("take what was written elsewhere, and its deletion", () => {
    const browser = new Browser();
    browser.sync.received("c", text("from the phone", 50), 50);
    assert.equal(browser.here, "from the phone");
    browser.sync.received("c", undefined, 60);
    assert.equal(browser.here, undefined);
    assert.deepEqual(browser.others, []);
  });

  it("send no echo of what they took", async () => {
    const browser = new Browser();
    browser.sync.received("c", text("from the phone", 50), 50);
    browser.sync.edited("c");
    await browser.sync.flush();
    assert.deepEqual(browser.sent, []);
  });

  it("never replace what is being written", async () => {
    const browser = new Browser();
    browser.write("begun");
    await browser.sync.flush();
    browser.writing = true;
    browser.sync.received("c", text("from the phone", 500), 500);
    assert.equal(browser.here, "begun");
    assert.deepEqual(browser.others, ["from the phone"]);
    browser.sync.received("c", undefined, 600);
    assert.equal(browser.here, "begun");
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["begun", "begun"]);
  });

  it("keep the newer of two changes and the other for taking back", () => {
    const older = new Browser();
    older.write("offline on the train", 10);
    older.sync.received("c", text("at the desk", 50), 50);
    assert.deepEqual([older.here, older.others], ["at the desk", ["offline on the train"]]);
    const newer = new Browser();
    newer.write("offline on the train", 90);
    newer.sync.received("c", text("at the desk", 50), 50);
    assert.deepEqual([newer.here, newer.others], ["offline on the train", ["at the desk"]]);
  });

  it("keep no other version that stands in the one that stays", () => {
    const browser = new Browser();
    browser.write("hello world", 90);
    browser.sync.received("c", text("hello", 50), 50);
    assert.deepEqual([browser.here, browser.others], ["hello world", []]);
    browser.sync.received("c", text("hello", 60, [file("f")]), 60);
    assert.deepEqual(browser.others, ["hello"]);
  });

  it("leave deleted what was sent here, unless it was changed elsewhere since", async () => {
    const browser = new Browser();
    browser.write("sent");
    await browser.sync.flush();
    browser.write("");
    browser.sync.listed(new Map([["c", text("sent", 100)]]), () => true, browser.sync.moment());
    assert.equal(browser.here, undefined);
    browser.sync.listed(new Map([["c", text("more, from the phone", 300)]]), () => true, browser.sync.moment());
    assert.equal(browser.here, "more, from the phone");
  });

  it("stay away though the server shows them once more without the files that were sent", async () => {
    const browser = new Browser();
    browser.local.set("c", text("with a file", 10, [file("f")]));
    browser.sync.edited("c");
    await browser.sync.flush();
    browser.write("");
    browser.sync.received("c", text("with a file", 100), 100);
    assert.equal(browser.here, undefined);
    await browser.sync.flush();
    assert.equal(browser.sent.at(-1), "(deleted)");
  });

  it("know their own though the answer was lost", async () => {
    const browser = new Browser();
    browser.answer = () => ({ kind: "later" });
    browser.write("one");
    await browser.sync.flush();
    browser.write("one two", 5);
    browser.sync.received("c", text("one", 100), 100);
    assert.deepEqual([browser.here, browser.others], ["one two", []]);
  });

  it("are not undone by an answer or event older than what is known", async () => {
    const browser = new Browser();
    const asked = browser.sync.moment();
    browser.write("new");
    await browser.sync.flush();
    browser.sync.listed(new Map([["c", text("old", 50)]]), () => true, asked);
    browser.sync.received("c", text("old", 50), 50);
    assert.equal(browser.here, "new");
    browser.sync.listed(new Map(), () => true, asked);
    assert.equal(browser.here, "new");
  });

  it("go when the server has none any more, where it would have told", async () => {
    const browser = new Browser();
    browser.write("here and there");
    await browser.sync.flush();
    browser.sync.listed(new Map(), () => false, browser.sync.moment());
    assert.equal(browser.here, "here and there");
    browser.sync.listed(new Map(), () => true, browser.sync.moment());
    assert.equal(browser.here, undefined);
    browser.write("never sent");
    browser.sync.listed(new Map(), () => true, browser.sync.moment());
    assert.equal(browser.here, "never sent");
  });

  it("stay here when the server will not have them, until they are changed", async () => {
    const browser = new Browser();
    browser.answer = () => ({ kind: "refused" });
    browser.write("too long");
    await browser.sync.flush();
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["too long"]);
    browser.answer = () => ({ kind: "done", at: 100 });
    browser.write("short");
    await browser.sync.flush();
    assert.deepEqual([browser.here, browser.sent], ["short", ["too long", "short"]]);
  });

  it("send what was written while the last was on its way", async () => {
    const browser = new Browser();
    browser.write("a");
    browser.answer = () => {
      if (browser.here === "a") browser.write("ab");
      return { kind: "done", at: 100 };
    };
    await browser.sync.flush();
    await browser.sync.flush();
    assert.deepEqual(browser.sent, ["a", "ab"]);
  });

  it("are the same if nothing that is sent differs", () => {
    assert.equal(markOf(text("  ")), "");
    assert.equal(markOf(text("a", 1)), markOf({ ...text("a", 2), priority: { priority: "" } }));
    assert.notEqual(markOf(text("a")), markOf(text("a", 1, [file("f")])));
    assert.notEqual(markOf(text("a")), markOf({ ...text("a"), priority: { priority: "urgent" } }));
  });
});
