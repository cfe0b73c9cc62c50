import type { Post, PostList } from "@mattermost/types/posts";
import { batch, type Signal, signal } from "@preact/signals";
import { SignalMap } from "../../lib/signal-map.js";
import { EMPTY_WINDOW, insertId, mergeIds, type PostWindow } from "./window.js";

/** Every post the page knows, by id. Posts that wait in the outbox are here by their pending id. */
export const postsById = new SignalMap<Post>();

const windows = new Map<string, Signal<PostWindow>>();
/** Newest update_at seen by window key: where the next catch-up starts, in the server's clock. */
const syncedTo = new Map<string, number>();

export const channelKey = (channelId: string) => channelId;
export const threadKey = (rootId: string) => `thread:${rootId}`;

export function windowSignal(key: string): Signal<PostWindow> {
  let found = windows.get(key);
  if (!found) {
    found = signal(EMPTY_WINDOW);
    windows.set(key, found);
  }
  return found;
}

export const syncPoint = (key: string): number => syncedTo.get(key) ?? 0;
export const setSyncPoint = (key: string, at: number) => void syncedTo.set(key, Math.max(at, syncPoint(key)));

export function patchWindow(key: string, change: Partial<PostWindow>): void {
  const cell = windowSignal(key);
  cell.value = { ...cell.peek(), ...change };
}

/** Keys of windows with something in them. */
export function loadedKeys(): string[] {
  return [...windows].filter(([, cell]) => cell.peek().ids.length > 0 || cell.peek().atNewest).map(([key]) => key);
}

/** Forgets what a window holds, except what still waits to be sent. */
export function resetWindow(key: string): void {
  const cell = windowSignal(key);
  cell.value = { ...EMPTY_WINDOW, pendingIds: cell.peek().pendingIds };
}

/** What a post of another version says about itself wins only if it is not older. */
export function putPost(post: Post): void {
  const old = postsById.peek(post.id);
  if (old && old.update_at > post.update_at) return;
  // Events do not repeat what only this person's own requests carry.
  const merged = old ? { ...old, ...post, metadata: { ...old.metadata, ...post.metadata } } : post;
  if (old && post.is_following === undefined) merged.is_following = old.is_following;
  postsById.set(post.id, merged);
}

/** Stores the posts of a list; returns the ids that belong in a window (the list's order). */
export function putList(list: PostList): string[] {
  batch(() => {
    for (const post of Object.values(list.posts)) putPost(post);
  });
  return list.order;
}

export function mergeInto(key: string, ids: readonly string[], change: Partial<PostWindow> = {}): void {
  const cell = windowSignal(key);
  const old = cell.peek();
  cell.value = { ...old, ...change, ids: mergeIds(old.ids, ids, (id) => postsById.peek(id)) };
}

/** Adds one live post to a window, if the window reaches the newest end. */
export function appendLive(key: string, post: Post): void {
  const cell = windowSignal(key);
  const old = cell.peek();
  if (!old.atNewest) {
    if (old.ids.length > 0) cell.value = { ...old, newerCount: old.newerCount + 1 };
    return;
  }
  const ids = insertId(old.ids, post, (id) => postsById.peek(id));
  if (ids !== old.ids) cell.value = { ...old, ids };
}

export function removeFromWindow(key: string, id: string): void {
  const cell = windows.get(key);
  const old = cell?.peek();
  if (cell && old?.ids.includes(id)) cell.value = { ...old, ids: old.ids.filter((other) => other !== id) };
}

export function setPending(key: string, change: (ids: readonly string[]) => readonly string[]): void {
  const cell = windowSignal(key);
  const old = cell.peek();
  cell.value = { ...old, pendingIds: change(old.pendingIds) };
}

/** Forgets everything (sign-out). */
export function clearPosts(): void {
  batch(() => {
    for (const cell of windows.values()) cell.value = EMPTY_WINDOW;
    postsById.clear();
  });
}
