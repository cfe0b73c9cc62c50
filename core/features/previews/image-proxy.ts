import { createHmac } from "node:crypto";
import type { ResponseObject } from "@hapi/hapi";
import { LRUCache } from "lru-cache";
import { AppError, badQuery, notFound } from "../../platform/app-error.js";
import { safeHeaders } from "../../platform/files/index.js";
import type { AnyCall } from "../../platform/http/call.js";
import { formatOf, type ImageFormat } from "../../platform/images/index.js";
import { OutboundError } from "../../platform/outbound/index.js";
import type { Platform } from "../../platform/platform.js";
import { imageProxySettings } from "./config.js";

const MB = 1024 * 1024;
const LARGEST = 5 * MB;
const TYPES: Partial<Record<ImageFormat, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
};
/** Pictures fetched at a time; each may take the largest size in memory. */
const AT_ONCE = 16;

interface Picture {
  body: Buffer;
  mimeType: string;
}

/** Fetches pictures of other sites for readers, so that those sites do not learn who looks at them. */
export class ImageProxy {
  readonly #kept = new LRUCache<string, Picture>({
    max: 2_000,
    maxSize: 32 * MB,
    sizeCalculation: ({ body }) => body.length + 1,
    ttl: 3_600_000,
  });
  readonly #fetching = new Map<string, Promise<Picture>>();

  constructor(readonly platform: Platform) {}

  /** Answers with a picture, or sends the reader to the Camo server. @throws AppError 400, 404, 501 */
  async serve(call: AnyCall, url: string): Promise<ResponseObject> {
    const { config } = this.platform;
    if (!config.get(imageProxySettings.Enable))
      throw new AppError("api.context.feature_disabled.app_error", { feature: "The image proxy" });
    if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw badQuery("url");
    if (config.get(imageProxySettings.ImageProxyType) !== "local") return call.respond("").redirect(this.#camo(url));
    const { body, mimeType } = await this.#picture(new URL(url).href);
    const response = call.respond(body);
    // A picture cannot do anything, and this one is nobody's secret: the browser may keep it.
    const headers = { ...safeHeaders({ name: "image", mimeType }), "Cache-Control": "private, max-age=86400" };
    for (const [name, value] of Object.entries(headers)) response.header(name, value);
    return response;
  }

  #camo(url: string): string {
    const { config } = this.platform;
    const base = config.get(imageProxySettings.RemoteImageProxyURL).replace(/\/+$/, "");
    if (!base) throw notFound("picture");
    const digest = createHmac("sha1", config.get(imageProxySettings.RemoteImageProxyOptions)).update(url).digest("hex");
    return `${base}/${digest}/${Buffer.from(url).toString("hex")}`;
  }

  async #picture(url: string): Promise<Picture> {
    const kept = this.#kept.get(url) ?? this.#fetching.get(url);
    if (kept) return kept;
    if (this.#fetching.size >= AT_ONCE) throw new AppError("api.context.rate_limit.app_error", { seconds: 1 });
    const work = this.#fetch(url);
    this.#fetching.set(url, work);
    try {
      const picture = await work;
      this.#kept.set(url, picture);
      return picture;
    } finally {
      this.#fetching.delete(url);
    }
  }

  async #fetch(url: string): Promise<Picture> {
    try {
      const answer = await this.platform.outbound.request(url, {
        maxBytes: LARGEST,
        timeoutMs: 15_000,
        headers: { accept: "image/*" },
      });
      const format = answer.status === 200 ? formatOf(answer.body) : null;
      const mimeType = format && TYPES[format];
      if (!mimeType) throw notFound("picture");
      return { body: answer.body, mimeType };
    } catch (error) {
      // Why it did not work is not told: it would map the inside of the network.
      throw error instanceof OutboundError ? notFound("picture") : error;
    }
  }
}
