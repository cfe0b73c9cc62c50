import assert from "node:assert/strict";
import type { ChannelCategory } from "@mattermost/types/channel_categories";
import type { ServerChannel } from "@mattermost/types/channels";
import { neighbour, sortChannels } from "./sort.js";

const channel = (name: string, last = 0, created = 0) =>
  ({ id: name, display_name: name, last_root_post_at: last, last_post_at: last, create_at: created }) as ServerChannel;
const category = (sorting: string, type: ChannelCategory["type"] = "custom") =>
  ({ sorting, type }) as Pick<ChannelCategory, "sorting" | "type">;
const names = (list: ServerChannel[]) => list.map((one) => one.id);
const title = (one: ServerChannel) => one.display_name;

describe("order of a sidebar category", () => {
  const list = [channel("Release 10", 5), channel("release 9", 9), channel("Alpha", 1)];

  it("keeps the order made by hand", () => {
    assert.deepEqual(names(sortChannels(list, category("manual"), title)), ["Release 10", "release 9", "Alpha"]);
  });

  it("sorts names as people do: no case, numbers by value", () => {
    assert.deepEqual(names(sortChannels(list, category("alpha"), title)), ["Alpha", "release 9", "Release 10"]);
  });

  it("puts the newest message first; an empty conversation counts from its making", () => {
    assert.deepEqual(names(sortChannels([...list, channel("New", 0, 7)], category("recent"), title)), [
      "release 9",
      "New",
      "Release 10",
      "Alpha",
    ]);
  });

  it("has a sensible order where none was chosen", () => {
    assert.deepEqual(names(sortChannels(list, category("", "direct_messages"), title)), [
      "release 9",
      "Release 10",
      "Alpha",
    ]);
    assert.deepEqual(names(sortChannels(list, category("", "channels"), title)), ["Alpha", "release 9", "Release 10"]);
    assert.deepEqual(names(sortChannels(list, category("", "favorites"), title)), ["Release 10", "release 9", "Alpha"]);
  });
});

describe("the next channel by keyboard", () => {
  const any = () => true;

  it("goes round at both ends", () => {
    assert.equal(neighbour(["a", "b", "c"], "c", 1, any), "a");
    assert.equal(neighbour(["a", "b", "c"], "a", -1, any), "c");
  });

  it("starts at the edge when the current place is not in the list", () => {
    assert.equal(neighbour(["a", "b"], "", 1, any), "a");
    assert.equal(neighbour(["a", "b"], "", -1, any), "b");
  });

  it("skips what is not wanted and stays when nothing is", () => {
    assert.equal(
      neighbour(["a", "b", "c"], "a", 1, (id) => id === "c"),
      "c",
    );
    assert.equal(
      neighbour(["a", "b", "c"], "a", 1, () => false),
      "",
    );
    assert.equal(neighbour([], "", 1, any), "");
  });
});
