import type { Post } from "@mattermost/types/posts";
import { toast } from "../../../shared/lib/toast.js";
import { call, client, errorText } from "../../lib/client.js";
import { myId } from "../users/store.js";
import { receiveDelete, receiveEdit, receiveReaction } from "./receive.js";
import { postsById, putPost } from "./state.js";

/** Runs a call and tells the person if it failed. Returns whether it worked. */
async function attempt(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

/** Changes a post's text. Returns whether the server took it. */
export function editPost(postId: string, message: string, fileIds?: string[]): Promise<boolean> {
  return attempt(async () => {
    receiveEdit(await client.patchPost({ id: postId, message, ...(fileIds ? { file_ids: fileIds } : {}) }));
  });
}

/** Makes an earlier version of a post its text again. */
export function restoreVersion(postId: string, versionId: string): Promise<boolean> {
  return attempt(async () => {
    receiveEdit(await call<Post>("POST", `/posts/${postId}/restore/${versionId}`));
  });
}

export function deletePost(postId: string): Promise<boolean> {
  return attempt(async () => {
    await client.deletePost(postId);
    const post = postsById.peek(postId);
    if (post) receiveDelete({ ...post, delete_at: Date.now() });
  });
}

export function pinPost(postId: string, pinned: boolean): Promise<boolean> {
  return attempt(async () => {
    await (pinned ? client.pinPost(postId) : client.unpinPost(postId));
    postsById.update(postId, (post) => ({ ...post, is_pinned: pinned }));
  });
}

/** Adds one's reaction, or takes it back if it is there. Shown at once, undone if refused. */
export async function toggleReaction(postId: string, emojiName: string): Promise<void> {
  const userId = myId.peek();
  const post = postsById.peek(postId);
  const mine =
    post?.metadata?.reactions?.some((one) => one.user_id === userId && one.emoji_name === emojiName) ?? false;
  const reaction = { user_id: userId, post_id: postId, emoji_name: emojiName, create_at: Date.now() };
  receiveReaction(reaction, !mine);
  const done = await attempt(() =>
    mine ? client.removeReaction(userId, postId, emojiName) : client.addReaction(userId, postId, emojiName),
  );
  if (!done) receiveReaction(reaction, mine);
}

/** Fetches a post that is not held yet (permalinks, thread roots). Undefined if it may not be seen. */
export async function fetchPost(
  postId: string,
): Promise<{ id: string; channel_id: string; root_id: string } | undefined> {
  const held = postsById.peek(postId);
  if (held) return held;
  try {
    const post = await client.getPost(postId);
    putPost(post);
    return post;
  } catch {
    return undefined;
  }
}
