import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Request, ResponseToolkit } from "@hapi/hapi";
import { AppError } from "../app-error.js";
import type { HttpServer } from "./server.js";

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  webmanifest: "application/manifest+json",
  svg: "image/svg+xml",
  png: "image/png",
  ico: "image/x-icon",
  webp: "image/webp",
  woff2: "font/woff2",
  txt: "text/plain; charset=utf-8",
  map: "application/json",
};

/** Only what this server serves runs in its pages; previews of other sites' pictures may be shown. */
const PAGE_HEADERS: Record<string, string> = {
  "Content-Security-Policy":
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: https: http:; media-src 'self' blob:; connect-src 'self' ws: wss:; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "SAMEORIGIN",
  "Cache-Control": "no-cache",
};

/** The browser asks for it at each start of the app, runs it apart from the pages, and it loads files of this server. */
const WORKER = "service-worker.js";
const WORKER_HEADERS: Record<string, string> = {
  "Content-Security-Policy": "default-src 'none'; connect-src 'self'; img-src 'self'",
  "Cache-Control": "no-cache",
};

interface Asset {
  body: Buffer;
  br?: Buffer;
  gzip?: Buffer;
  type: string;
  etag: string;
  hashed: boolean;
}

/** The files of a built web app, held in memory, compressed once when first asked for. */
class Bundle {
  #assets = new Map<string, Asset>();
  /** When the page that was loaded was built, ms. */
  #built = 0;

  constructor(readonly folder: string) {
    this.refresh();
  }

  /** Loads the app anew when it has been built again since. Files of the former build stay, for pages that are open. */
  refresh(): void {
    const page = join(this.folder, "index.html");
    const built = existsSync(page) ? statSync(page).mtimeMs : 0;
    if (built === this.#built) return;
    this.#built = built;
    this.#assets = new Map([...this.#assets].filter(([, asset]) => asset.hashed));
    if (built > 0) this.#load(this.folder);
  }

  #load(folder: string) {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) {
        this.#load(path);
        continue;
      }
      const body = readFileSync(path);
      const key = relative(this.folder, path).split(sep).join("/");
      this.#assets.set(key, {
        body,
        type: TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream",
        etag: createHash("sha1").update(body).digest("base64url"),
        hashed: /-[\w-]{8,}\.\w+$/.test(name),
      });
    }
  }

  get(path: string): Asset | undefined {
    return this.#assets.get(path);
  }
}

function send(h: ResponseToolkit, request: Request, asset: Asset, headers: Record<string, string>) {
  const accepts = String(request.headers["accept-encoding"] ?? "");
  const large = asset.body.length > 1024 && !/^(image\/(png|webp)|font)/.test(asset.type);
  let body = asset.body;
  let encoding = "";
  if (large && accepts.includes("br")) {
    asset.br ??= brotliCompressSync(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } });
    [body, encoding] = [asset.br, "br"];
  } else if (large && accepts.includes("gzip")) {
    asset.gzip ??= gzipSync(asset.body);
    [body, encoding] = [asset.gzip, "gzip"];
  }
  const response = h.response(body).type(asset.type).etag(asset.etag).header("Vary", "Accept-Encoding");
  if (encoding) response.header("Content-Encoding", encoding);
  if (asset.type.startsWith("application/json")) response.charset("");
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return response;
}

/** Shown where the web app has not been built. */
const UNBUILT =
  "<!doctype html><title>Courtyard</title><p>The web app has not been built. Run npm start, which builds it.";

/**
 * Serves built web apps: the one at `/` and others below their own path. An address that is no file and no API call
 * answers the app's page, which finds out itself what to show.
 */
export function serveWebApps(http: HttpServer, apps: { prefix: string; folder: string }[]): void {
  for (const { prefix, folder } of [...apps].sort((a, b) => b.prefix.length - a.prefix.length)) {
    const bundle = new Bundle(folder);
    const answer = (request: Request, h: ResponseToolkit) => {
      const path = request.path.slice(prefix.length).replace(/^\/+/, "");
      const asset = bundle.get(path);
      if (asset && path === WORKER) return send(h, request, asset, WORKER_HEADERS);
      if (asset && path !== "index.html") {
        return send(h, request, asset, {
          "Cache-Control": asset.hashed ? "public, max-age=31536000, immutable" : "no-cache",
        });
      }
      if (/^(api|static|files|hooks|plugins)\//.test(path) || (prefix && path.startsWith("static/")))
        throw new AppError("api.context.404.app_error");
      bundle.refresh();
      const page = bundle.get("index.html");
      if (page) return send(h, request, page, PAGE_HEADERS);
      const response = h.response(UNBUILT).type("text/html");
      for (const [name, value] of Object.entries(PAGE_HEADERS)) response.header(name, value);
      return response;
    };
    if (prefix) http.page(prefix, answer);
    http.page(`${prefix}/{path*}`, answer);
  }
}
