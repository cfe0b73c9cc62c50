import MarkdownIt, { type Token } from "markdown-it";
import { type ComponentChildren, h, type JSX } from "preact";
import { useMemo } from "preact/hooks";

const reader = new MarkdownIt({ html: false, linkify: true, breaks: true, typographer: false, maxNesting: 24 });
reader.disable(["reference", "html_block", "html_inline"], true);

// The elements a text may become. What is not here adds no element, only its content.
const ELEMENTS = new Set("h1 h2 h3 h4 h5 h6 p ul ol li strong em s blockquote table thead tbody tr th td a".split(" "));
const SCHEMES = /^(?:https?|mailto|ftp|tel):/i;

/** What an element is given; links open beside the console, and only those that cannot run anything. */
function propsOf(token: Token): Record<string, string | number> {
  if (token.tag === "ol") return { start: Number(token.attrGet("start") ?? 1) };
  if (token.tag !== "a") return {};
  const href = String(token.attrGet("href") ?? "");
  return SCHEMES.test(href) ? { href, target: "_blank", rel: "noreferrer noopener" } : {};
}

function leaf(token: Token): ComponentChildren {
  switch (token.type) {
    case "softbreak":
    case "hardbreak":
      return h("br", null);
    case "hr":
      return h("hr", null);
    case "code_inline":
      return h("code", null, token.content);
    case "fence":
    case "code_block":
      return h("pre", { tabIndex: 0 }, h("code", null, token.content));
    default:
      return token.content;
  }
}

function build(tokens: readonly Token[]): ComponentChildren[] {
  const open: { token: Token; children: ComponentChildren[] }[] = [];
  const top: ComponentChildren[] = [];
  const inside = () => open.at(-1)?.children ?? top;
  for (const token of tokens) {
    if (token.nesting === 1) open.push({ token, children: [] });
    else if (token.nesting === -1) {
      const done = open.pop();
      if (!done) continue;
      const element = !done.token.hidden && ELEMENTS.has(done.token.tag);
      inside().push(...(element ? [h(done.token.tag, propsOf(done.token), ...done.children)] : done.children));
    } else inside().push(...(token.type === "inline" ? build(token.children ?? []) : [leaf(token)]));
  }
  return top;
}

/** A text with Markdown in it as people will read it, made of elements; no HTML is ever taken from the text. */
export function FormattedText({ text }: { text: string }): JSX.Element {
  const content = useMemo(() => build(reader.parse(text, {})), [text]);
  return (
    <div class="guide" dir="auto">
      {content}
    </div>
  );
}
