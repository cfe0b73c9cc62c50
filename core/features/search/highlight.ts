import type { SearchTerm } from "../../edition/ports/search-engine.js";
import { type QueryNode, queryLexemes } from "../../platform/text/search-vector.js";
import { type Token, tokenise } from "../../platform/text/tokenise.js";

const LONGEST = 20_000;
const MOST = 20;

/** The words and phrases of a message that were looked for, as the message spells them, each once. */
export function matchesIn(message: string, terms: readonly SearchTerm[]): string[] {
  const text = message.slice(0, LONGEST);
  const tokens = tokenise(text);
  const byPosition = new Map<number, Token[]>();
  for (const token of tokens) {
    const there = byPosition.get(token.position);
    if (there) there.push(token);
    else byPosition.set(token.position, [token]);
  }
  const found = new Set<string>();
  for (const { text: term, prefix, excluded } of terms) {
    if (excluded) continue;
    const [first, ...rest] = queryLexemes(term, prefix);
    if (!first) continue;
    for (const token of tokens) {
      if (found.size >= MOST) return [...found];
      const end = fits(token, first) ? endOf(token, rest, byPosition) : 0;
      if (end) found.add(text.slice(token.start, end));
    }
  }
  return [...found];
}

const fits = (token: Token, node: QueryNode) =>
  node.prefix ? token.lexeme.startsWith(node.lexeme) : token.lexeme === node.lexeme;

/** Where a phrase ends that goes on after its first word; 0 when it does not go on. */
function endOf(first: Token, rest: readonly QueryNode[], byPosition: ReadonlyMap<number, Token[]>): number {
  let last = first;
  for (const node of rest) {
    const next = byPosition.get(last.position + node.distance)?.find((token) => fits(token, node));
    if (!next) return 0;
    last = next;
  }
  return last.end;
}
