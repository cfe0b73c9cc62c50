import assert from "node:assert/strict";
import type { ChannelCategory } from "@mattermost/types/channel_categories";
import { fits, insertBefore, placeChannel, type Shown, stepTarget } from "./arrange.js";

const category = (id: string, ...channel_ids: string[]) => ({ id, channel_ids }) as unknown as ChannelCategory;
const shown: Shown[] = [
  { id: "fav", type: "favorites", channelIds: [] },
  { id: "own", type: "custom", channelIds: ["a", "b", "c"] },
  { id: "channels", type: "channels", channelIds: ["d"] },
  { id: "people", type: "direct_messages", channelIds: ["x", "y"] },
];

describe("the sidebar, arranged by hand", () => {
  it("puts one thing before another, or at the end", () => {
    assert.deepEqual(insertBefore(["a", "b", "c"], "c", "a"), ["c", "a", "b"]);
    assert.deepEqual(insertBefore(["a", "b", "c"], "a", ""), ["b", "c", "a"]);
    assert.deepEqual(insertBefore(["a", "b"], "a", "a"), ["b", "a"]);
    assert.deepEqual(insertBefore(["a"], "z", "gone"), ["a", "z"]);
  });

  it("takes a channel out of one category as it goes into another, and leaves the rest alone", () => {
    const list = [category("1", "a", "b"), category("2", "c"), category("3", "d")];
    const next = placeChannel(list, "b", { categoryId: "2", before: "c" });
    assert.deepEqual(
      next.map((one) => one.channel_ids),
      [["a"], ["b", "c"], ["d"]],
    );
    assert.equal(next[2], list[2]);
  });

  it("keeps conversations out of Channels and channels out of Direct messages", () => {
    assert.equal(fits("channels", true), false);
    assert.equal(fits("direct_messages", false), false);
    assert.equal(fits("favorites", true) && fits("custom", false), true);
  });

  it("steps among neighbours, and over the border to the next category that takes it", () => {
    assert.deepEqual(stepTarget(shown, "b", false, -1), { categoryId: "own", before: "a" });
    assert.deepEqual(stepTarget(shown, "b", false, 1), { categoryId: "own", before: "" });
    assert.deepEqual(stepTarget(shown, "a", false, -1), { categoryId: "fav", before: "" });
    assert.deepEqual(stepTarget(shown, "c", false, 1), { categoryId: "channels", before: "d" });
    assert.deepEqual(stepTarget(shown, "x", true, -1), { categoryId: "own", before: "" });
    assert.equal(stepTarget(shown, "d", false, 1), undefined);
    assert.equal(stepTarget(shown, "gone", false, 1), undefined);
  });
});
