import { batch } from "@preact/signals";
import { client, errorText, statusOf } from "../../lib/client.js";
import { showsKept } from "../offline/answers.js";
import { recallWindow } from "../offline/windows.js";
import { connection } from "../status/store.js";
import { ensureUsers, myId } from "../users/store.js";
import {
  channelKey,
  mergeInto,
  patchWindow,
  postsById,
  putList,
  resetWindow,
  setSyncPoint,
  syncPoint,
  threadKey,
  windowSignal,
} from "./state.js";

const PAGE = 60;
/** Windows that missed events and are not on screen: caught up when they are opened. */
const stale = new Set<string>();
/** A later opening of the same window makes the answers of an earlier one void. */
const openings = new Map<string, number>();

function noteSync(key: string, ids: readonly string[]): void {
  let newest = 0;
  const authors: string[] = [];
  for (const id of ids) {
    const post = postsById.peek(id);
    if (!post) continue;
    newest = Math.max(newest, post.update_at);
    authors.push(post.user_id);
  }
  setSyncPoint(key, newest);
  ensureUsers(authors);
}

function begin(key: string): () => boolean {
  const turn = (openings.get(key) ?? 0) + 1;
  openings.set(key, turn);
  return () => openings.get(key) === turn;
}

/**
 * Shows a channel: around `focusPostId` if given, else around the first unread post, else the
 * newest posts. Channels opened before are on screen at once and caught up.
 */
export async function openChannel(
  channelId: string,
  options: { focusPostId?: string; unread?: boolean } = {},
): Promise<void> {
  const key = channelKey(channelId);
  const held = windowSignal(key).peek();
  // Read before loading: opening marks the channel read while the page is on its way.
  const seen = lastViewedAt(channelId);
  if (options.focusPostId) return openAround(channelId, options.focusPostId);
  if (held.atNewest && held.ids.length > 0) {
    patchWindow(key, { unreadFrom: firstUnread(seen, held.ids) });
    if (stale.has(key)) await catchUp(key);
    return;
  }
  const current = begin(key);
  resetWindow(key);
  patchWindow(key, { loading: "initial", error: "" });
  if (await recall(key)) return;
  try {
    const list = options.unread
      ? await client.getPostsUnread(channelId, myId.peek(), PAGE, 30, true, true)
      : await client.getPosts(channelId, 0, PAGE, true, true);
    if (!current()) return;
    const order = putList(list);
    mergeInto(key, order, {
      loading: "",
      atNewest: !list.next_post_id,
      atOldest: !list.prev_post_id,
      unreadFrom: firstUnread(seen, [...order].reverse()),
    });
    noteSync(key, Object.keys(list.posts));
    stale.delete(key);
  } catch (error) {
    if (!current() || (statusOf(error) === 0 && (await recall(key, true)))) return;
    patchWindow(key, { loading: "", error: errorText(error) });
  }
}

/** Whether asking the server is known to be in vain, or would only be waited for. */
const isAway = () => connection.peek() === "offline" || (connection.peek() === "connecting" && showsKept.peek());

/**
 * Without a connection: shows what this browser keeps of a channel or thread, to be caught up with later. Returns
 * whether there is something.
 */
async function recall(key: string, away = isAway()): Promise<boolean> {
  const from = away ? await recallWindow(key) : undefined;
  if (from === undefined) return false;
  setSyncPoint(key, from);
  stale.add(key);
  return true;
}

/** When this person last saw a channel (ms); set by the channels slice. */
let lastViewedAt: (channelId: string) => number = () => 0;
export function provideLastViewed(read: (channelId: string) => number): void {
  lastViewedAt = read;
}

function firstUnread(seen: number, oldestFirst: readonly string[]): string {
  if (!seen) return "";
  for (const id of oldestFirst) {
    const post = postsById.peek(id);
    if (post && post.create_at > seen && post.user_id !== myId.peek()) return id;
  }
  return "";
}

async function openAround(channelId: string, postId: string): Promise<void> {
  const key = channelKey(channelId);
  if (windowSignal(key).peek().ids.includes(postId)) return;
  const current = begin(key);
  resetWindow(key);
  patchWindow(key, { loading: "initial", error: "" });
  try {
    const [older, post, newer] = await Promise.all([
      client.getPostsBefore(channelId, postId, 0, 30, true, true),
      client.getPost(postId),
      client.getPostsAfter(channelId, postId, 0, 30, true, true),
    ]);
    if (!current()) return;
    putList({ ...older, order: [], posts: { ...older.posts, ...newer.posts, [post.id]: post } });
    mergeInto(key, [...older.order, post.id, ...newer.order], {
      loading: "",
      atOldest: !older.prev_post_id,
      atNewest: !newer.next_post_id,
    });
    noteSync(key, windowSignal(key).peek().ids);
  } catch (error) {
    if (current()) patchWindow(key, { loading: "", error: errorText(error) });
  }
}

/** Loads the page before the oldest post held. Does nothing at the beginning or while loading. */
export async function loadOlder(channelId: string): Promise<void> {
  const key = channelKey(channelId);
  const held = windowSignal(key).peek();
  const oldest = held.ids[0];
  if (held.loading || held.atOldest || !oldest) return;
  patchWindow(key, { loading: "older", error: "" });
  try {
    const list = await client.getPostsBefore(channelId, oldest, 0, PAGE, true, true);
    if (windowSignal(key).peek().ids[0] !== oldest) return patchWindow(key, { loading: "" });
    const order = putList(list);
    mergeInto(key, order, { loading: "", atOldest: !list.prev_post_id });
    noteSync(key, order);
  } catch (error) {
    patchWindow(key, { loading: "", error: errorText(error) });
  }
}

/** Loads the page after the newest post held. */
export async function loadNewer(channelId: string): Promise<void> {
  const key = channelKey(channelId);
  const held = windowSignal(key).peek();
  const newest = held.ids[held.ids.length - 1];
  if (held.loading || held.atNewest || !newest) return;
  patchWindow(key, { loading: "newer", error: "" });
  try {
    const list = await client.getPostsAfter(channelId, newest, 0, PAGE, true, true);
    const now = windowSignal(key).peek();
    if (now.ids[now.ids.length - 1] !== newest) return patchWindow(key, { loading: "" });
    const order = putList(list);
    const atNewest = !list.next_post_id;
    mergeInto(key, order, { loading: "", atNewest, newerCount: atNewest ? 0 : now.newerCount });
    noteSync(key, order);
  } catch (error) {
    patchWindow(key, { loading: "", error: errorText(error) });
  }
}

/** Leaves an old place for the newest posts. */
export async function jumpToLatest(channelId: string): Promise<void> {
  const key = channelKey(channelId);
  if (windowSignal(key).peek().atNewest) return;
  resetWindow(key);
  await openChannel(channelId);
}

/** Loads a thread whole, root first. Pages until there are no more replies. */
export async function openThread(rootId: string): Promise<void> {
  const key = threadKey(rootId);
  const current = begin(key);
  if (windowSignal(key).peek().ids.length === 0) patchWindow(key, { loading: "initial", error: "" });
  if (windowSignal(key).peek().ids.length <= 1 && (await recall(key))) return;
  try {
    let fromPost = "";
    let fromCreateAt = 0;
    for (;;) {
      const list = await client.getPaginatedPostThread(rootId, {
        fetchThreads: true,
        collapsedThreads: false,
        direction: "down",
        perPage: 200,
        ...(fromPost ? { fromPost, fromCreateAt } : {}),
      });
      if (!current()) return;
      putList(list);
      const ids = Object.values(list.posts)
        .filter((post) => (post.root_id || post.id) === rootId && !post.delete_at)
        .map((post) => post.id);
      mergeInto(key, ids, { atOldest: true });
      noteSync(key, ids);
      const last = ids
        .map((id) => postsById.peek(id))
        .reduce((a, b) => ((b?.create_at ?? 0) > (a?.create_at ?? 0) ? b : a), undefined);
      if (!list.has_next || !last || last.id === fromPost) break;
      fromPost = last.id;
      fromCreateAt = last.create_at;
    }
    patchWindow(key, { loading: "", atOldest: true, atNewest: true });
    stale.delete(key);
  } catch (error) {
    if (!current() || (statusOf(error) === 0 && (await recall(key, true)))) return;
    const gone = statusOf(error) === 404;
    patchWindow(key, { loading: "", error: gone ? "This thread does not exist any more." : errorText(error) });
  }
}

/** More changes than this since the last sync: load the channel afresh instead. */
const SYNC_LIMIT = 900;

/** Brings one window up to date after a gap in the event stream. */
export async function catchUp(key: string): Promise<void> {
  if (key.startsWith("thread:")) return openThread(key.slice("thread:".length));
  const since = syncPoint(key);
  const held = windowSignal(key).peek();
  // Nothing was there to go on from, or nothing could be had.
  if (held.ids.length === 0 && (held.error || held.atNewest)) return openChannel(key);
  if (!held.atNewest || since === 0) return;
  try {
    const list = await client.getPostsSince(key, since, true, true);
    const posts = Object.values(list.posts);
    if (posts.length > SYNC_LIMIT) {
      resetWindow(key);
      await openChannel(key);
      return;
    }
    batch(() => {
      putList(list);
      const deleted = new Set(posts.filter((post) => post.delete_at > 0).map((post) => post.id));
      const fresh = list.order.filter((id) => !deleted.has(id) && !postsById.peek(id)?.root_id);
      if (deleted.size > 0)
        patchWindow(key, {
          ids: windowSignal(key)
            .peek()
            .ids.filter((id) => !deleted.has(id)),
        });
      mergeInto(key, fresh);
      noteSync(key, Object.keys(list.posts));
    });
    stale.delete(key);
  } catch {
    stale.add(key);
  }
}

/** Events were missed: windows on screen catch up now, the others when they are opened. */
export async function resync(visible: readonly string[], loaded: readonly string[]): Promise<void> {
  for (const key of loaded) stale.add(key);
  await Promise.all(visible.map(catchUp));
}
