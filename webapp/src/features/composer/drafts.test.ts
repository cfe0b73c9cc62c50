import assert from "node:assert/strict";
import type { FileInfo } from "@mattermost/types/files";
import { after, before, describe, it } from "mocha";
import { formatSize } from "../files/format.js";
import { admit } from "./trays.js";

class MemoryStorage {
  readonly #items = new Map<string, string>();
  get length(): number {
    return this.#items.size;
  }
  key(i: number): string | null {
    return [...this.#items.keys()][i] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

describe("Drafts", () => {
  const world = globalThis as { localStorage?: unknown };
  const original = Object.getOwnPropertyDescriptor(world, "localStorage");
  const storage = new MemoryStorage();
  let drafts: typeof import("./drafts.js");
  let person = "anna";

  before(async () => {
    Object.defineProperty(world, "localStorage", { value: storage, configurable: true });
    drafts = await import("./drafts.js");
    drafts.provideDraftOwner(() => person);
  });
  after(() => {
    if (original) Object.defineProperty(world, "localStorage", original);
    else delete world.localStorage;
  });

  it("are kept for each channel and thread, with their files", () => {
    drafts.keepDraft(drafts.draftKey("c1"), "hello", []);
    drafts.keepDraft(drafts.draftKey("c1", "root"), "a reply", [{ id: "f" } as FileInfo]);
    drafts.flushDrafts();
    assert.equal(storage.length, 2);
    assert.equal(drafts.draftOf("c1")?.message, "hello");
    assert.deepEqual(
      drafts.draftOf("c1:root")?.files.map((file) => file.id),
      ["f"],
    );
    assert.deepEqual([...drafts.draftKeys.value].sort(), ["c1", "c1:root"]);
  });

  it("are forgotten when they are empty", () => {
    drafts.keepDraft("c1", "  ", []);
    drafts.flushDrafts();
    assert.equal(drafts.draftOf("c1"), undefined);
    assert.equal(storage.length, 1);
  });

  it("belong to one person", () => {
    person = "bo";
    assert.equal(drafts.draftOf("c1:root"), undefined);
    person = "anna";
    assert.equal(drafts.draftOf("c1:root")?.message, "a reply");
  });

  it("take back a message that was not sent, after what stands there, with its files", () => {
    const file = (id: string) => ({ id, name: `${id}.txt` }) as FileInfo;
    drafts.takeBack("c2", "", { text: "lost and found", files: [file("f1")] });
    assert.equal(drafts.draftOf("c2")?.message, "lost and found");
    const seen: (string | undefined)[] = [];
    const stop = drafts.onReplaced((key, draft) => seen.push(key, draft?.message));
    drafts.takeBack("c2", "", { text: "again", files: [file("f1"), file("f2")] });
    stop();
    assert.deepEqual(seen, ["c2", "lost and found\nagain"]);
    assert.deepEqual(
      drafts.draftOf("c2")?.files.map(({ id }) => id),
      ["f1", "f2"],
    );
    drafts.takeBack("c3", "", { text: "" });
    assert.equal(drafts.draftOf("c3"), undefined);
  });

  it("survive damaged storage", () => {
    storage.setItem("courtyard.draft.carla.c9", "{broken");
    person = "carla";
    assert.equal(drafts.draftOf("c9"), undefined);
  });
});

describe("Files of a message", () => {
  const file = (name: string, size: number) => new File([new Uint8Array(size)], name);
  const limits = { count: 3, bytes: 1000 };

  it("are admitted up to the limits, with a word on the rest", () => {
    const { files, problem } = admit(
      [file("a", 10), file("big", 2000), file("none", 0), file("b", 5)],
      1,
      limits,
      formatSize,
    );
    assert.deepEqual(
      files.map((one) => one.name),
      ["a", "b"],
    );
    assert.match(problem, /big: larger than 1000 bytes|big: larger than 1\.0 KB/);
    assert.match(problem, /none: empty/);
    assert.match(admit([file("a", 1), file("b", 1)], 2, limits, formatSize).problem, /3 files/);
    assert.equal(admit([file("a", 1)], 0, limits, formatSize).problem, "");
  });
});
