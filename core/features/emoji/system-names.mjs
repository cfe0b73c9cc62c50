// Writes system-names.ts from emojibase-data.
// Run by hand after updating emojibase-data: node core/features/emoji/system-names.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const load = (name) => JSON.parse(readFileSync(require.resolve(`emojibase-data/en/${name}.json`), "utf8"));
const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

const LINE = 240;
// Clients differ in which set of names they write, so all that are in use are accepted.
const sources = ["iamcal", "github", "emojibase"].map((name) => load(`shortcodes/${name}`));
const plain = new Set();
const toned = new Set();
for (const emoji of load("data")) {
  const target = emoji.skins ? toned : plain;
  for (const source of sources)
    for (const name of list(source[emoji.hexcode])) if (/^[a-z0-9_+-]+$/.test(name)) target.add(name);
}
for (const name of toned) plain.delete(name);

function block(names) {
  const lines = [""];
  for (const name of [...names].sort()) {
    if (lines.at(-1).length + name.length > LINE) lines.push("");
    lines.push(`${lines.pop()} ${name}`.trim());
  }
  return lines.join("\n");
}

const text = `// Made by system-names.mjs from emojibase-data (MIT); do not edit.

/** Names of emoji of the Unicode standard, separated by white space. */
export const PLAIN = \`
${block(plain)}
\`;

/** Those of emoji that also come in skin tones. */
export const TONED = \`
${block(toned)}
\`;
`;
writeFileSync(fileURLToPath(new URL("./system-names.ts", import.meta.url)), text);
console.log(`${plain.size + toned.size} names, ${Math.ceil(text.length / 1024)} KB`);
