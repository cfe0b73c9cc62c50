import type { Post, PostMetadata } from "@mattermost/types/posts";
import { batch, computed, signal } from "@preact/signals";
import { client, errorText, statusOf } from "../../lib/client.js";
import { browserOnline } from "../status/store.js";
import { myId } from "../users/store.js";
import { Outbox, type OutboxEntry, type SendResult } from "./outbox.js";
import { channelKey, postsById, setPending, threadKey } from "./state.js";

let outbox: Outbox | undefined;
/** How many messages wait for the server. */
export const waitingCount = signal(0);
/** Pending ids that failed and want a decision: retry or cancel. */
export const failedPosts = signal<ReadonlyMap<string, string>>(new Map());

/** True while messages cannot reach the server. */
export const sendingBlocked = signal(false);
/** What is written now waits. Followed. */
export const cannotSend = computed(() => sendingBlocked.value || !browserOnline.value);

let onPosted: (post: Post) => void = () => {};
/** Tells who wants every post that the server confirmed (the stores' own receiver). */
export function provideReceiver(receive: (post: Post) => void): void {
  onPosted = receive;
}

const ATTEMPTS_ON_SERVER_ERROR = 4;
const serverErrors = new Map<string, number>();

/** A network can swallow a call without a word. The same message sent again is no second one. */
const PATIENCE_MS = 30_000;

function inTime<T>(call: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer")), PATIENCE_MS);
  });
  return Promise.race([call, late]).finally(() => clearTimeout(timer));
}

async function send(entry: OutboxEntry): Promise<SendResult> {
  try {
    const post = await inTime(
      client.createPost({
        channel_id: entry.channelId,
        root_id: entry.rootId,
        message: entry.message,
        file_ids: entry.fileIds,
        props: entry.props,
        pending_post_id: entry.pendingId,
        ...(entry.metadata?.["priority"] ? { metadata: { priority: entry.metadata["priority"] } as PostMetadata } : {}),
      }),
    );
    serverErrors.delete(entry.pendingId);
    sendingBlocked.value = false;
    onPosted(post);
    return { kind: "sent" };
  } catch (error) {
    const status = statusOf(error);
    sendingBlocked.value = status === 0;
    // Not reached, told to slow down, or signed out: it stays and goes out later.
    if (status === 0 || status === 429 || status === 401) return { kind: "later" };
    if (status >= 500) {
      const tries = (serverErrors.get(entry.pendingId) ?? 0) + 1;
      serverErrors.set(entry.pendingId, tries);
      if (tries < ATTEMPTS_ON_SERVER_ERROR) return { kind: "later" };
    }
    return { kind: "rejected", error: errorText(error) };
  }
}

function pendingPost(entry: OutboxEntry): Post {
  return {
    id: entry.pendingId,
    create_at: entry.createAt,
    update_at: entry.createAt,
    edit_at: 0,
    delete_at: 0,
    is_pinned: false,
    user_id: myId.peek(),
    channel_id: entry.channelId,
    root_id: entry.rootId,
    original_id: "",
    message: entry.message,
    type: "",
    props: entry.props,
    hashtags: "",
    pending_post_id: entry.pendingId,
    reply_count: 0,
    file_ids: entry.fileIds,
    failed: entry.state === "failed",
    metadata: { embeds: [], emojis: [], files: [], images: {}, ...(entry.metadata ?? {}) },
  };
}

function onChange(pendingId: string, entry: OutboxEntry | undefined): void {
  batch(() => {
    const old = postsById.peek(pendingId);
    if (entry) {
      postsById.set(pendingId, pendingPost(entry));
      setPending(keyOf(entry.channelId, entry.rootId), (ids) => (ids.includes(pendingId) ? ids : [...ids, pendingId]));
    } else if (old) {
      setPending(keyOf(old.channel_id, old.root_id), (ids) => ids.filter((id) => id !== pendingId));
      postsById.delete(pendingId);
    }
    const failed = new Map(failedPosts.peek());
    if (entry?.state === "failed") failed.set(pendingId, entry.error);
    else failed.delete(pendingId);
    failedPosts.value = failed;
    waitingCount.value += (entry ? 1 : 0) - (old ? 1 : 0);
  });
}

function keyOf(channelId: string, rootId: string): string {
  return rootId ? threadKey(rootId) : channelKey(channelId);
}

/** Starts the outbox of the person who is signed in and takes up what was left unsent. */
export function startOutbox(userId: string): void {
  outbox = new Outbox({ storage: localStorage, userId, send, onChange, setTimer: (run, ms) => setTimeout(run, ms) });
  outbox.restore();
}

export function stopOutbox(): void {
  outbox?.stop();
  outbox = undefined;
}

/** The network is back. */
export function flushOutbox(): void {
  void outbox?.flush();
}

export function outboxConfirmed(pendingId: string): void {
  outbox?.confirmed(pendingId);
}

export interface NewPost {
  channelId: string;
  rootId?: string;
  message: string;
  fileIds?: string[];
  /** File infos for drawing while the message is on its way; sent as nothing. */
  files?: PostMetadata["files"];
  props?: Record<string, unknown>;
  priority?: PostMetadata["priority"];
}

/**
 * Keeps the message durably, shows it at once and sends it. Returns the pending id under which it
 * stands in `postsById` until the server's post takes its place.
 */
export function sendPost(post: NewPost): string {
  if (!outbox) throw new Error("nobody is signed in");
  const { pendingId, createAt } = outbox.newPendingId(Date.now());
  const metadata: Record<string, unknown> = {};
  if (post.priority) metadata["priority"] = post.priority;
  if (post.files?.length) metadata["files"] = post.files;
  outbox.add({
    pendingId,
    channelId: post.channelId,
    rootId: post.rootId ?? "",
    message: post.message,
    fileIds: post.fileIds ?? [],
    props: post.props ?? {},
    ...(Object.keys(metadata).length ? { metadata } : {}),
    createAt,
    state: "queued",
    error: "",
  });
  return pendingId;
}

export function retryPost(pendingId: string): void {
  serverErrors.delete(pendingId);
  outbox?.retry(pendingId);
}

/** Gives up sending; returns what the message was, for its author to have back. */
export function cancelPost(pendingId: string): { text: string } & Pick<NewPost, "files" | "priority"> {
  const entry = outbox?.get(pendingId);
  outbox?.cancel(pendingId);
  const { files = [], priority } = (entry?.metadata ?? {}) as Pick<NewPost, "files" | "priority">;
  return { text: entry?.message ?? "", files, ...(priority ? { priority } : {}) };
}
