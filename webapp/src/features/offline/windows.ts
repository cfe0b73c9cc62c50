import type { Post } from "@mattermost/types/posts";
import type { UserProfile } from "@mattermost/types/users";
import { batch, effect } from "@preact/signals";
import {
  channelKey,
  loadedKeys,
  mergeInto,
  postsById,
  putPost,
  syncPoint,
  threadKey,
  windowSignal,
} from "../posts/state.js";
import { receiveUsers, usersById } from "../users/store.js";
import { showsKept } from "./answers.js";
import { forget, forgetAll, keep, kept, keptNames, mayKeep } from "./kept.js";

/** How many messages of a channel or thread are kept: some screens full. */
const MESSAGES = 60;
/** How many channels and threads. */
const WINDOWS = 60;
const MAX_AGE_MS = 14 * 86_400_000;
const PEOPLE = 1000;
/** How often what has changed is kept, beside when the page goes to the background. */
const EVERY_MS = 10_000;

const PREFIX = "window/";
const PEOPLE_NAME = "people";

interface KeptWindow {
  posts: Post[];
  atOldest: boolean;
  /** Newest change that is surely in it, in the server's clock. */
  syncedTo: number;
}

/** What was kept last, by key: the same posts are not kept again. */
const last = new Map<string, readonly unknown[]>();
let timer: ReturnType<typeof setInterval> | undefined;

// The administrator may want nothing kept while people are at work.
effect(() => {
  if (!mayKeep.value) void forgetAll();
});

const same = (one: readonly unknown[] | undefined, other: readonly unknown[]) =>
  one?.length === other.length && one.every((value, index) => value === other[index]);

/** What the server itself does not keep. */
const isPassing = (post: Post) => post.type === "system_ephemeral";

async function keepWindow(key: string): Promise<void> {
  const held = windowSignal(key).peek();
  // What hangs in the middle of a channel does not tell what was there last.
  if (!held.atNewest) return;
  const from = Math.max(0, held.ids.length - MESSAGES);
  const ids = held.ids.slice(from);
  const root = held.ids[0];
  if (from > 0 && root && key.startsWith(threadKey(""))) ids[0] = root;
  const posts = ids.map((id) => postsById.peek(id)).filter((post): post is Post => !!post && !isPassing(post));
  if (same(last.get(key), posts)) return;
  last.set(key, posts);
  const value: KeptWindow = { posts, atOldest: held.atOldest && from === 0, syncedTo: syncPoint(key) };
  await keep(PREFIX + key, value);
}

async function keepPeople(): Promise<void> {
  const people = usersById
    .keys()
    .slice(-PEOPLE)
    .map((id) => usersById.peek(id));
  if (same(last.get(PEOPLE_NAME), people)) return;
  last.set(PEOPLE_NAME, people);
  await keep(PEOPLE_NAME, people);
}

async function keepAll(): Promise<void> {
  await Promise.all([keepPeople(), ...loadedKeys().map(keepWindow)]);
}

const keepInBackground = () => {
  if (document.visibilityState === "hidden") void keepAll();
};

/** From now on keeps the newest messages of what has been opened, as they are on screen. */
export function startKeeping(): void {
  stopKeeping();
  timer = setInterval(() => void keepAll(), EVERY_MS);
  addEventListener("visibilitychange", keepInBackground);
  void tidy();
}

export function stopKeeping(): void {
  clearInterval(timer);
  removeEventListener("visibilitychange", keepInBackground);
}

/** Lets go of what is old or too much. */
async function tidy(): Promise<void> {
  const windows = await keptNames(PREFIX);
  const oldest = Date.now() - MAX_AGE_MS;
  for (const [index, { name, at }] of windows.entries()) if (index >= WINDOWS || at < oldest) await forget(name);
}

/** Gives the people this browser knew; without their names nothing can be read. */
export async function recallPeople(): Promise<void> {
  receiveUsers((await kept<UserProfile[]>(PEOPLE_NAME)) ?? []);
}

/**
 * Shows what is kept of a channel or thread. Returns from when on it must be caught up (ms, the server's clock), or
 * undefined when nothing is kept.
 */
export async function recallWindow(key: string): Promise<number | undefined> {
  const found = await kept<KeptWindow>(PREFIX + key);
  if (!found || found.posts.length === 0) return undefined;
  batch(() => {
    for (const post of found.posts) putPost(post);
    const ids = found.posts.map((post) => post.id);
    mergeInto(key, ids, { loading: "", error: "", atNewest: true, atOldest: found.atOldest });
    showsKept.value = true;
  });
  return found.syncedTo;
}

/** Something was changed or deleted that is not on this page: what is kept of it is not true any more. */
export function forgetWindows(channelId: string, rootId = ""): void {
  for (const key of [channelKey(channelId), ...(rootId ? [threadKey(rootId)] : [])]) {
    last.delete(key);
    void forget(PREFIX + key);
  }
}
