import type { Choice, Period, SearchFlag, SearchRequest, SearchTerm } from "../../edition/ports/search-engine.js";
import { termQuery } from "../../platform/text/search-vector.js";
import { type Clock, periodOf } from "./period.js";

/** The values of `has:` and `is:`. */
export const flags = [
  "link",
  "file",
  "image",
  "reaction",
  "pin",
  "thread",
  "saved",
  "unread",
] as const satisfies SearchFlag[];

/** The search box, understood. */
export interface SearchQuery {
  terms: SearchTerm[];
  /** Any of the words instead of all; filters and exclusions always hold. */
  any: boolean;
  /** User names without `@`, ids, or `me`; lower-case. */
  from: Choice;
  /** Channel names without `~`, ids, display names, or `@name` for direct messages; lower-case. */
  channels: Choice;
  /** File name endings without a dot, lower-case. */
  extensions: Choice;
  flags: Choice<SearchFlag>;
  /** Only what was written from here on … */
  start: number;
  /** … and before this. Milliseconds since 1970. */
  end: number;
  /** In one of the first (if there are any) and in none of the second. */
  periods: Choice<Period>;
  /** Nothing was asked for: there is nothing to find. */
  empty: boolean;
}

/** The most words, phrases or values of one filter that count; what follows is not looked at. */
const MOST = 64;
const LATEST = Number.MAX_SAFE_INTEGER;
const QUOTES: Record<string, string> = { '"': '"', "“": '”“"', "”": '”“"', "„": '“”"', "«": "»", "»": "«" };

interface Piece {
  text: string;
  excluded: boolean;
  quoted: boolean;
  /** `from` in `from:ann`, lower-case. */
  operator?: string;
}

const operators = new Set(["from", "in", "channel", "before", "after", "on", "during", "has", "is", "ext"]);
const OPERATOR = /^(-?)([a-z]{2,7}):/i;

/**
 * Reads what somebody typed into the search box. Whatever is not understood (a date that does not exist, an unknown
 * `has:`) counts as words. Never fails; takes time linear in the length of the text.
 */
export function parseQuery(text: string, clock: Clock, options: { any?: boolean } = {}): SearchQuery {
  const query: SearchQuery = {
    terms: [],
    any: options.any ?? false,
    from: { include: [], exclude: [] },
    channels: { include: [], exclude: [] },
    extensions: { include: [], exclude: [] },
    flags: { include: [], exclude: [] },
    start: 0,
    end: LATEST,
    periods: { include: [], exclude: [] },
    empty: false,
  };
  let asked = false;
  for (const piece of pieces(text.slice(0, 16_000).replaceAll("\0", " "))) {
    if (applyFilter(query, piece, clock)) asked = true;
    else addTerm(query, piece);
  }
  query.empty = !asked && query.terms.length === 0;
  return query;
}

function* pieces(text: string): Generator<Piece> {
  const SPACE = /\s*/y;
  let at = 0;
  const skipSpace = () => {
    SPACE.lastIndex = at;
    at += SPACE.exec(text)?.[0].length ?? 0;
  };
  // a quote that no other closes is a plain character; looking for its partner again and again would cost too much
  const lonely = new Set<string>();
  for (skipSpace(); at < text.length; skipSpace()) {
    const named = OPERATOR.exec(text.slice(at, at + 9));
    const operator = named?.[2]?.toLowerCase();
    if (named && operator && operators.has(operator)) {
      at += named[0].length;
      skipSpace();
      if (at < text.length) yield { ...readValue(), excluded: named[1] === "-", operator };
      continue;
    }
    const excluded = text[at] === "-" && /\S/.test(text[at + 1] ?? "");
    if (excluded) at++;
    yield { ...readValue(), excluded };
  }

  function readValue(): Pick<Piece, "text" | "quoted"> {
    const opening = text[at] ?? "";
    const closing = QUOTES[opening];
    if (closing && !lonely.has(opening)) {
      for (let end = at + 1; end < text.length; end++) {
        if (!closing.includes(text[end] as string)) continue;
        const star = text[end + 1] === "*";
        const inside = text.slice(at + 1, end) + (star ? "*" : "");
        at = end + (star ? 2 : 1);
        return { text: inside, quoted: true };
      }
      lonely.add(opening);
    }
    const start = at;
    while (at < text.length && !isSpace(text.charCodeAt(at))) at++;
    return { text: text.slice(start, at), quoted: false };
  }
}

const isSpace = (unit: number) =>
  unit === 32 || (unit >= 9 && unit <= 13) || (unit > 127 && /\s/.test(String.fromCharCode(unit)));

function addTerm(query: SearchQuery, { text, excluded, operator }: Piece): void {
  if (query.terms.length >= MOST) return;
  const bare = text.replace(/\*{1,50}$/, "");
  const prefix = bare !== text;
  const words = operator ? `${operator}:${bare}` : bare;
  if (termQuery(words, prefix)) query.terms.push({ text: words, prefix, excluded });
}

/** Applies a piece such as `from:ann`; false when it is no filter. */
function applyFilter(query: SearchQuery, piece: Piece, clock: Clock): boolean {
  if (!piece.operator) return false;
  const value = piece.text.replace(/[,;]+$/, "").toLowerCase();
  switch (piece.operator) {
    case "from":
      return addChoice(query.from, value.replace(/^@/, ""), piece);
    case "in":
    case "channel":
      return addChoice(query.channels, value.replace(/^~/, ""), piece);
    case "ext":
      return addChoice(query.extensions, value.replace(/^\./, ""), piece);
    case "has":
    case "is":
      return applyFlag(query, value, piece);
    default:
      return applyPeriod(query, value, piece, clock);
  }
}

function addChoice<Value>(choice: Choice<Value>, value: Value, { excluded }: Piece): boolean {
  if (value === "") return false;
  const values = excluded ? choice.exclude : choice.include;
  if (values.length < MOST && !values.includes(value)) values.push(value);
  return true;
}

const synonyms: Record<string, SearchFlag> = {
  pinned: "pin",
  files: "file",
  links: "link",
  images: "image",
  reactions: "reaction",
  reply: "thread",
};

function applyFlag(query: SearchQuery, value: string, piece: Piece): boolean {
  const flag = synonyms[value] ?? flags.find((known) => known === value);
  return flag ? addChoice(query.flags, flag, piece) : false;
}

function applyPeriod(query: SearchQuery, value: string, piece: Piece, clock: Clock): boolean {
  const period = periodOf(value, clock);
  if (!period) return false;
  const { operator, excluded } = piece;
  if (operator === "before" && !excluded) query.end = Math.min(query.end, period.start);
  else if (operator === "before") query.start = Math.max(query.start, period.start);
  else if (operator === "after" && !excluded) query.start = Math.max(query.start, period.end);
  else if (operator === "after") query.end = Math.min(query.end, period.end);
  else addChoice(query.periods, period, piece);
  return true;
}

/** The words of a query for the index. */
export interface IndexQuery {
  /** Text of a tsquery; safe to cast whatever was typed, since it is made of quoted lexemes only. */
  tsquery: string;
  /** A simpler tsquery for the index, which knows no positions: what it leaves is then held against `tsquery`. Empty
   * when only exclusions were given, which no index can look up. */
  lookup: string;
  /** What the number of messages is estimated by: the words without positions, less the exclusions … */
  estimate: string;
  /** … times this part, for phrases whose order the index does not know. */
  share: number;
}

/** The part of the messages with two words in which one follows the other. */
const LOOSE = 1 / 12;

/** The words of a query for the index, or undefined when it has only filters. */
export function indexQuery(query: Pick<SearchRequest, "any" | "flags" | "terms">): IndexQuery | undefined {
  const found = query.terms.flatMap(({ text, prefix, excluded }) => {
    const term = termQuery(text, prefix);
    return term ? [{ ...term, excluded }] : [];
  });
  const wanted = found.filter((term) => !term.excluded);
  const join = (texts: string[]) => (texts.length > 1 ? [`(${texts.join(query.any ? " | " : " & ")})`] : texts);
  const links = query.flags.include.includes("link") ? ["('http' | 'https' | 'www')"] : [];
  const without = found.filter((term) => term.excluded).map((term) => `!(${term.tsquery})`);
  const withoutRoughly = found.filter((term) => term.excluded).map((term) => `!(${term.estimate})`);
  const all = [...join(wanted.map((term) => term.tsquery)), ...links];
  if (!all.length && !without.length) return;
  const narrow = query.any ? wanted : wanted.filter((term) => !term.broad);
  const lookup = [...join((narrow.length ? narrow : wanted).map((term) => term.lookup)), ...links].join(" & ");
  return {
    tsquery: [...all, ...without].join(" & "),
    lookup,
    estimate: [...join(wanted.map((term) => term.estimate)), ...links, ...withoutRoughly].join(" & "),
    share: query.any ? 1 : LOOSE ** wanted.reduce((sum, term) => sum + term.loose, 0),
  };
}
