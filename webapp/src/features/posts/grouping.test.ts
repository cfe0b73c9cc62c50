import assert from "node:assert/strict";
import type { Post } from "@mattermost/types/posts";
import { describe, it } from "mocha";
import { ago, continues, dayLabel, groupReactions, nameList, shownAuthor } from "./grouping.js";

const noon = new Date(2026, 4, 10, 12).getTime();
const post = (change: Partial<Post> = {}) =>
  ({ id: "p", user_id: "u", create_at: noon, delete_at: 0, type: "", props: {}, metadata: {}, ...change }) as Post;

describe("Messages that stand together", () => {
  it("are of one author, close in time, on one day", () => {
    assert.equal(continues(post({ create_at: noon + 60_000 }), post()), true);
    assert.equal(continues(post(), undefined), false);
    assert.equal(continues(post({ user_id: "v" }), post()), false);
    assert.equal(continues(post({ create_at: noon + 6 * 60_000 }), post()), false);
    const midnight = new Date(2026, 4, 11).getTime();
    assert.equal(continues(post({ create_at: midnight + 1000 }), post({ create_at: midnight - 1000 })), false);
  });

  it("are not system messages, follow no deleted one and have one name", () => {
    assert.equal(continues(post({ type: "system_join_channel" }), post()), false);
    assert.equal(continues(post(), post({ delete_at: 5 })), false);
    assert.equal(
      continues(
        post({ props: { from_webhook: "true", override_username: "A" } }),
        post({ props: { from_webhook: "true", override_username: "B" } }),
      ),
      false,
    );
  });
});

describe("Names and times", () => {
  it("of days are near ones by name", () => {
    assert.equal(dayLabel(noon, noon + 3_600_000), "Today");
    assert.equal(dayLabel(noon - 86_400_000, noon), "Yesterday");
    assert.equal(dayLabel(new Date(2026, 0, 5).getTime(), noon, "en-GB"), "Monday 5 January");
    assert.match(dayLabel(new Date(2024, 0, 5).getTime(), noon, "en-GB"), /2024/);
    assert.equal(ago(noon - 30_000, noon), "just now");
    assert.equal(ago(noon - 3 * 3_600_000, noon), "3 h ago");
  });

  it("of webhooks count only where the server allows them", () => {
    const hook = post({ props: { from_webhook: "true", override_username: "Build", override_icon_url: 5 } });
    assert.deepEqual(shownAuthor(hook, { name: true, icon: true }), { name: "Build", icon: "" });
    assert.deepEqual(shownAuthor(hook, { name: false, icon: false }), { name: "", icon: "" });
    assert.deepEqual(shownAuthor(post({ props: { override_username: "Fake" } }), { name: true, icon: true }), {
      name: "",
      icon: "",
    });
  });

  it("of reactions are grouped by emoji in order of first use", () => {
    const reaction = (user_id: string, emoji_name: string, create_at: number) => ({
      user_id,
      emoji_name,
      create_at,
      post_id: "p",
    });
    const groups = groupReactions([reaction("b", "tada", 3), reaction("a", "+1", 1), reaction("c", "+1", 2)], "c");
    assert.deepEqual(groups, [
      { name: "+1", userIds: ["a", "c"], mine: true },
      { name: "tada", userIds: ["b"], mine: false },
    ]);
    assert.deepEqual(groupReactions(undefined, "c"), []);
    assert.equal(nameList(["A"]), "A");
    assert.equal(nameList(["A", "B", "C"]), "A, B and C");
    assert.equal(nameList(["A", "B", "C", "D"], 2), "A, B and 2 others");
  });
});
