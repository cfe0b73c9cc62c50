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

const PREFIX = "courtyard.draft.";
const drafts = new SignalMap<Draft>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
let loadedFor = "";

let owner: () => string = () => "";
/** Tells whose drafts these are: the id of who is signed in. */
export function provideDraftOwner(read: () => string): void {
  owner = read;
}

/** The name of a place to write: a channel, or a thread in it. */
export function draftKey(channelId: string, rootId = ""): string {
  return rootId ? `${channelId}:${rootId}` : channelId;
}

const storageKey = (key: string) => `${PREFIX}${owner()}.${key}`;

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
  drafts.clear();
  if (typeof localStorage === "undefined" || !loadedFor) return;
  const prefix = storageKey("");
  for (let i = 0; i < localStorage.length; i++) {
    const name = localStorage.key(i);
    const draft = name?.startsWith(prefix) ? read(localStorage.getItem(name)) : undefined;
    if (name && draft) drafts.set(name.slice(prefix.length), draft);
  }
}

/** The draft of a place, or undefined. Not followed: the composer owns its text while it is open. */
export function draftOf(key: string): Draft | undefined {
  load();
  return drafts.peek(key);
}

function store(key: string): void {
  clearTimeout(timers.get(key));
  timers.delete(key);
  const draft = drafts.peek(key);
  try {
    if (draft) localStorage.setItem(storageKey(key), JSON.stringify(draft));
    else localStorage.removeItem(storageKey(key));
  } catch {
    // No room: the draft still lives as long as the page.
  }
}

const WRITE_MS = 300;

/** Keeps a draft; an empty one is forgotten. Written to the browser's storage a moment later. */
export function keepDraft(key: string, message: string, files: readonly FileInfo[], priority?: Priority): void {
  load();
  if (message.trim() === "" && files.length === 0) drafts.delete(key);
  else drafts.set(key, { message, files: [...files], ...(priority ? { priority } : {}), updatedAt: Date.now() });
  if (!timers.has(key))
    timers.set(
      key,
      setTimeout(() => store(key), WRITE_MS),
    );
}

/** Writes what is still only in memory (the page is going away). */
export function flushDrafts(): void {
  for (const key of [...timers.keys()]) store(key);
}

if (typeof addEventListener === "function") addEventListener("pagehide", flushDrafts);

/** Places that have a draft. Followed. */
export const draftKeys = computed(() => new Set(drafts.keys()));

type Listener = (text: string) => void;
const open = new Map<string, Listener>();

/** The composer of a place is on screen and takes text that comes back. Returns the way to stop. */
export function onRestored(key: string, listener: Listener): () => void {
  open.set(key, listener);
  return () => {
    if (open.get(key) === listener) open.delete(key);
  };
}

/** Gives a text back to its composer (a message that was not sent): after what stands there already. */
export function restoreText(channelId: string, rootId: string, text: string): void {
  if (!text) return;
  const key = draftKey(channelId, rootId);
  const listener = open.get(key);
  if (listener) return listener(text);
  const old = draftOf(key);
  keepDraft(key, old?.message ? `${old.message}\n${text}` : text, old?.files ?? []);
}
