import { fold, type Token, tokenise } from "./tokenise.js";

/** Only so much of a text is searchable, in UTF-16 units; far above any message, it bounds file contents. */
const LONGEST_TEXT = 200_000;
/** PostgreSQL's own limits: the last position, the positions of one lexeme, the bytes of all (1 MiB, with a margin). */
const LAST_POSITION = 16_383;
const MOST_POSITIONS = 255;
const MOST_BYTES = 900_000;
/** The most lexemes one searched term or phrase is made of; what follows is not looked at. */
const MOST_NODES = 48;

/** A lexeme as tsvector and tsquery texts write it; safe for any content. */
const quoted = (lexeme: string) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A lexeme of four bytes that stands for two words in a row. A phrase of two words that nearly every message holds
 * would have to open nearly every message; with these the index alone leaves few candidates, and the positions
 * decide among them. There are 2^18 of them, so different pairs may share one.
 */
function neighbours(first: string, second: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < first.length; index++) hash = Math.imul(hash ^ first.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ 0x1f, 0x01000193);
  for (let index = 0; index < second.length; index++) hash = Math.imul(hash ^ second.charCodeAt(index), 0x01000193);
  hash = (hash ^ (hash >>> 15)) >>> 0;
  return `~${DIGITS[hash & 63]}${DIGITS[(hash >>> 6) & 63]}${DIGITS[(hash >>> 12) & 63]}`;
}

/**
 * The words of a text as the text of a PostgreSQL tsvector, to be cast with `::tsvector`. Every word, hashtag,
 * mention and character of a script without spaces with its positions; no stop words, no stemming. Never fails and
 * stays within PostgreSQL's limits whatever the text holds; takes time linear in its length.
 */
export function searchVector(text: string): string {
  const positions = new Map<string, number[]>();
  let bytes = 0;
  const add = (lexeme: string, position: number) => {
    let at = positions.get(lexeme);
    if (!at) {
      // the worst case of UTF-8 is three bytes a unit; a position costs two, an entry four more
      bytes += lexeme.length * 3 + 8;
      if (bytes > MOST_BYTES) return;
      at = [];
      positions.set(lexeme, at);
    }
    if (position <= 0 || position > LAST_POSITION || at.length >= MOST_POSITIONS || at.at(-1) === position) return;
    bytes += 2;
    at.push(position);
  };
  let last: Token | undefined;
  for (const token of tokenise(text.slice(0, LONGEST_TEXT))) {
    add(token.lexeme, token.position);
    if (token.kind === "word") {
      if (last && last.position === token.position - 1) add(neighbours(last.lexeme, token.lexeme), 0);
      last = token;
    }
  }
  let vector = "";
  for (const [lexeme, at] of positions)
    vector += `${vector && " "}${quoted(lexeme)}${at.length ? `:${at.join(",")}` : ""}`;
  return vector;
}

/** One searched word or phrase as it looks in the index. */
export interface TermQuery {
  /** Text of a tsquery of quoted lexemes only, to be cast with `::tsquery`. */
  tsquery: string;
  /** A tsquery without positions that everything found meets: what the index can answer alone. */
  lookup: string;
  /** The same and all the rest that needs no positions, for estimating how many messages there are. */
  estimate: string;
  /** It is nothing but a beginning of one or two letters: slow to look up, and most messages have it. */
  broad: boolean;
  /** How often one word following another is left to the positions to decide; the index then leaves far too many. */
  loose: number;
  /** What was looked for, one after another, for marking it in a message. */
  nodes: QueryNode[];
}

export interface QueryNode {
  lexeme: string;
  kind: Token["kind"];
  /** Positions from the start of the node before it. */
  distance: number;
  /** Any lexeme that begins like this. */
  prefix: boolean;
}

/**
 * The lexemes that a searched word or phrase consists of, in order; several of them must follow each other in the
 * message. Empty when the term holds nothing that can be found, such as lone punctuation.
 */
export function queryLexemes(term: string, prefix = false): QueryNode[] {
  const tokens = tokenise(term.slice(0, 4_000));
  // A sign counts only when it is all there is: inside a phrase its words tell as much and find more.
  const signs = tokens.filter((token) => token.kind === "sign");
  const alone =
    signs.length === 1 && tokens.every((token) => token.start >= signs[0]!.start && token.end <= signs[0]!.end);
  const paired = new Set<number>();
  for (const token of tokens) if (token.kind === "pair") paired.add(token.position).add(token.position + 1);
  const chosen = tokens
    .filter(({ kind, position }) => {
      if (alone) return kind === "sign";
      return kind === "word" || kind === "pair" || (kind === "char" && !paired.has(position));
    })
    .sort((one, other) => one.position - other.position)
    .slice(0, MOST_NODES);
  const whole = chosen.length < MOST_NODES;
  return chosen.map((token, index) => ({
    lexeme: token.lexeme,
    kind: token.kind,
    distance: index ? token.position - (chosen[index - 1] as Token).position : 0,
    prefix: prefix && whole && index === chosen.length - 1 && (token.kind === "word" || token.kind === "sign"),
  }));
}

/** The tsquery of a searched word (with `prefix` also of what begins like it) or phrase; undefined when it holds nothing. */
export function termQuery(term: string, prefix = false): TermQuery | undefined {
  const nodes = queryLexemes(term, prefix);
  if (!nodes.length) return;
  const lexemes = nodes.map((node) => quoted(node.lexeme) + (node.prefix ? ":*" : ""));
  let sequence = lexemes[0] as string;
  const near: string[] = [];
  let loose = 0;
  for (let index = 1; index < nodes.length; index++) {
    const node = nodes[index] as QueryNode;
    const before = nodes[index - 1] as QueryNode;
    sequence += ` ${node.distance === 1 ? "<->" : `<${node.distance}>`} ${lexemes[index]}`;
    if (node.kind === "word" && before.kind === "word" && !node.prefix)
      near.push(quoted(neighbours(before.lexeme, node.lexeme)));
    else if (node.kind !== "pair" || before.kind !== "pair") loose++;
  }
  const broad = isBroad(nodes.at(-1) as QueryNode);
  if (nodes.length === 1) return { tsquery: sequence, lookup: sequence, estimate: sequence, broad, loose, nodes };
  const must = [...new Set(near)];
  const alone = lexemes.filter((_, index) => !isPaired(nodes, index));
  const estimate = [...must, ...alone];
  return {
    tsquery: `(${[...must, `(${sequence})`].join(" & ")})`,
    lookup: `(${(broad ? estimate.slice(0, -1) : estimate).join(" & ")})`,
    estimate: `(${estimate.join(" & ")})`,
    broad: false,
    loose,
    nodes,
  };
}

/** A beginning of a letter or two stands for thousands of words; beside another word it is quicker tested than looked up. */
const isBroad = (node: QueryNode) => node.prefix && node.lexeme.length <= 2;

/** Whether a node stands in a pair of neighbours, so that the index need not look it up as well. */
function isPaired(nodes: QueryNode[], index: number): boolean {
  const node = nodes[index] as QueryNode;
  if (node.kind !== "word" || node.prefix) return false;
  const before = nodes[index - 1];
  const after = nodes[index + 1];
  return before?.kind === "word" || (after?.kind === "word" && !after.prefix);
}

const HASHTAG = /(?<![\p{L}\p{N}\p{M}_])[#＃](\p{L}[\p{L}\p{N}\p{M}._-]*)/gu;
const MOST_HASHTAG_CHARACTERS = 1000;
/** A web address: what follows its # is no hashtag. */
const ADDRESS = /\bhttps?:\/\/\S+/gi;

/**
 * The hashtags of a message with their signs, separated by single spaces, each once, in their first spelling; at most
 * 1000 characters. A hashtag begins with a letter of any script, goes on with letters, digits and `. - _`, and has at
 * least `shortest` characters without its sign (the setting MinimumHashtagLength).
 */
export function hashtagsOf(message: string, shortest = 3): string {
  const seen = new Set<string>();
  let tags = "";
  for (const [, name = ""] of message.replace(ADDRESS, " ").matchAll(HASHTAG)) {
    const tag = name.replace(/[._-]+$/, "");
    if ([...tag].length < shortest || seen.has(fold(tag))) continue;
    if (tags.length + tag.length + 2 > MOST_HASHTAG_CHARACTERS) break;
    seen.add(fold(tag));
    tags += `${tags && " "}#${tag}`;
  }
  return tags;
}
