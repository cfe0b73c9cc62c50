import type { FileInfo } from "@mattermost/types/files";
import { computed } from "@preact/signals";
import { SignalMap } from "../../lib/signal-map.js";

/** How urgent a message is, and whether its readers shall acknowledge it. */
export interface Priority {
  priority: "" | "important" | "urgent";
  requested_ack?: boolean;
  /** Notifies those it mentions again and again until they answer. */
  persistent_notifications?: boolean;
}

/** What someone began to write, with files that are on the server already. */
export interface Draft {
  message: string;
  files: FileInfo[];
  priority?: Priority;
  updatedAt: number;
}

const drafts = new SignalMap<Draft>();
/** Versions that lost against a newer one and can be taken back. */
const others = new SignalMap<Draft>();
const kinds = { "courtyard.draft.": drafts, "courtyard.draft-other.": others };
type Kind = keyof typeof kinds;
const DRAFT: Kind = "courtyard.draft.";
const OTHER: Kind = "courtyard.draft-other.";

const timers = new Map<string, ReturnType<typeof setTimeout>>();
/** When the person last wrote in a place (ms). */
const written = new Map<string, number>();
let loadedFor = "";

let owner: () => string = () => "";
/** Tells whose drafts these are: the id of who is signed in. */
export function provideDraftOwner(read: () => string): void {
  owner = read;
}

let edited: (key: string) => void = () => {};
/** Tells who wants to know of every change that the person makes here. */
export function provideDraftWatcher(watcher: (key: string) => void): void {
  edited = watcher;
}

/** The name of a place to write: a channel, or a thread in it. */
export function draftKey(channelId: string, rootId = ""): string {
  return rootId ? `${channelId}:${rootId}` : channelId;
}

/** The place that a key names. */
export function draftPlace(key: string): { channelId: string; rootId: string } {
  const [channelId = "", rootId = ""] = key.split(":");
  return { channelId, rootId };
}

const empty = (message: string, files: readonly unknown[]) => message.trim() === "" && files.length === 0;

/** Two drafts with the same mark are the same; "" for none. */
export function markOf(draft: Pick<Draft, "message" | "files" | "priority"> | undefined): string {
  if (!draft || empty(draft.message, draft.files)) return "";
  const { priority = "", requested_ack = false, persistent_notifications = false } = draft.priority ?? {};
  const files = draft.files.map((file) => file.id);
  return JSON.stringify([draft.message, files, priority, requested_ack, persistent_notifications]);
}

const storageKey = (kind: Kind, key: string) => `${kind}${owner()}.${key}`;

function isDraft(value: unknown): value is Draft {
  const draft = value as Draft | null;
  return typeof draft?.message === "string" && Array.isArray(draft.files) && typeof draft.updatedAt === "number";
}

function read(text: string | null): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return isDraft(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Drafts belong to a person, not to a browser: a change of person reads anew.
function load(): void {
  if (loadedFor === owner()) return;
  loadedFor = owner();
  for (const [kind, map] of Object.entries(kinds) as [Kind, SignalMap<Draft>][]) {
    map.clear();
    if (typeof localStorage === "undefined" || !loadedFor) continue;
    const prefix = storageKey(kind, "");
    for (let i = 0; i < localStorage.length; i++) {
      const name = localStorage.key(i);
      const draft = name?.startsWith(prefix) ? read(localStorage.getItem(name)) : undefined;
      if (name && draft) map.set(name.slice(prefix.length), draft);
    }
  }
}

/** The draft of a place, or undefined. Not followed: the composer owns its text while it is open. */
export function draftOf(key: string): Draft | undefined {
  load();
  return drafts.peek(key);
}

function store(kind: Kind, key: string): void {
  const draft = kinds[kind].peek(key);
  try {
    if (draft) localStorage.setItem(storageKey(kind, key), JSON.stringify(draft));
    else localStorage.removeItem(storageKey(kind, key));
  } catch {
    // No room: the draft still lives as long as the page.
  }
}

function storeNow(key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  store(DRAFT, key);
}

const WRITE_MS = 300;

/** Keeps a draft; an empty one is forgotten. Written to the browser's storage a moment later. */
export function keepDraft(key: string, message: string, files: readonly FileInfo[], priority?: Priority): void {
  load();
  const next = { message, files: [...files], ...(priority ? { priority } : {}), updatedAt: Date.now() };
  if (markOf(next) === markOf(drafts.peek(key))) return;
  written.set(key, next.updatedAt);
  if (empty(message, files)) drafts.delete(key);
  else drafts.set(key, next);
  if (!timers.has(key))
    timers.set(
      key,
      setTimeout(() => storeNow(key), WRITE_MS),
    );
  edited(key);
}

/** How long after a key was pressed somebody counts as writing: shorter than it takes to pick up another device. */
const WRITING_MS = 2500;

/** Whether the person is writing in a place at this moment. */
export function isWriting(key: string): boolean {
  return Date.now() - (written.get(key) ?? 0) < WRITING_MS;
}

/** Writes what is still only in memory (the page is going away). */
export function flushDrafts(): void {
  for (const key of [...timers.keys()]) storeNow(key);
}

if (typeof addEventListener === "function") addEventListener("pagehide", flushDrafts);

/** Places that have a draft. Followed. */
export const draftKeys = computed(() => new Set(drafts.keys()));

/** All drafts with the names of their places, the newest first. Followed. */
export function allDrafts(): { key: string; draft: Draft }[] {
  load();
  const list = drafts.keys().flatMap((key) => {
    const draft = drafts.get(key);
    return draft ? [{ key, draft }] : [];
  });
  return list.sort((a, b) => b.draft.updatedAt - a.draft.updatedAt);
}

type Replaced = (key: string, draft: Draft | undefined) => void;
const replaced = new Set<Replaced>();

/** Calls `listener` when a place's draft is replaced by other means than its composer. Returns the way to stop. */
export function onReplaced(listener: Replaced): () => void {
  replaced.add(listener);
  return () => replaced.delete(listener);
}

/** Puts another draft, or none, in a place: what was written on another device. */
export function replaceDraft(key: string, draft: Draft | undefined): void {
  load();
  if (draft) drafts.set(key, draft);
  else drafts.delete(key);
  storeNow(key);
  for (const listener of replaced) listener(key, draft);
}

/** Puts another draft, or none, in a place at the person's wish. */
export function changeDraft(key: string, draft: Draft | undefined): void {
  replaceDraft(key, draft && { ...draft, updatedAt: Date.now() });
  edited(key);
}

/** The version of a draft that lost against a newer one. Followed. */
export function otherOf(key: string): Draft | undefined {
  load();
  return others.get(key);
}

/** Keeps a version for the person to take back, or (undefined) forgets it. */
export function keepOther(key: string, draft: Draft | undefined): void {
  load();
  if (draft) others.set(key, draft);
  else others.delete(key);
  store(OTHER, key);
}

/** Puts the version that lost in its place again; what stood there is the other one now. */
export function swapOther(key: string): void {
  const other = others.peek(key);
  if (!other) return;
  const current = draftOf(key);
  keepOther(key, current);
  changeDraft(key, other);
}

/** Gives a message that was not sent back to its composer: after what stands there already, with its files. */
export function takeBack(
  channelId: string,
  rootId: string,
  message: { text: string; files?: readonly FileInfo[] | undefined; priority?: Priority | undefined },
): void {
  const key = draftKey(channelId, rootId);
  const old = draftOf(key);
  const known = new Set(old?.files.map((file) => file.id));
  const priority = old?.priority ?? message.priority;
  const draft = {
    message: [old?.message, message.text].filter(Boolean).join("\n"),
    files: [...(old?.files ?? []), ...(message.files ?? []).filter((file) => !known.has(file.id))],
    ...(priority ? { priority } : {}),
    updatedAt: 0,
  };
  if (!empty(draft.message, draft.files)) changeDraft(key, draft);
}
