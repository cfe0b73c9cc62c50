import type { Post } from "@mattermost/types/posts";
import type { Reaction } from "@mattermost/types/reactions";
import { batch } from "@preact/signals";
import { ensureUsers, myId } from "../users/store.js";
import { outboxConfirmed } from "./sending.js";
import {
  appendLive,
  channelKey,
  loadedKeys,
  mergeInto,
  patchWindow,
  postsById,
  putPost,
  removeFromWindow,
  threadKey,
  windowSignal,
} from "./state.js";

/** A new post, from the event stream or as the answer to one's own sending. */
export function receivePost(post: Post): void {
  const known = postsById.peek(post.id);
  batch(() => {
    putPost(post);
    if (post.pending_post_id && post.user_id === myId.peek()) outboxConfirmed(post.pending_post_id);
    if (post.delete_at) return;
    if (!post.root_id) appendLive(channelKey(post.channel_id), post);
    else {
      if (!known) countReply(post);
      appendLive(threadKey(post.root_id), post);
    }
  });
  ensureUsers([post.user_id]);
}

/** A reply raises its root's counters at once; the server's own figures follow with the next event. */
function countReply(reply: Post): void {
  const root = postsById.peek(reply.root_id);
  if (!root || (root.last_reply_at ?? 0) >= reply.create_at) return;
  const participants = (root.participants ?? []) as Array<{ id: string }>;
  postsById.set(root.id, {
    ...root,
    reply_count: root.reply_count + 1,
    last_reply_at: reply.create_at,
    participants: participants.some((one) => one.id === reply.user_id)
      ? participants
      : [...participants, { id: reply.user_id }],
  });
}

export function receiveEdit(post: Post): void {
  putPost(post);
}

/** Others see that something was there; a reply or post of one's own simply goes. */
export function receiveDelete(post: Post): void {
  const old = postsById.peek(post.id);
  if (!old || old.delete_at) return;
  batch(() => {
    postsById.set(post.id, {
      ...old,
      delete_at: post.delete_at || Date.now(),
      update_at: Math.max(old.update_at, post.update_at),
      message: "",
      state: "DELETED",
      file_ids: [],
      metadata: { ...old.metadata, files: [], embeds: [], reactions: [] },
    });
    if (old.root_id) {
      postsById.update(old.root_id, (root) => ({ ...root, reply_count: Math.max(0, root.reply_count - 1) }));
    }
    if (old.user_id === myId.peek()) {
      removeFromWindow(channelKey(old.channel_id), old.id);
      if (old.root_id) removeFromWindow(threadKey(old.root_id), old.id);
    }
  });
}

/** A message only this person sees (slash command answers and the like). Not kept by the server. */
export function receiveEphemeral(post: Post): void {
  putPost(post);
  appendLive(post.root_id ? threadKey(post.root_id) : channelKey(post.channel_id), post);
}

export function receiveReaction(reaction: Reaction, added: boolean): void {
  postsById.update(reaction.post_id, (post) => {
    const others = (post.metadata?.reactions ?? []).filter(
      (one) => one.user_id !== reaction.user_id || one.emoji_name !== reaction.emoji_name,
    );
    return { ...post, metadata: { ...post.metadata, reactions: added ? [...others, reaction] : others } };
  });
  ensureUsers([reaction.user_id]);
}

export function receiveFollow(threadId: string, following: boolean, replyCount?: number): void {
  postsById.update(threadId, (post) => ({
    ...post,
    is_following: following,
    reply_count: replyCount ?? post.reply_count,
  }));
}

/** Ids of a thread's posts at hand, for a thread opened from a root that is already on screen. */
export function primeThread(rootId: string): void {
  if (windowSignal(threadKey(rootId)).peek().ids.length === 0 && postsById.peek(rootId))
    mergeInto(threadKey(rootId), [rootId]);
}

/** Lets go of pages far from the newest end, so that a page open for weeks does not grow without end. */
export function trimChannels(except: string, keep = 200): void {
  for (const key of loadedKeys()) {
    if (key === except || key.startsWith("thread:")) continue;
    const held = windowSignal(key).peek();
    if (held.ids.length > keep && held.atNewest) patchWindow(key, { ids: held.ids.slice(-keep), atOldest: false });
  }
}
