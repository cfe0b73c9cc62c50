import type { LinkedImage, OpenGraph } from "../../api/previews.js";
import { inspect } from "../../platform/images/index.js";
import { type Outbound, OutboundError } from "../../platform/outbound/index.js";
import { decode, readPage } from "./page.js";
import type { LinkMetadata } from "./store.js";

/** A page says what it is in its first part; what follows is not waited for. */
const PAGE = { maxBytes: 512 * 1024, tooLarge: "cut", timeoutMs: 10_000 } as const;
/** The size of a picture stands in its first bytes. */
const HEAD = { maxBytes: 512 * 1024, tooLarge: "cut", timeoutMs: 10_000 } as const;
const ACCEPT = "text/html, application/xhtml+xml;q=0.9, image/*;q=0.8, */*;q=0.1";

/** Looks up what an address leads to. An address that gives no answer leads to nothing; never throws for that. */
export async function fetchLink(outbound: Outbound, url: string): Promise<LinkMetadata> {
  try {
    const answer = await outbound.request(url, { ...PAGE, headers: { accept: ACCEPT } });
    if (answer.status < 200 || answer.status >= 300) return { type: "none", data: null };
    const type = answer.headers["content-type"] ?? "";
    if (/^image\//i.test(type)) {
      const image = await sizeOf(answer.body);
      return image ? { type: "image", data: image } : { type: "link", data: null };
    }
    if (!/html/i.test(type)) return { type: "link", data: null };
    const page = readPage(decode(answer.body, type), answer.url);
    return page ? withImage(outbound, page) : { type: "link", data: null };
  } catch (error) {
    if (error instanceof OutboundError) return { type: "none", data: null };
    throw error;
  }
}

/** Adds the size of the first picture, so that clients can leave room for it; a picture that is none is left out. */
async function withImage(outbound: Outbound, page: OpenGraph): Promise<LinkMetadata> {
  const [first, ...more] = page.images;
  if (!first) return { type: "opengraph", data: { page } };
  const image = await fetchImageSize(outbound, first.secure_url ?? first.url);
  if (!image) return { type: "opengraph", data: { page: { ...page, images: [] } } };
  const sized = { ...first, width: image.width, height: image.height };
  return { type: "opengraph", data: { page: { ...page, images: [sized, ...more] }, image } };
}

async function fetchImageSize(outbound: Outbound, url: string): Promise<LinkedImage | undefined> {
  try {
    const answer = await outbound.request(url, { ...HEAD, headers: { accept: "image/*" } });
    return answer.status === 200 ? sizeOf(answer.body) : undefined;
  } catch (error) {
    if (error instanceof OutboundError) return undefined;
    throw error;
  }
}

async function sizeOf(body: Buffer): Promise<LinkedImage | undefined> {
  const info = await inspect(body);
  return info && !info.tooLarge
    ? { width: info.width, height: info.height, format: info.format, frame_count: info.frames > 1 ? info.frames : 0 }
    : undefined;
}
