/** Whom a text calls, before anybody knows who exists. */
export interface Calls {
  /** Possible user names, lower-case. */
  names: string[];
  everybody: boolean;
  here: boolean;
}

const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]+`/g;
const ADDRESS = /\bhttps?:\/\/\S+/gi;
// The full-width sign is what some keyboards type. Between underscores a name is emphasised, and no part of a word.
const CALL = /(?<![\p{L}\p{N}@＠]_*)[@＠]([a-z0-9._-]+)/giu;
const MAX_NAMES = 200;

/** The text without code, in which nothing is a mention. */
export const withoutCode = (message: string): string => message.replace(CODE, " ");

/** Finds the @-words of a message outside of code and web addresses. Punctuation that ends a name may belong to it or to the sentence: both are tried. */
export function callsIn(message: string): Calls {
  const names = new Set<string>();
  let everybody = false;
  let here = false;
  for (const match of withoutCode(message).replace(ADDRESS, " ").matchAll(CALL)) {
    let name = (match[1] as string).toLowerCase();
    for (;;) {
      if (name === "all" || name === "channel") everybody = true;
      else if (name === "here") here = true;
      else if (name && names.size < MAX_NAMES) names.add(name);
      if (!/[._-]$/.test(name)) break;
      name = name.slice(0, -1);
    }
  }
  return { names: [...names], everybody, here };
}

/** Keywords of all people, ready to be looked for in messages. */
export class Keywords {
  readonly #single = new Set<string>();
  readonly #other: string[] = [];

  constructor(keywords: Iterable<string>) {
    for (const keyword of keywords) {
      if (
        /^[\p{L}\p{N}_]+$/u.test(keyword) &&
        !/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u.test(keyword)
      )
        this.#single.add(keyword);
      else this.#other.push(keyword);
    }
  }

  /** The keywords a message holds as whole words; those of scripts without spaces anywhere. */
  in(message: string): string[] {
    if (this.#single.size === 0 && this.#other.length === 0) return [];
    const text = withoutCode(message).toLowerCase();
    const found = new Set<string>();
    if (this.#single.size > 0)
      for (const [word] of text.matchAll(/[\p{L}\p{N}_]+/gu)) if (this.#single.has(word)) found.add(word);
    for (const keyword of this.#other) if (occurs(text, keyword)) found.add(keyword);
    return [...found];
  }
}

function occurs(text: string, keyword: string): boolean {
  const edge = (character: string | undefined) => character === undefined || !/[\p{L}\p{N}_]/u.test(character);
  const spaceless = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}]/u.test(keyword);
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    if (spaceless || (edge(text[at - 1]) && edge(text[at + keyword.length]))) return true;
  }
  return false;
}
