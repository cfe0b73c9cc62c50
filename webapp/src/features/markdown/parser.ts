import type { MarkdownIt as Parser, Token } from "markdown-it";
import MarkdownIt from "markdown-it";
import { imageRule } from "./image-rule.js";
import { inlineMarks, taskItems } from "./inline-marks.js";
import { safeHref } from "./link.js";

/** Longest text that is read as Markdown, in characters; longer ones are shown as plain text. */
export const MAX_LENGTH = 65_536;
/** Most tokens a message may have before it is shown as plain text: each becomes an element of the page. */
export const MAX_TOKENS = 6_000;

function wwwLength(text: string, pos: number, validate: (text: string) => number): number {
  return Math.max(0, validate(`//www.${text.slice(pos, pos + 2048)}`) - "//www.".length);
}

function create(): Parser {
  const md = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false, maxNesting: 24 });
  // Definitions elsewhere in the text could repeat a long address thousands of times.
  md.disable(["reference", "html_block", "html_inline"], true);
  md.validateLink = (url) => safeHref(url) !== null;
  md.linkify.set({ fuzzyLink: false, fuzzyEmail: true });
  md.linkify.add("//", null);
  md.linkify.add("www.", {
    validate: (text, pos, self) =>
      wwwLength(text, pos, (candidate) => {
        const pattern = self.re.get_http_validator();
        pattern.lastIndex = 0;
        return pattern.exec(candidate)?.[0].length ?? 0;
      }),
    normalize: (match) => {
      match.url = `http://${match.url}`;
    },
  });
  md.inline.ruler.at("image", imageRule);
  md.core.ruler.after("linkify", "inline_marks", inlineMarks);
  md.core.ruler.push("task_items", taskItems);
  return md;
}

let shared: Parser | undefined;

/** The tokens of a parsed message, or plain text when it is too large to be worth parsing. */
export type Parsed = { tokens: Token[] } | { plain: string };

function count(tokens: readonly Token[]): number {
  let sum = tokens.length;
  for (const token of tokens) sum += token.children?.length ?? 0;
  return sum;
}

/**
 * Parses a message. Nothing in the result is HTML.
 * @param inline whether line structure (lists, headings …) is left alone
 */
export function parse(text: string, inline = false): Parsed {
  if (text.length > MAX_LENGTH) return { plain: text };
  shared ??= create();
  const tokens = inline ? shared.parseInline(text.replace(/\s+/g, " "), {}) : shared.parse(text, {});
  return count(tokens) > MAX_TOKENS ? { plain: text } : { tokens };
}
