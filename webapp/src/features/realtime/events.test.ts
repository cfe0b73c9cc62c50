import assert from "node:assert/strict";
import type { ChannelMembership, ServerChannel } from "@mattermost/types/channels";
import type { Post } from "@mattermost/types/posts";
import type { UserProfile } from "@mattermost/types/users";
import { channelsById, currentChannelId, membershipsById, unreadOf } from "../channels/store.js";
import { patchWindow } from "../posts/state.js";
import { channelWindow, clearPosts, post as postById, threadWindow } from "../posts/store.js";
import { typingUsers } from "../status/store.js";
import { myId, usersById } from "../users/store.js";
import { receiveEvent } from "./events.js";

const me = "anna".padEnd(26, "a");
const boris = "boris".padEnd(26, "b");

function channel(id: string, change: Partial<ServerChannel> = {}): void {
  channelsById.set(id, {
    id,
    type: "O",
    team_id: "team",
    name: id,
    display_name: id,
    delete_at: 0,
    total_msg_count: 5,
    total_msg_count_root: 5,
    last_post_at: 100,
    last_root_post_at: 100,
    ...change,
  } as ServerChannel);
  membershipsById.set(id, {
    channel_id: id,
    user_id: me,
    msg_count: 5,
    msg_count_root: 5,
    mention_count: 0,
    mention_count_root: 0,
    last_viewed_at: 100,
    notify_props: {},
  } as unknown as ChannelMembership);
}

const post = (id: string, change: Partial<Post> = {}) =>
  ({
    id,
    channel_id: "c",
    user_id: boris,
    root_id: "",
    message: id,
    create_at: 200,
    update_at: 200,
    delete_at: 0,
    type: "",
    reply_count: 0,
    pending_post_id: "",
    props: {},
    metadata: {},
    ...change,
  }) as Post;

const posted = (one: Post, data: Record<string, unknown> = {}) =>
  receiveEvent({
    event: "posted",
    data: { post: JSON.stringify(one), channel_type: "O", ...data },
    broadcast: { channel_id: one.channel_id },
  });

describe("events of the server", () => {
  beforeEach(() => {
    clearPosts();
    channelsById.clear();
    membershipsById.clear();
    myId.value = me;
    currentChannelId.value = "";
    for (const id of [me, boris])
      usersById.set(id, { id, username: id, notify_props: {}, roles: "" } as unknown as UserProfile);
    channel("c");
    patchWindow("c", { ids: [], atNewest: true, atOldest: true });
  });

  it("a message of another makes the channel unread; a mention counts", () => {
    posted(post("p1"));
    assert.deepEqual(channelWindow("c").ids, ["p1"]);
    assert.equal(unreadOf("c").unread, true);
    assert.equal(unreadOf("c").mentions, 0);
    posted(post("p2", { create_at: 201 }), { mentions: JSON.stringify([me]) });
    assert.equal(unreadOf("c").mentions, 1);
  });

  it("one's own message does not", () => {
    posted(post("p1", { user_id: me }));
    assert.equal(unreadOf("c").unread, false);
  });

  it("a reply goes to its thread and leaves the channel read", () => {
    posted(post("root", { user_id: me }));
    patchWindow("thread:root", { ids: ["root"], atNewest: true });
    posted(post("reply", { root_id: "root", create_at: 300 }));
    assert.deepEqual(channelWindow("c").ids, ["root"]);
    assert.deepEqual(threadWindow("root").ids, ["root", "reply"]);
    assert.equal(postById("root")?.reply_count, 1);
    assert.equal(unreadOf("c").unread, false);
  });

  it("people who join do not make a channel unread", () => {
    posted(post("p1", { type: "system_join_channel" }));
    assert.equal(unreadOf("c").unread, false);
    assert.deepEqual(channelWindow("c").ids, ["p1"]);
  });

  it("a message is shown once though it comes twice", () => {
    posted(post("p1"));
    posted(post("p1"));
    assert.deepEqual(channelWindow("c").ids, ["p1"]);
    assert.equal(channelsById.get("c")?.total_msg_count_root, 6);
  });

  it("a window in the past is not mixed with what is new", () => {
    patchWindow("c", { ids: ["old"], atNewest: false });
    posted(post("p1"));
    assert.deepEqual(channelWindow("c").ids, ["old"]);
    assert.equal(channelWindow("c").newerCount, 1);
  });

  it("an edit of an older version does not undo a newer one", () => {
    posted(post("p1"));
    receiveEvent({
      event: "post_edited",
      data: { post: JSON.stringify(post("p1", { message: "new", update_at: 400 })) },
    });
    receiveEvent({
      event: "post_edited",
      data: { post: JSON.stringify(post("p1", { message: "late", update_at: 300 })) },
    });
    assert.equal(postById("p1")?.message, "new");
  });

  it("a deleted message of another keeps its place without its text", () => {
    posted(post("p1", { message: "secret" }));
    receiveEvent({ event: "post_deleted", data: { post: JSON.stringify(post("p1", { delete_at: 500 })) } });
    assert.deepEqual(channelWindow("c").ids, ["p1"]);
    assert.equal(postById("p1")?.message, "");
    assert.ok(postById("p1")?.delete_at);
  });

  it("reactions come and go, each person's once", () => {
    posted(post("p1"));
    const reaction = JSON.stringify({ user_id: boris, post_id: "p1", emoji_name: "tada", create_at: 1 });
    receiveEvent({ event: "reaction_added", data: { reaction } });
    receiveEvent({ event: "reaction_added", data: { reaction } });
    assert.equal(postById("p1")?.metadata.reactions?.length, 1);
    receiveEvent({ event: "reaction_removed", data: { reaction } });
    assert.equal(postById("p1")?.metadata.reactions?.length, 0);
  });

  it("reading on another device reads here; an unread mark counts here", () => {
    posted(post("p1"));
    receiveEvent({ event: "multiple_channels_viewed", data: { channel_times: { c: 999 } } });
    assert.equal(unreadOf("c").unread, false);
    receiveEvent({
      event: "post_unread",
      data: {
        channel_id: "c",
        msg_count: 3,
        msg_count_root: 3,
        mention_count: 1,
        mention_count_root: 1,
        last_viewed_at: 50,
        post_id: "p1",
      },
    });
    assert.deepEqual(unreadOf("c"), { unread: true, mentions: 1, muted: false });
  });

  it("a private channel one is taken out of is gone, others lose nobody's membership", () => {
    channel("private", { type: "P" });
    receiveEvent({
      event: "user_removed",
      data: { user_id: boris, remover_id: me },
      broadcast: { channel_id: "private" },
    });
    assert.ok(membershipsById.get("private"));
    receiveEvent({
      event: "user_removed",
      data: { channel_id: "private", remover_id: boris },
      broadcast: { user_id: me },
    });
    assert.equal(membershipsById.get("private"), undefined);
    assert.equal(channelsById.get("private"), undefined);
  });

  it("shows who is typing until their message is there, never oneself", () => {
    receiveEvent({ event: "typing", data: { user_id: boris, parent_id: "" }, broadcast: { channel_id: "c" } });
    receiveEvent({ event: "typing", data: { user_id: me, parent_id: "" }, broadcast: { channel_id: "c" } });
    assert.deepEqual(typingUsers("c"), [boris]);
    posted(post("p1"));
    assert.deepEqual(typingUsers("c"), []);
  });

  it("survives unknown events, missing fields and broken JSON", () => {
    for (const event of [
      "posted",
      "post_edited",
      "post_deleted",
      "reaction_added",
      "channel_updated",
      "user_updated",
      "thread_updated",
      "sidebar_category_order_updated",
      "preferences_changed",
      "something_new",
      "constructor",
    ]) {
      receiveEvent({ event, data: { post: "{broken" } });
      receiveEvent({ event, data: undefined });
    }
    assert.equal(unreadOf("c").unread, false);
  });
});
