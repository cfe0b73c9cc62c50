/**
 * Cuts text into what search can find. The same function cuts messages and queries, so the two always agree.
 *
 * - A word is a run of letters and digits. Everything else separates: `10.0.0.1`, `snake_case`, `bob@example.com` and
 *   `https://host/path` are sequences of words, and a query for any stretch of them is a phrase.
 * - Scripts that write without spaces (Chinese, Japanese, Korean, Thai …) give every character and every pair of
 *   neighbours, so that any piece of a sentence is found.
 * - `#tag` and `@name` give their words, and once more the whole with its sign.
 * - Case, accents, width and the like are folded on both sides: `Café`, `CAFE` and `ｃａｆｅ` are one word.
 */

export type TokenKind =
  /** a word, or one character of a script without spaces; takes one position */
  | "word"
  | "char"
  /** two neighbouring characters, at the position of the first */
  | "pair"
  /** a hashtag, a mention, `c++`: at the position of its first word */
  | "sign"
  /** a piece of a word such as `user` in `getUserName`: at the position of the word */
  | "part";

export interface Token {
  kind: TokenKind;
  lexeme: string;
  /** Counted from 1; neighbours differ by one. */
  position: number;
  /** Where it stands in the text, in UTF-16 units. */
  start: number;
  end: number;
}

/** The longest lexeme in UTF-16 units; longer words are found by their beginning. */
const LONGEST = 128;

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}\u00ad]*|\p{Extended_Pictographic}|\p{Regional_Indicator}{1,2}/gu;
const SIGNED = /[\p{L}\p{N}][\p{L}\p{N}\p{M}._-]*/uy;
const WORD_BEFORE = /[\p{L}\p{N}\p{M}_]$/u;
const WORD_AFTER = /^[\p{L}\p{N}_#+]/u;
const PLAIN = /^[a-z0-9]+$/;
const SPACELESS_CLASS =
  "[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Hang}\\p{scx=Bopo}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}\\p{scx=Tibt}]";
const SPACELESS = new RegExp(SPACELESS_CLASS, "u");
const RUNS = new RegExp(`${SPACELESS_CLASS}+|(?:(?!${SPACELESS_CLASS})[\\p{L}\\p{N}\\p{M}\\p{So}])+`, "gu");
const PIECES = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|\p{N}+|\p{Lo}+/gu;

const SPELLED: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ı: "i",
  ς: "σ",
  ŋ: "n",
};
const SPELLED_ONES = /[ßæœøđðþłħıςŋ]/g;
// Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel marks of Arabic, and its stretching sign; soft hyphen.
const DROPPED = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640\u00ad]/g;
const ASCII = /^[\x00-\x7f]*$/;

/** Folds case, width, ligatures and accents. Idempotent. */
export function fold(text: string): string {
  if (PLAIN.test(text)) return text;
  if (ASCII.test(text)) return text.toLowerCase();
  const bare = text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(DROPPED, "");
  return bare.replace(SPELLED_ONES, (letter) => SPELLED[letter] ?? letter).normalize("NFC");
}

const clip = (lexeme: string) => {
  if (lexeme.length <= LONGEST) return lexeme;
  const last = lexeme.charCodeAt(LONGEST - 1);
  // never half of a surrogate pair
  return lexeme.slice(0, last >= 0xd800 && last <= 0xdbff ? LONGEST - 1 : LONGEST);
};

/** All tokens of a text, in the order of their positions. Takes time linear in its length. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 1;
  WORD.lastIndex = 0;
  for (let found = WORD.exec(text); found; found = WORD.exec(text)) {
    const raw = found[0];
    const start = found.index;
    const end = start + raw.length;
    const first = tokens.length;
    const before = position;
    position = addWord(tokens, raw, start, position);
    const sign = signAt(text, start, end, tokens[first]);
    if (sign) tokens.push({ kind: "sign", position: before, start: sign.start, end: sign.end, lexeme: sign.lexeme });
  }
  return tokens;
}

/** Adds what one run of letters and digits holds; returns the next free position. */
function addWord(tokens: Token[], raw: string, start: number, position: number): number {
  const end = start + raw.length;
  const folded = fold(raw);
  if (PLAIN.test(folded) || !SPACELESS.test(folded)) {
    for (const lexeme of folded.match(RUNS) ?? []) {
      tokens.push({ kind: "word", lexeme: clip(lexeme), position, start, end });
      addParts(tokens, raw, folded, position, start, end);
      position++;
    }
    return position;
  }
  const exact = folded.length === raw.length;
  for (const run of folded.matchAll(RUNS)) {
    const at = exact ? start + run.index : start;
    const runEnd = exact ? at + run[0].length : end;
    if (SPACELESS.test(run[0])) position = addCharacters(tokens, run[0], at, runEnd, position, exact);
    else tokens.push({ kind: "word", lexeme: clip(run[0]), position: position++, start: at, end: runEnd });
  }
  return position;
}

function addCharacters(
  tokens: Token[],
  run: string,
  start: number,
  end: number,
  position: number,
  exact: boolean,
): number {
  let last = "";
  let offset = start;
  let lastOffset = start;
  for (const char of run) {
    const charEnd = exact ? offset + char.length : end;
    if (last)
      tokens.push({ kind: "pair", lexeme: last + char, position: position - 1, start: lastOffset, end: charEnd });
    tokens.push({ kind: "char", lexeme: char, position, start: offset, end: charEnd });
    last = char;
    lastOffset = offset;
    if (exact) offset += char.length;
    position++;
  }
  return position;
}

/** `getUserName` is found by `user`, `DE4711` by `4711`. Ids made of noise are left whole. */
function addParts(tokens: Token[], raw: string, folded: string, position: number, start: number, end: number): void {
  if (raw.length < 3 || raw.length > LONGEST) return;
  const pieces = raw.match(PIECES);
  if (!pieces || pieces.length < 2 || pieces.length > 5) return;
  for (const piece of pieces) {
    const lexeme = fold(piece);
    if (lexeme.length < 2 || lexeme === folded) continue;
    tokens.push({ kind: "part", lexeme, position, start, end });
  }
}

/** The hashtag or mention that begins with this word, or a name like `c++` or `c#` that ends with signs. */
function signAt(text: string, start: number, end: number, word: Token | undefined) {
  const before = text[start - 1];
  if (before === "#" || before === "@" || before === "＃" || before === "＠") {
    const sign = before === "#" || before === "＃" ? "#" : "@";
    // `page#section` is no hashtag; the end of `bob@example.com` may well be looked for as `@example.com`
    if (sign === "#" && start > 1 && WORD_BEFORE.test(text.slice(start - 2, start - 1))) return;
    SIGNED.lastIndex = start;
    const name = SIGNED.exec(text)?.[0].replace(/[._-]+$/, "") ?? "";
    return name ? { lexeme: clip(sign + fold(name)), start: start - 1, end: start + name.length } : undefined;
  }
  if (word?.kind !== "word") return;
  const suffix = text.startsWith("++", end) ? "++" : text[end] === "#" ? "#" : "";
  if (!suffix || WORD_AFTER.test(text.slice(end + suffix.length, end + suffix.length + 2))) return;
  return { lexeme: clip(word.lexeme) + suffix, start, end: end + suffix.length };
}
