import { type ComponentChildren, h } from "preact";

/** Writing without spaces between words: there a word may stand anywhere. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;
const MOST = 40;

function pattern(word: string): string {
  const literal = word.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&").replace(/\s+/g, "\\s+");
  return UNSPACED.test(word) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}

/** Matches any of the words, as whole words where words are written apart. Undefined without words. */
export function markPattern(words: readonly string[] | undefined): RegExp | undefined {
  const wanted = (words ?? []).filter((word) => word.trim() !== "").slice(0, MOST);
  if (wanted.length === 0) return undefined;
  // The longest first: "plum galette" rather than "plum".
  const longest = [...wanted].sort((a, b) => b.length - a.length);
  return new RegExp(longest.map(pattern).join("|"), "giu");
}

/** A text with what the pattern matches in `mark` elements. */
export function marked(text: string, words: RegExp | undefined): ComponentChildren {
  if (!words) return text;
  const parts: ComponentChildren[] = [];
  let from = 0;
  for (const match of text.matchAll(words)) {
    if (match[0] === "") continue;
    parts.push(text.slice(from, match.index), h("mark", null, match[0]));
    from = match.index + match[0].length;
  }
  return from === 0 ? text : [...parts, text.slice(from)];
}
