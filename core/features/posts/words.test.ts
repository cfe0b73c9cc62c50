import assert from "node:assert/strict";
import { Events } from "../../platform/events.js";
import type { Platform } from "../../platform/platform.js";
import { TextReader } from "./words.js";

describe("texts of messages", () => {
  it("are read again after the keywords could not be loaded once", async () => {
    let works = false;
    const db = {
      rows: async () => {
        if (!works) throw new Error("the database is away");
        return [{ keyword: "beds" }];
      },
    };
    const platform = { db, events: new Events(), hub: { onlineIn: () => [] } } as unknown as Platform;
    const texts = new TextReader(platform, { minHashtag: () => 3, withGroups: async (names) => names });
    await assert.rejects(
      texts.read("the beds", "channel", () => true),
      /away/,
    );
    works = true;
    assert.deepEqual((await texts.read("the beds", "channel", () => true)).words, ["beds"]);
  });
});
