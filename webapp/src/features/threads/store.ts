import type { Post } from "@mattermost/types/posts";
import type { UserThread, UserThreadWithPost } from "@mattermost/types/threads";
import type { UserProfile } from "@mattermost/types/users";
import { batch, signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { channelsById } from "../channels/store.js";
import { receiveFollow } from "../posts/receive.js";
import { putList } from "../posts/state.js";
import { ensureUsers, myId, receiveUsers } from "../users/store.js";
import { takeBackThread } from "../web-push/notifications.js";

/** Threads one follows, by root post id. */
export const threadsById = new SignalMap<UserThread>();

export interface ThreadCounts {
  total: number;
  unread: number;
  mentions: number;
}

const countsByTeam = new SignalMap<ThreadCounts>();
const NONE: ThreadCounts = { total: 0, unread: 0, mentions: 0 };

/** Unread figures of a team's threads (direct messages included). Followed. */
export function threadCounts(teamId: string): ThreadCounts {
  return countsByTeam.get(teamId) ?? NONE;
}

export interface ThreadList {
  ids: readonly string[];
  complete: boolean;
  loading: boolean;
  error: string;
}

const EMPTY: ThreadList = { ids: [], complete: false, loading: false, error: "" };
const lists = new SignalMap<ThreadList>();
const listKey = (teamId: string, unread: boolean) => `${teamId}${unread ? ":unread" : ""}`;

/** What is loaded of the inbox. Followed. */
export function threadList(teamId: string, unread: boolean): ThreadList {
  return lists.get(listKey(teamId, unread)) ?? EMPTY;
}

const PAGE = 25;

function receiveThreads(threads: readonly UserThreadWithPost[]): void {
  batch(() => {
    putList({
      order: [],
      posts: Object.fromEntries(threads.map((one) => [one.post.id, withThread(one)])),
      next_post_id: "",
      prev_post_id: "",
      first_inaccessible_post_time: 0,
    });
    for (const one of threads) {
      const people = one.participants.filter((person): person is UserProfile => "username" in person);
      receiveUsers(people);
      ensureUsers(one.participants.map((person) => person.id));
      threadsById.set(one.id, { ...one, is_following: one.is_following ?? true });
    }
  });
}

/** The root as the message pane wants it: the counters stand in the thread. */
function withThread(one: UserThreadWithPost): Post {
  return {
    ...one.post,
    reply_count: one.reply_count,
    last_reply_at: one.last_reply_at,
    participants: one.participants,
    is_following: one.is_following ?? true,
  };
}

export async function loadThreadCounts(teamId: string): Promise<void> {
  const answer = await client.getUserThreads(myId.peek(), teamId, { totalsOnly: true });
  countsByTeam.set(teamId, {
    total: answer.total,
    unread: answer.total_unread_threads,
    mentions: answer.total_unread_mentions,
  });
}

/** Loads the first page of the inbox, or with `more` the next one. */
export async function loadThreads(teamId: string, unread: boolean, more = false): Promise<void> {
  const key = listKey(teamId, unread);
  const old = lists.peek(key) ?? EMPTY;
  if (old.loading || (more && old.complete)) return;
  lists.set(key, { ...old, loading: true, error: "" });
  try {
    const last = more ? old.ids[old.ids.length - 1] : undefined;
    const answer = await client.getUserThreads(myId.peek(), teamId, {
      extended: true,
      unread,
      perPage: PAGE,
      ...(last ? { before: last } : {}),
    });
    const threads = answer.threads ?? [];
    receiveThreads(threads);
    const ids = [...new Set([...(more ? old.ids : []), ...threads.map((one) => one.id)])];
    lists.set(key, { ids, complete: threads.length < PAGE, loading: false, error: "" });
    if (!unread || !more)
      countsByTeam.set(teamId, {
        total: answer.total,
        unread: answer.total_unread_threads,
        mentions: answer.total_unread_mentions,
      });
  } catch (error) {
    lists.set(key, { ...old, loading: false, error: errorText(error) });
  }
}

function teamOf(thread: Pick<UserThread, "post">, fallback: string): string {
  return channelsById.peek(thread.post.channel_id)?.team_id || fallback;
}

let reload: ReturnType<typeof setTimeout> | undefined;

/** A thread one follows has changed. */
export function receiveThread(thread: UserThread, teamId: string): void {
  const post = thread.post as Partial<Post>;
  batch(() => {
    if (post?.id) receiveThreads([thread as UserThreadWithPost]);
    else threadsById.set(thread.id, thread);
    for (const unread of [false, true]) {
      const key = listKey(teamOf(thread, teamId), unread);
      const old = lists.peek(key);
      if (!old) continue;
      if (unread && thread.unread_replies === 0) continue;
      lists.set(key, { ...old, ids: [thread.id, ...old.ids.filter((id) => id !== thread.id)] });
    }
  });
  refreshCountsSoon(teamId);
}

/** The figures of the inbox come from the server, not from adding up events. */
export function refreshCountsSoon(teamId: string): void {
  clearTimeout(reload);
  reload = setTimeout(() => void loadThreadCounts(teamId).catch(() => {}), 300);
}

export function receiveThreadRead(
  threadId: string,
  change: { timestamp: number; unread_replies: number; unread_mentions: number },
  teamId: string,
): void {
  if (change.unread_replies === 0) takeBackThread(threadId);
  threadsById.update(threadId, (old) => ({
    ...old,
    last_viewed_at: change.timestamp,
    unread_replies: change.unread_replies,
    unread_mentions: change.unread_mentions,
  }));
  refreshCountsSoon(teamId);
}

export function receiveAllRead(teamId: string): void {
  batch(() => {
    for (const thread of threadsById.values()) {
      if (teamOf(thread, teamId) === teamId)
        threadsById.set(thread.id, {
          ...thread,
          unread_replies: 0,
          unread_mentions: 0,
          last_viewed_at: Math.max(thread.last_viewed_at, thread.last_reply_at),
        });
    }
    countsByTeam.set(teamId, { ...threadCounts(teamId), unread: 0, mentions: 0 });
  });
}

/** Marks a thread read up to now, if it has something unread. */
export async function markThreadRead(teamId: string, threadId: string): Promise<void> {
  const thread = threadsById.peek(threadId);
  if (!thread || (thread.unread_replies === 0 && thread.unread_mentions === 0)) return;
  const at = Math.max(Date.now(), thread.last_reply_at);
  receiveThreadRead(threadId, { timestamp: at, unread_replies: 0, unread_mentions: 0 }, teamId);
  await client.updateThreadReadForUser(myId.peek(), teamId, threadId, at).catch(() => {});
}

export async function markThreadUnread(teamId: string, threadId: string, postId: string): Promise<void> {
  try {
    await client.markThreadAsUnreadForUser(myId.peek(), teamId, threadId, postId);
    await refreshThread(teamId, threadId);
  } catch (error) {
    toast(errorText(error), { error: true });
  }
}

export async function markAllThreadsRead(teamId: string): Promise<void> {
  try {
    await client.updateThreadsReadForUser(myId.peek(), teamId);
    receiveAllRead(teamId);
  } catch (error) {
    toast(errorText(error), { error: true });
  }
}

/** Follows a thread, or stops. Shown at once. */
export async function followThread(teamId: string, threadId: string, follow: boolean): Promise<void> {
  receiveFollow(threadId, follow);
  threadsById.update(threadId, (old) => ({ ...old, is_following: follow }));
  try {
    await client.updateThreadFollowForUser(myId.peek(), teamId, threadId, follow);
    refreshCountsSoon(teamId);
  } catch (error) {
    receiveFollow(threadId, !follow);
    threadsById.update(threadId, (old) => ({ ...old, is_following: !follow }));
    toast(errorText(error), { error: true });
  }
}

/** Loads one thread's own state, for the pane. Threads one does not follow have none. */
export async function refreshThread(teamId: string, threadId: string): Promise<void> {
  try {
    receiveThreads([await client.getUserThread(myId.peek(), teamId, threadId, true)]);
  } catch {
    // Not followed: nothing to show.
  }
}

/** Unread threads tab of the inbox. */
export const unreadTab = signal(false);
