import type { CustomEmoji } from "@mattermost/types/emojis";
import { signal } from "@preact/signals";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { onLiveEmoji } from "../realtime/emoji-events.js";
import { emojiTable, loadEmojiTable, unicodeFor } from "./table.js";

const RECENT_LIMIT = 27;
const RECENT_KEY = "courtyard.emoji.recent";
const TONE_KEY = "courtyard.emoji.tone";
export const QUICK_EMOJI = ["+1", "white_check_mark", "heart", "tada", "eyes", "laughing"] as const;

/** The server's own emoji that the page has met, by name. */
export const customEmoji = new SignalMap<CustomEmoji>();
/** Names that were asked for and do not exist, so that they are asked for once. */
const unknown = new Set<string>();
const wanted = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function stored<T>(key: string, check: (value: unknown) => value is T, fallback: T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return check(value) ? value : fallback;
  } catch {
    return fallback;
  }
}

function keep(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden storage: only the convenience is lost.
  }
}

const isNames = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");
const isTone = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 5;

/** Names of the emoji used last, newest first. */
export const recentEmoji = signal<readonly string[]>(stored(RECENT_KEY, isNames, []));
/** The chosen skin tone: 0 none, 1 lightest … 5 darkest. */
export const skinTone = signal(stored(TONE_KEY, isTone, 0));

export function noteUsed(name: string): void {
  recentEmoji.value = [name, ...recentEmoji.peek().filter((other) => other !== name)].slice(0, RECENT_LIMIT);
  keep(RECENT_KEY, recentEmoji.peek());
}

export function chooseTone(tone: number): void {
  skinTone.value = tone;
  keep(TONE_KEY, tone);
}

/** Takes custom emoji that came with a post or an event. */
export function receiveEmoji(list: readonly CustomEmoji[]): void {
  for (const one of list) {
    unknown.delete(one.name);
    customEmoji.set(one.name, one);
  }
}

onLiveEmoji((one) => receiveEmoji([one as CustomEmoji]));

async function fetchWanted(): Promise<void> {
  timer = undefined;
  const table = await loadEmojiTable();
  const names = [...wanted].filter((name) => !unicodeFor(table, name)).slice(0, 100);
  wanted.clear();
  if (names.length === 0) return;
  for (const name of names) unknown.add(name);
  try {
    receiveEmoji(await client.getCustomEmojisByNames(names));
  } catch {
    // Stays text. A later page load asks again.
  }
}

/** What a name stands for: characters, a picture, or undefined while it is not known. Followed. */
export function resolveEmoji(name: string): { unicode: string } | { url: string } | undefined {
  const table = emojiTable.value;
  if (!table) void loadEmojiTable().catch(() => {});
  const unicode = table && unicodeFor(table, name);
  if (unicode) return { unicode };
  const custom = customEmoji.get(name);
  if (custom) return { url: client.getCustomEmojiImageUrl(custom.id) };
  if (table && !unknown.has(name)) {
    wanted.add(name);
    if (timer === undefined) timer = setTimeout(() => void fetchWanted(), 50);
  }
  return undefined;
}

/** Custom emoji whose name matches what was typed, from the server. Empty when there are none or it cannot be asked. */
export async function findCustomEmoji(typed: string): Promise<CustomEmoji[]> {
  if (typed.length < 1) return [];
  try {
    const found = await client.autocompleteCustomEmoji(typed);
    receiveEmoji(found);
    return found;
  } catch {
    return [];
  }
}
