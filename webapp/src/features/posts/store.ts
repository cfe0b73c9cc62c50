import type { Post } from "@mattermost/types/posts";
import { receivePost } from "./receive.js";
import { provideReceiver } from "./sending.js";
import { channelKey, postsById, threadKey, windowSignal } from "./state.js";
import type { PostWindow } from "./window.js";

// One's own posts come back twice, as the answer and as an event; both take the same way.
provideReceiver(receivePost);

export * from "./actions.js";
export { jumpToLatest, loadNewer, loadOlder, openChannel, openThread, resync } from "./loaders.js";
export {
  primeThread,
  receiveDelete,
  receiveEdit,
  receiveEphemeral,
  receiveFollow,
  receivePost,
  receiveReaction,
  trimChannels,
} from "./receive.js";
export * from "./sending.js";
export { channelKey, clearPosts, loadedKeys, postsById, putList, threadKey } from "./state.js";
export { EMPTY_WINDOW, type PostWindow } from "./window.js";

/** A post, or one's own message on its way (by pending id). Followed. */
export function post(id: string): Post | undefined {
  return postsById.get(id);
}

/** What is held of a channel. Followed. */
export function channelWindow(channelId: string): PostWindow {
  return windowSignal(channelKey(channelId)).value;
}

/** What is held of a thread, root first. Followed. */
export function threadWindow(rootId: string): PostWindow {
  return windowSignal(threadKey(rootId)).value;
}

/** True for a message that the server has not confirmed. */
export function isPending(one: Post): boolean {
  return one.id === one.pending_post_id;
}
