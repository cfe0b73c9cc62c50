import { signal } from "@preact/signals";
import type { Row } from "./rows.generated.js";

export type Category =
  | "smileys"
  | "people"
  | "nature"
  | "food"
  | "travel"
  | "activities"
  | "objects"
  | "symbols"
  | "flags";

export interface EmojiEntry {
  /** The name that is written into messages. */
  name: string;
  names: readonly string[];
  unicode: string;
  keywords: readonly string[];
  /** Where a skin tone goes: 0 nowhere, 1 after the first code point, 2 also at the end. */
  tone: number;
}

export interface EmojiTable {
  categories: ReadonlyArray<{ id: Category; entries: readonly EmojiEntry[] }>;
  byName: ReadonlyMap<string, EmojiEntry>;
}

/** Skin tones by the suffix of a name; the second part is the Unicode modifier. */
export const TONES = [
  ["light_skin_tone", "\u{1F3FB}"],
  ["medium_light_skin_tone", "\u{1F3FC}"],
  ["medium_skin_tone", "\u{1F3FD}"],
  ["medium_dark_skin_tone", "\u{1F3FE}"],
  ["dark_skin_tone", "\u{1F3FF}"],
] as const;

/** The table once it has been fetched; null before. Followed by everything that draws emoji. */
export const emojiTable = signal<EmojiTable | null>(null);

function entry([unicode, names, keywords = "", tone = 0]: Row): EmojiEntry {
  const all = names.split(" ");
  return { name: all[0] ?? "", names: all, unicode, keywords: keywords ? keywords.split(",") : [], tone };
}

/** Whether the table is on its way. Followed. */
export const emojiComing = signal(true);

/** Builds the table from its stored rows. */
export function buildTable(rows: Record<string, Row[]>): EmojiTable {
  const byName = new Map<string, EmojiEntry>();
  const categories = Object.entries(rows).map(([id, list]) => ({ id: id as Category, entries: list.map(entry) }));
  for (const { entries } of categories) for (const one of entries) for (const name of one.names) byName.set(name, one);
  return { categories, byName };
}

let loading: Promise<EmojiTable> | undefined;

/** Fetches the table on first use (its own file: the page does not wait for it). */
export function loadEmojiTable(): Promise<EmojiTable> {
  loading ??= import("./rows.generated.js").then(
    (module) => {
      const table = buildTable(module.rows);
      emojiTable.value = table;
      emojiComing.value = false;
      return table;
    },
    (error: unknown) => {
      loading = undefined;
      emojiComing.value = false;
      throw error;
    },
  );
  return loading;
}

/** An emoji with a skin tone (1 lightest … 5 darkest); 0 and emoji without tones give the plain one. */
export function withTone(one: EmojiEntry, tone: number): string {
  const modifier = TONES[tone - 1]?.[1];
  if (!modifier || one.tone === 0) return one.unicode;
  const points = [...one.unicode];
  const rest = points.slice(points[1] === "\u{FE0F}" ? 2 : 1);
  if (one.tone === 2 && rest.at(-1) === "\u{FE0F}") rest.pop();
  return [points[0], modifier, ...rest, one.tone === 2 ? modifier : ""].join("").replace(/\u{FE0F}$/u, "");
}

/** The characters for a name ("+1", "wave_dark_skin_tone"), or undefined when it is no emoji of the standard. */
export function unicodeFor(table: EmojiTable, name: string): string | undefined {
  const plain = table.byName.get(name);
  if (plain) return plain.unicode;
  for (let i = TONES.length - 1; i >= 0; i--) {
    const suffix = `_${TONES[i]?.[0]}`;
    // "medium_dark_skin_tone" also ends in "dark_skin_tone": only a known emoji in front decides.
    const base = name.endsWith(suffix) ? table.byName.get(name.slice(0, -suffix.length)) : undefined;
    if (base && base.tone > 0) return withTone(base, i + 1);
  }
  return undefined;
}

/** The name to write for an emoji with a skin tone. */
export function tonedName(one: EmojiEntry, tone: number): string {
  const suffix = TONES[tone - 1]?.[0];
  return suffix && one.tone > 0 ? `${one.name}_${suffix}` : one.name;
}

/**
 * Emoji for what someone typed, best first: exact name, names that begin with it, words within
 * names, keywords.
 */
export function searchEmoji(table: EmojiTable, typed: string, limit: number): EmojiEntry[] {
  const query = typed
    .toLowerCase()
    .trim()
    .replace(/[\s-]+/g, "_");
  if (!query) return [];
  const buckets: EmojiEntry[][] = [[], [], [], [], []];
  for (const { entries } of table.categories) {
    for (const one of entries) buckets[rank(one, query)]?.push(one);
  }
  return buckets.flat().slice(0, limit);
}

function rank(one: EmojiEntry, query: string): number {
  if (one.names.includes(query)) return 0;
  const joined = query.replaceAll("_", "");
  if (
    one.names.some((name) => name.startsWith(query) || (joined !== query && joined !== "" && name.startsWith(joined)))
  )
    return 1;
  if (one.names.some((name) => name.includes(`_${query}`))) return 2;
  if (one.keywords.some((word) => word.startsWith(query))) return 3;
  return query.length > 1 && one.names.some((name) => name.includes(query)) ? 4 : 5;
}
