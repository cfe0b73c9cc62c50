import { type TermQuery, termQuery } from "../../platform/text/search-vector.js";
import { type Clock, type Period, periodOf } from "./period.js";

/** What a message or file may be besides its words; the values of `has:` and `is:`. */
export const flags = ["link", "file", "image", "reaction", "pin", "thread", "saved", "unread"] as const;
export type Flag = (typeof flags)[number];

/** One word or phrase of the search box. */
export interface Term extends TermQuery {
  text: string;
  excluded: boolean;
}

/** Values of a filter that can be given several times: any of `include`, none of `exclude`. */
export interface Choice<Value = string> {
  include: Value[];
  exclude: Value[];
}

/** The search box, understood. */
export interface SearchQuery {
  terms: Term[];
  /** Any of the words instead of all; filters and exclusions always hold. */
  any: boolean;
  /** User names without `@`, ids, or `me`; lower-case. */
  from: Choice;
  /** Channel names without `~`, ids, display names, or `@name` for direct messages; lower-case. */
  channels: Choice;
  /** File name endings without a dot, lower-case. */
  extensions: Choice;
  flags: Choice<Flag>;
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
const QUOTES: Record<string, string> = { '"': '"', "“": "”“\"", "”": "”“\"", "„": "“”\"", "«": "»", "»": "«" };

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
  for (const piece of pieces(text.slice(0, 16_000))) {
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

const isSpace = (unit: number) => unit === 32 || (unit >= 9 && unit <= 13) || (unit > 127 && /\s/.test(String.fromCharCode(unit)));

function addTerm(query: SearchQuery, { text, excluded, operator }: Piece): void {
  if (query.terms.length >= MOST) return;
  const bare = text.replace(/\*{1,50}$/, "");
  const found = termQuery(operator ? `${operator}:${bare}` : bare, bare !== text);
  if (found) query.terms.push({ ...found, text: bare, excluded });
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

const synonyms: Record<string, Flag> = { pinned: "pin", files: "file", links: "link", images: "image", reactions: "reaction", reply: "thread" };

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
  /** A tsquery for estimating how many messages hold the words. */
  estimate: string;
  /** Only exclusions: the index cannot look them up. */
  negative: boolean;
}

/** The words of a query for the index, or undefined when it has only filters. */
export function indexQuery(query: SearchQuery): IndexQuery | undefined {
  const wanted = query.terms.filter((term) => !term.excluded);
  const join = (texts: string[]) => (texts.length > 1 ? `(${texts.join(query.any ? " | " : " & ")})` : texts[0]);
  const links = query.flags.include.includes("link") ? ["('http' | 'https' | 'www')"] : [];
  const without = query.terms.filter((term) => term.excluded).map((term) => `!(${term.tsquery})`);
  const all = [join(wanted.map((term) => term.tsquery)), ...links].filter((text) => text !== undefined);
  if (!all.length && !without.length) return;
  return {
    tsquery: [...all, ...without].join(" & "),
    estimate: [join(wanted.map((term) => term.estimate)), ...links].filter(Boolean).join(" & "),
    negative: all.length === 0,
  };
}
