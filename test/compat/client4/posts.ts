import assert from "node:assert/strict";
import { announced } from "../../support/official-client.js";
import { NO_CONNECTION, OK, type Town } from "./town.js";

/** Messages, threads, reactions, searches, drafts and messages for later. */
export function postCalls(town: () => Town): void {
  let channel: { id: string };
  const say = (message: string, more: object = {}) =>
    town().ann.createPost({ channel_id: channel.id, message, ...more } as never);

  before(async () => {
    const { ann, bobId, cleoId, team } = town();
    channel = await ann.createChannel({ team_id: team.id, name: "talk", display_name: "Talk", type: "O" } as never);
    await ann.addToChannels([bobId, cleoId], channel.id);
  });

  it("write, read, change and delete messages", async () => {
    const { ann, bob, annId, bobId, team } = town();
    const post = await say("Hello #garden", { pending_post_id: `${annId}:7`, props: { card: "more" } });
    assert.deepEqual([post.pending_post_id, post.hashtags, post.props.card], [`${annId}:7`, "#garden", "more"]);
    assert.equal((await bob.getPost(post.id)).message, "Hello #garden");
    const updated = await ann.updatePost({ ...post, message: "Hello again" });
    assert.ok(updated.message === "Hello again" && updated.edit_at > 0);
    assert.equal((await ann.patchPost({ id: post.id, message: "Hello thrice" })).message, "Hello thrice");
    const history = await ann.getPostEditHistory(post.id);
    assert.deepEqual(
      history.map((one) => one.message),
      ["Hello again", "Hello #garden"],
    );
    const { data: restored } = await ann.restorePostVersion(post.id, history[1]?.id ?? "", NO_CONNECTION);
    assert.equal(restored.message, "Hello #garden");
    assert.deepEqual(
      (await bob.getPostsByIds([post.id])).map((one) => one.id),
      [post.id],
    );
    const info = await bob.getPostInfo(post.id);
    assert.deepEqual([info.channel_id, info.team_id, info.has_joined_channel], [channel.id, team.id, true]);
    const only = await ann.createPostEphemeral(bobId, { channel_id: channel.id, message: "psst" } as never);
    assert.deepEqual([only.message, only.type], ["psst", "system_ephemeral"]);
    assert.deepEqual(await ann.deletePost(post.id), OK);
    await assert.rejects(bob.getPost(post.id));
    assert.ok((await ann.getPost(post.id, true, false)).delete_at > 0);
  });

  it("read a channel page by page", async () => {
    const { ann, bob, team } = town();
    const road = await ann.createChannel({ team_id: team.id, name: "road", display_name: "Road", type: "O" } as never);
    await ann.addToChannel(town().bobId, road.id);
    await announced(bob, road.id, town().bobId);
    const posts: { id: string; create_at: number }[] = [];
    for (let n = 0; n < 6; n++) posts.push(await ann.createPost({ channel_id: road.id, message: `${n}` } as never));
    const [first, second, third, , , last] = posts.map((post) => post.id);
    const newest = await bob.getPosts(road.id, 0, 2);
    assert.deepEqual([newest.order[0], newest.order.length, newest.next_post_id], [last, 2, ""]);
    assert.equal(newest.prev_post_id, posts[3]?.id);
    assert.deepEqual((await bob.getPostsBefore(road.id, third as string, 0, 2)).order, [second, first]);
    assert.deepEqual((await bob.getPostsAfter(road.id, second as string, 0, 1)).order, [third]);
    const unread = await bob.getPostsUnread(road.id, "me", 3, 1, false, true, true);
    assert.ok(unread.order.includes(first as string));
    await ann.patchPost({ id: first as string, message: "changed" });
    assert.deepEqual((await bob.getPostsSince(road.id, posts[5]?.create_at ?? 0)).order, [first]);
    await bob.viewMyChannel(road.id);
    const marked = await bob.markPostAsUnread("me", third as string);
    assert.deepEqual([marked.channel_id, marked.msg_count, marked.team_id], [road.id, 2, team.id]);
  });

  it("follow threads", async () => {
    const { ann, bob, team } = town();
    const root = await say("Who waters?");
    const reply = await bob.createPost({ channel_id: channel.id, root_id: root.id, message: "Me" } as never);
    await say("Thanks @bob", { root_id: root.id });
    assert.equal(Object.keys((await bob.getPostThread(root.id)).posts).length, 3);
    const page = await bob.getPaginatedPostThread(root.id, { perPage: 1, direction: "down" } as never);
    assert.deepEqual([page.order.length, page.has_next], [2, true]);
    const mine = await bob.getUserThreads("me", team.id, { extended: true, unread: true });
    const thread = mine.threads.find((one) => one.id === root.id);
    assert.deepEqual([thread?.unread_replies, thread?.unread_mentions, thread?.reply_count], [1, 1, 2]);
    assert.deepEqual((await bob.getUserThreads("me", team.id, { totalsOnly: true })).threads ?? [], []);
    assert.equal((await bob.getUserThread("me", team.id, root.id, true)).post.id, root.id);
    const read = await bob.updateThreadReadForUser("me", team.id, root.id, Date.now());
    assert.equal(read.unread_replies, 0);
    const unread = await bob.markThreadAsUnreadForUser("me", team.id, root.id, reply.id);
    assert.ok(unread.unread_replies >= 1);
    assert.deepEqual(await bob.updateThreadsReadForUser("me", team.id), OK);
    assert.equal((await bob.getUserThreads("me", team.id, {})).total_unread_threads, 0);
    assert.deepEqual(await bob.updateThreadFollowForUser("me", team.id, root.id, false), OK);
    assert.ok(!(await bob.getUserThreads("me", team.id, {})).threads.some((one) => one.id === root.id));
    assert.deepEqual(await bob.updateThreadFollowForUser("me", team.id, root.id, true), OK);
    const hall = await ann.createChannel({ team_id: team.id, name: "hall", display_name: "Hall", type: "O" } as never);
    assert.deepEqual(await ann.moveThread(root.id, hall.id), OK);
    assert.equal((await ann.getPosts(hall.id)).order.length >= 3, true);
  });

  it("react, pin, save and remind", async () => {
    const { bob, bobId, team } = town();
    const post = await say("Look at this");
    const reaction = await bob.addReaction(bobId, post.id, "tada");
    assert.deepEqual([reaction.emoji_name, reaction.user_id, reaction.post_id], ["tada", bobId, post.id]);
    assert.deepEqual(
      (await bob.getReactionsForPost(post.id)).map((one) => one.emoji_name),
      ["tada"],
    );
    assert.deepEqual(await bob.removeReaction(bobId, post.id, "tada"), OK);
    assert.deepEqual((await bob.getReactionsForPost(post.id)) ?? [], []);
    assert.deepEqual(await bob.pinPost(post.id), OK);
    assert.deepEqual((await bob.getPinnedPosts(channel.id)).order, [post.id]);
    assert.deepEqual(await bob.unpinPost(post.id), OK);
    const saved = { user_id: bobId, category: "flagged_post", name: post.id, value: "true" };
    await bob.savePreferences(bobId, [saved]);
    assert.deepEqual((await bob.getFlaggedPosts(bobId, channel.id, team.id)).order, [post.id]);
    assert.deepEqual(await bob.addPostReminder(bobId, post.id, Math.floor(Date.now() / 1000) + 3600), OK);
  });

  it("ask for acknowledgements", async () => {
    const { bob, bobId } = town();
    const post = await say("Frost tonight", { metadata: { priority: { priority: "urgent", requested_ack: true } } });
    assert.equal(post.metadata.priority?.priority, "urgent");
    const acknowledged = await bob.acknowledgePost(post.id, bobId);
    assert.deepEqual([acknowledged.post_id, acknowledged.user_id], [post.id, bobId]);
    assert.deepEqual(
      (await bob.getPost(post.id)).metadata.acknowledgements?.map((one) => one.user_id),
      [bobId],
    );
    await bob.unacknowledgePost(post.id, bobId);
    assert.deepEqual((await bob.getPost(post.id)).metadata.acknowledgements ?? [], []);
  });

  it("search messages", async () => {
    const { bob, team } = town();
    const post = await say("Rhubarb crumble on Friday");
    assert.deepEqual((await bob.searchPosts(team.id, "rhubarb", false)).order, [post.id]);
    assert.ok((await bob.searchPosts(team.id, "rhubarb nothing-else", true)).order.includes(post.id));
    const query = { terms: "rhubarb", is_or_search: false, include_deleted_channels: false, time_zone_offset: 0 };
    const paged = await bob.searchPostsWithParams(team.id, { ...query, page: 0, per_page: 20 });
    assert.deepEqual(paged.order, [post.id]);
    assert.deepEqual((await bob.searchPostsWithParams("", { ...query, page: 0, per_page: 20 })).order, [post.id]);
  });

  it("keep drafts", async () => {
    const { bob, bobId, team } = town();
    const root = await say("A root");
    const draft = (root_id: string, message: string) =>
      ({ channel_id: channel.id, root_id, message, user_id: bobId, file_ids: [], props: {}, metadata: {} }) as never;
    const kept = await bob.upsertDraft(draft("", "almost"), NO_CONNECTION);
    assert.deepEqual([kept.message, kept.channel_id, kept.root_id], ["almost", channel.id, ""]);
    await bob.upsertDraft(draft(root.id, "a reply"), NO_CONNECTION);
    await bob.upsertDraft(draft("", "almost there"), NO_CONNECTION);
    const messages = async () => (await bob.getUserDrafts(team.id)).map((one) => one.message).sort();
    assert.deepEqual(await messages(), ["a reply", "almost there"]);
    await bob.deleteDraft(channel.id, root.id, NO_CONNECTION);
    await bob.deleteDraft(channel.id, "", NO_CONNECTION);
    assert.deepEqual(await messages(), []);
  });

  it("write messages for later", async () => {
    const { bob, bobId, team } = town();
    const later = Date.now() + 3_600_000;
    const { data: made } = await bob.createScheduledPost(
      { channel_id: channel.id, message: "Good morning", scheduled_at: later, user_id: bobId, root_id: "" } as never,
      NO_CONNECTION,
    );
    assert.deepEqual([made.message, made.scheduled_at, made.error_code ?? ""], ["Good morning", later, ""]);
    const { data: changed } = await bob.updateScheduledPost({ ...made, message: "Good day" }, NO_CONNECTION);
    assert.equal(changed.message, "Good day");
    const { data: all } = await bob.getScheduledPosts(team.id, true);
    assert.deepEqual(
      all[team.id]?.map((one) => one.message),
      ["Good day"],
    );
    assert.ok(Array.isArray(all.directChannels));
    const { data: gone } = await bob.deleteScheduledPost(bobId, made.id, NO_CONNECTION);
    assert.equal(gone.id, made.id);
    assert.deepEqual((await bob.getScheduledPosts(team.id, true)).data[team.id] ?? [], []);
  });
}
