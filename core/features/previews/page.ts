import { Parser } from "htmlparser2";
import type { OpenGraph } from "../../api/previews.js";

const MAX_TITLE = 300;
const MAX_TEXT = 1_000;
const MAX_IMAGES = 3;

interface Found {
  /** By property, the first of each. */
  meta: Map<string, string>;
  images: OpenGraph["images"];
  title: string;
}

/** The text of a page in the encoding its headers or the page itself name. */
export function decode(body: Buffer, contentType: string): string {
  const named =
    /charset=["']?([\w-]+)/i.exec(contentType)?.[1] ??
    /<meta[^>]{0,200}charset=["']?([\w-]+)/i.exec(body.subarray(0, 2048).toString("latin1"))?.[1];
  try {
    return new TextDecoder(named || "utf-8").decode(body);
  } catch {
    return body.toString("utf8");
  }
}

/** Reads what a page says of itself in its head; undefined when it says nothing worth showing. */
export function readPage(html: string, url: string): OpenGraph | undefined {
  const { meta, images, title } = scan(html);
  const one = (max: number, ...names: string[]) =>
    clean(names.map((name) => meta.get(name)).find((value) => value?.trim()) ?? "", max);
  const shown: OpenGraph = {
    type: one(64, "og:type"),
    title: one(MAX_TITLE, "og:title", "twitter:title") || clean(title, MAX_TITLE),
    description: one(MAX_TEXT, "og:description", "twitter:description", "description"),
    site_name: one(MAX_TITLE, "og:site_name"),
    url: absolute(one(2_048, "og:url"), url) ?? url,
    images: pictures(images.length > 0 ? images : [{ url: one(2_048, "twitter:image", "twitter:image:src") }], url),
  };
  return shown.title || shown.description || shown.images.length > 0 ? shown : undefined;
}

function scan(html: string): Found {
  const found: Found = { meta: new Map(), images: [], title: "" };
  let inTitle = false;
  let ended = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (ended) return;
      if (name === "body") ended = true;
      else if (name === "title") inTitle = found.title === "";
      else if (name === "meta") take(found, attributes);
    },
    ontext(text) {
      if (inTitle && !ended && found.title.length < MAX_TITLE * 2) found.title += text;
    },
    onclosetag(name) {
      if (name === "title") inTitle = false;
      if (name === "head") ended = true;
    },
  });
  // Piece by piece, so that the long rest of a page is not parsed.
  for (let at = 0; at < html.length && !ended; at += 16_384) parser.write(html.slice(at, at + 16_384));
  parser.end();
  return found;
}

function take({ meta, images }: Found, attributes: Record<string, string>) {
  const name = (attributes.property || attributes.name || "").trim().toLowerCase();
  const value = attributes.content;
  if (!name || value === undefined) return;
  if (name === "og:image" || name === "og:image:url") {
    // Some pages name the same picture in both ways.
    if (images.at(-1)?.url !== value && images.length < MAX_IMAGES) images.push({ url: value });
  } else if (name.startsWith("og:image:")) about(images.at(-1), name.slice("og:image:".length), value);
  else if (!meta.has(name)) meta.set(name, value);
}

function about(image: OpenGraph["images"][number] | undefined, what: string, value: string) {
  if (!image) return;
  const pixels = /^\d{1,5}$/.test(value.trim()) ? Number(value) : undefined;
  if (what === "secure_url") image.secure_url = value;
  else if (what === "type") image.type = clean(value, 64);
  else if (what === "width" && pixels) image.width = pixels;
  else if (what === "height" && pixels) image.height = pixels;
}

function pictures(images: OpenGraph["images"], base: string): OpenGraph["images"] {
  return images.flatMap((image) => {
    const url = absolute(image.url, base);
    if (!url) return [];
    const { secure_url: secure, ...rest } = image;
    const safe = secure ? absolute(secure, base) : undefined;
    return [{ ...rest, url, ...(safe ? { secure_url: safe } : {}) }];
  });
}

function absolute(text: string, base: string): string | undefined {
  if (!text.trim() || text.length > 2_048) return undefined;
  try {
    const url = new URL(text.trim(), base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** One line of plain text, without signs that steer terminals or turn the writing direction. */
const clean = (text: string, max: number) =>
  [
    ...text
      .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
  ]
    .slice(0, max)
    .join("");
