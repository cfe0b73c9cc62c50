import assert from "node:assert/strict";
import type { Post } from "@mattermost/types/posts";
import { foldComings, tellComings } from "./folding.js";

const NOON = new Date(2026, 4, 5, 12).getTime();
let made = 0;
const line = (type: string, props: Record<string, unknown>, more: Partial<Post> = {}): Post => {
  made += 1;
  return {
    id: `p${made}`,
    type: type && `system_${type}`,
    props,
    create_at: NOON + made,
    delete_at: 0,
    reply_count: 0,
    ...more,
  } as unknown as Post;
};
const joined = (username: string, more?: Partial<Post>) => line("join_channel", { username }, more);
const added = (addedUsername: string, username: string) => line("add_to_channel", { username, addedUsername });
const written = () => line("", {});

function fold(posts: Post[], ...apart: Post[]) {
  const { keys, folded } = foldComings(
    posts.map(({ id }) => id),
    (id) => posts.find((post) => post.id === id),
    apart.map(({ id }) => id),
  );
  return keys.map((key) => folded.get(key)?.length ?? 1);
}

describe("comings and goings", () => {
  it("that follow each other are one row, between messages", () => {
    assert.deepEqual(
      fold([written(), joined("a"), joined("b"), added("c", "d"), written(), joined("e")]),
      [1, 3, 1, 1],
    );
    assert.deepEqual(fold([joined("a"), line("header_change", { username: "a" }), joined("b")]), [1, 1, 1]);
    assert.deepEqual(fold([]), []);
  });

  it("begin a row of their own where the new messages begin, and each day", () => {
    const posts = [joined("a"), joined("b"), joined("c"), joined("d", { create_at: NOON + 86_400_000 })];
    assert.deepEqual(fold(posts), [3, 1]);
    assert.deepEqual(fold(posts, posts[1] as Post), [1, 2, 1]);
  });

  it("stay by themselves once somebody has done something with them", () => {
    const reacted = joined("b", { metadata: { reactions: [{}] } } as unknown as Partial<Post>);
    assert.deepEqual(fold([joined("a"), reacted, joined("c")]), [1, 1, 1]);
    assert.deepEqual(fold([joined("a"), joined("b", { reply_count: 1 })]), [1, 1]);
    assert.deepEqual(fold([joined("a"), joined("b", { is_pinned: true })]), [1, 1]);
    assert.deepEqual(fold([joined("a"), line("join_channel", {})]), [1, 1], "nobody is named");
  });

  it("are told in sentences, each name once", () => {
    assert.equal(tellComings([joined("a"), joined("b"), joined("a")]), "@a and @b joined the channel.");
    assert.equal(
      tellComings([added("b", "a"), joined("e"), added("c", "a"), added("d", "e")]),
      "@b and @c were added to the channel by @a. @e joined the channel. @d was added to the channel by @e.",
    );
    assert.equal(
      tellComings([line("leave_team", { username: "a" }), line("remove_from_channel", { removedUsername: "b" })]),
      "@a left the team. @b was removed from the channel.",
    );
    assert.equal(
      tellComings(["a", "b", "c", "d", "e", "f", "g"].map((name) => joined(name))),
      "@a, @b, @c, @d, @e and 2 others joined the channel.",
    );
  });
});
