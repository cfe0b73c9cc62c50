// Writes src/features/emoji/rows.generated.ts from emojibase-data.
// Run by hand after updating emojibase-data: node webapp/scripts/emoji-table.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const load = (name) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${name}.json`), "utf8"));

const MAX_KEYWORDS = 4;
const TONE_LIGHT = "\u{1F3FB}";
// Group numbers of emojibase; 2 ("component") holds skin tones alone and is left out.
const CATEGORIES = ["smileys", "people", null, "nature", "food", "travel", "activities", "objects", "symbols", "flags"];

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** Short names, those of iamcal first: other clients of this API use them. */
function nameTable(emojis) {
  const sources = ["iamcal", "github"].map((name) => load(`shortcodes/${name}`));
  const fallback = load("shortcodes/emojibase");
  const taken = new Map();
  const names = new Map(emojis.map((emoji) => [emoji.hexcode, []]));
  const claim = (hexcode, name) => {
    if (!/^[a-z0-9_+-]+$/.test(name) || taken.has(name)) return;
    taken.set(name, hexcode);
    names.get(hexcode).push(name);
  };
  for (const source of sources) {
    for (const { hexcode } of emojis) for (const name of list(source[hexcode])) claim(hexcode, name);
  }
  for (const { hexcode } of emojis) {
    if (names.get(hexcode).length === 0) for (const name of list(fallback[hexcode])) claim(hexcode, name);
  }
  return names;
}

// Where the skin tone goes: 1 = after the first code point, 2 = after the first and the last.
function tone(text, rule) {
  const points = [...text].filter(
    (point, index, all) => !(point === "\u{FE0F}" && (index === 1 || index === all.length - 1)),
  );
  const out = [points[0], TONE_LIGHT, ...points.slice(1)];
  if (rule === 2) out.push(TONE_LIGHT);
  return out.join("");
}

function toneRule(emoji) {
  const light = emoji.skins?.find(
    (skin) => skin.tone === 1 || (Array.isArray(skin.tone) && skin.tone.every((t) => t === 1)),
  );
  if (!light) return 0;
  const bare = (text) => text.replaceAll("\u{FE0F}", "");
  return [1, 2].find((rule) => bare(tone(emoji.emoji, rule)) === bare(light.emoji)) ?? 0;
}

const emojis = load("data")
  .filter((emoji) => emoji.group !== undefined && CATEGORIES[emoji.group])
  .sort((a, b) => a.order - b.order);
const names = nameTable(emojis);
const table = {};
for (const emoji of emojis) {
  const own = names.get(emoji.hexcode);
  if (own.length === 0) continue;
  const known = own.join("_");
  const words = [...new Set([...(emoji.tags ?? []), ...emoji.label.toLowerCase().split(/[^a-z0-9]+/)])]
    .filter((word) => word.length > 2 && /^[a-z0-9 -]+$/.test(word) && !known.includes(word.replaceAll(" ", "_")))
    .slice(0, MAX_KEYWORDS);
  const row = [
    emoji.emoji.replace(/^(.)\u{FE0F}$/u, (all, base) => (emoji.text ? all : base)),
    own.join(" "),
    words.join(","),
    toneRule(emoji),
  ];
  while (!row.at(-1)) row.pop();
  (table[CATEGORIES[emoji.group]] ??= []).push(row);
}

const target = fileURLToPath(new URL("../src/features/emoji/rows.generated.ts", import.meta.url));
const lines = Object.entries(table).map(
  ([key, rows]) => `${JSON.stringify(key)}:[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}]`,
);
const head = `// Made by webapp/scripts/emoji-table.mjs; do not edit.
/** Characters, names, keywords, and where a skin tone goes; see buildTable. */
export type Row = [unicode: string, names: string, keywords?: string, tone?: number];
`;
const text = `${head}export const rows: Record<string, Row[]> = {${lines.join(",\n")}};\n`;
writeFileSync(target, text);
console.log(`${Object.values(table).flat().length} emoji, ${Math.ceil(Buffer.byteLength(text) / 1024)} KB`);
