import { type ComponentChildren, h, isValidElement, type VNode } from "preact";
import { parse } from "./parser.js";
import { type Parts, renderTokens } from "./render.js";

/** Parts that draw themselves as plain elements: for tests of the renderer alone. */
export const plainParts: Parts = {
  Mention: ({ name }) => h("b", { class: "mention" }, name),
  ChannelLink: ({ name }) => h("b", { class: "channel" }, name),
  Hashtag: ({ tag }) => h("b", { class: "hashtag" }, tag),
  Emoji: ({ name }) => h("b", { class: "emoji" }, name),
  CodeBlock: ({ code, language }) => h("pre", { class: language && `language-${language}` }, code),
  Picture: ({ src, alt, title, width, height }) =>
    h("img", { src, alt, title: title || undefined, width: width || undefined, height: height || undefined }),
  Link: ({ href, title, children }) => h("a", { href, title }, children),
};

/** An element as the page would have it: components are already drawn. */
export interface Drawn {
  name: string;
  props: Record<string, unknown>;
  children: (Drawn | string)[];
}

function draw(node: ComponentChildren, out: (Drawn | string)[]): void {
  if (Array.isArray(node)) for (const child of node) draw(child, out);
  else if (typeof node === "string" || typeof node === "number") out.push(String(node));
  else if (isValidElement(node)) {
    const { type, props } = node as VNode<Record<string, unknown>>;
    if (typeof type === "function") return draw((type as (props: unknown) => ComponentChildren)(props), out);
    const { children, ...rest } = props;
    const drawn: Drawn = { name: String(type), props: rest, children: [] };
    draw(children as ComponentChildren, drawn.children);
    out.push(drawn);
  }
}

/** Renders a message with plain parts. */
export function drawn(text: string, inline = false): (Drawn | string)[] {
  const parsed = parse(text, inline);
  const out: (Drawn | string)[] = [];
  draw("plain" in parsed ? parsed.plain : renderTokens(parsed.tokens, plainParts), out);
  return out;
}

/** Every element of a drawn message, outermost first. */
export function elements(nodes: readonly (Drawn | string)[]): Drawn[] {
  return nodes.flatMap((node) => (typeof node === "string" ? [] : [node, ...elements(node.children)]));
}

/** A short picture of a drawn message: `p(a strong(b))`. */
export function outline(nodes: readonly (Drawn | string)[]): string {
  return nodes.map((node) => (typeof node === "string" ? node : `${node.name}(${outline(node.children)})`)).join("");
}
