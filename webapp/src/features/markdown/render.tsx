import type { Token } from "markdown-it";
import { type ComponentChildren, type ComponentType, h, type VNode } from "preact";
import { safeHref, safeImageSource } from "./link.js";
import { marked } from "./marks.js";

/** The pieces of a message that need more than plain elements; the caller brings them, so that this file stays pure. */
export interface Parts {
  Mention: ComponentType<{ name: string; text: string }>;
  ChannelLink: ComponentType<{ name: string; text: string }>;
  Hashtag: ComponentType<{ tag: string }>;
  Emoji: ComponentType<{ name: string; text: string }>;
  CodeBlock: ComponentType<{ code: string; language: string }>;
  Picture: ComponentType<{ src: string; alt: string; title: string; width: number; height: number }>;
  Link: ComponentType<{ href: string; title?: string | undefined; children?: ComponentChildren }>;
}

interface Frame {
  make(children: ComponentChildren[]): ComponentChildren;
  children: ComponentChildren[];
}

// The elements a message may open. A type that is not here adds no element, only its content.
const ELEMENTS: Record<string, string> = {
  strong_open: "strong",
  em_open: "em",
  s_open: "s",
  ordered_list_open: "ol",
  bullet_list_open: "ul",
  paragraph_open: "p",
  blockquote_open: "blockquote",
  thead_open: "thead",
  tbody_open: "tbody",
  tr_open: "tr",
};
const AUTO_DIRECTION = new Set(["p", "ul", "ol", "blockquote"]);

function alignment(token: Token): string | undefined {
  const side = /text-align:(left|right|center)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  return side && `md-${side}`;
}

function listItem(token: Token, children: ComponentChildren[]): VNode {
  if (!token.meta) return h("li", { dir: "auto" }, ...children);
  const box = h("input", {
    type: "checkbox",
    checked: token.meta.checked === true,
    disabled: true,
    class: "md-task-box",
    "aria-label": token.meta.checked === true ? "Done" : "To do",
  });
  return h("li", { dir: "auto", class: "md-task" }, box, h("div", null, ...children));
}

function opener(token: Token, parts: Parts): Frame["make"] {
  const element = ELEMENTS[token.type];
  if (element) {
    if (token.hidden) return (children) => children;
    const start = element === "ol" ? Number(token.attrGet("start") ?? 1) : 1;
    const props = { ...(AUTO_DIRECTION.has(element) && { dir: "auto" }), ...(start !== 1 && { start }) };
    return (children) => h(element, props, ...children);
  }
  if (token.type === "heading_open" && /^h[1-6]$/.test(token.tag)) {
    return (children) => h(token.tag, { dir: "auto", class: "md-heading" }, ...children);
  }
  if (token.type === "list_item_open") return (children) => listItem(token, children);
  if (token.type === "th_open" || token.type === "td_open") {
    return (children) =>
      h(token.type === "th_open" ? "th" : "td", { dir: "auto", class: alignment(token) }, ...children);
  }
  if (token.type === "table_open") {
    // Focusable, so that a wide table can be scrolled with the keyboard.
    return (children) =>
      h(
        "div",
        { class: "md-table", tabIndex: 0, role: "region", "aria-label": "Table" },
        h("table", null, ...children),
      );
  }
  if (token.type === "link_open") {
    const href = safeHref(String(token.attrGet("href") ?? ""));
    const title = token.attrGet("title");
    return (children) =>
      href === null ? children : h(parts.Link, { href, title: title ? String(title) : undefined }, ...children);
  }
  return (children) => children;
}

function picture(token: Token, parts: Parts): ComponentChildren {
  const meta = (token.meta ?? {}) as { src?: string; title?: string; width?: number; height?: number };
  const src = safeImageSource(meta.src ?? "");
  if (src === null) return token.content;
  return h(parts.Picture, {
    src,
    alt: token.content,
    title: meta.title ?? "",
    width: meta.width ?? 0,
    height: meta.height ?? 0,
  });
}

function leaf(token: Token, parts: Parts, words: RegExp | undefined): ComponentChildren {
  switch (token.type) {
    case "softbreak":
    case "hardbreak":
      return h("br", null);
    case "hr":
      return h("hr", null);
    case "code_inline":
      return h("code", { class: "md-code", dir: "ltr" }, marked(token.content, words));
    case "fence":
    case "code_block":
      return h(parts.CodeBlock, {
        code: token.content.replace(/\n$/, ""),
        language: token.info.trim().split(/\s+/)[0] ?? "",
      });
    case "image":
      return picture(token, parts);
    case "mention":
      return h(parts.Mention, { name: token.content, text: token.markup });
    case "channel_link":
      return h(parts.ChannelLink, { name: token.content, text: token.markup });
    case "hashtag":
      return found(h(parts.Hashtag, { tag: token.content }), `#${token.content.replace(/^#/, "")}`, words);
    case "emoji":
      return h(parts.Emoji, { name: token.content, text: token.markup });
    default:
      return marked(token.content, words);
  }
}

/** An element that stands for a text, marked if that was looked for. */
function found(element: ComponentChildren, text: string, words: RegExp | undefined): ComponentChildren {
  return words && text.search(words) >= 0 ? h("mark", null, element) : element;
}

/**
 * Builds the elements of a message from its tokens. Text becomes text nodes and every element is made by name here,
 * so nothing a person writes can become markup.
 * `words` are marked where they stand in the text.
 */
export function renderTokens(tokens: readonly Token[], parts: Parts, words?: RegExp): ComponentChildren[] {
  const root: Frame = { make: (children) => children, children: [] };
  const stack: Frame[] = [root];
  const walk = (list: readonly Token[]): void => {
    for (const token of list) {
      const top = stack.at(-1) ?? root;
      if (token.type === "inline") walk(token.children ?? []);
      else if (token.nesting === 1) stack.push({ make: opener(token, parts), children: [] });
      else if (token.nesting === -1) {
        if (stack.length < 2) continue;
        stack.pop();
        (stack.at(-1) ?? root).children.push(top.make(top.children));
      } else top.children.push(leaf(token, parts, words));
    }
  };
  walk(tokens);
  return root.children;
}

const UNICODE =
  /\p{RI}{2}|[#*0-9]\uFE0F?\u20E3|\p{ExtPict}(?:\uFE0F|\p{EMod})?(?:\u200D\p{ExtPict}(?:\uFE0F|\p{EMod})?)*/gu;

/** How many emoji a message of nothing but emoji has (they are then shown large), else 0. */
export function onlyEmoji(tokens: readonly Token[]): number {
  if (tokens.length !== 3 || tokens[0]?.type !== "paragraph_open") return 0;
  let sum = 0;
  for (const token of tokens[1]?.children ?? []) {
    if (token.type === "emoji") sum++;
    else if (token.type === "text") {
      sum += token.content.match(UNICODE)?.length ?? 0;
      if (token.content.replace(UNICODE, "").trim() !== "") return 0;
    } else return 0;
  }
  return sum;
}
