/**
 * Gives the app's page and its parts when the network does not: a page that is loaded again in a tunnel is the app,
 * which says so and tries again. It keeps files of the build only, which are the same for everybody. What the API
 * answers, files people have sent, and other pages of the server never pass through it.
 *
 * A page that is loaded while the server answers is always the server's own, so a new version is there at once. The
 * parts carry their content in their names: those of one version are kept together, and go when the next has come.
 */

import "./push.js";

// The types of workers contradict those of pages, with which this file is checked.
interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}
/** Written by the build: the name of this version, its files, and addresses of the server that are no page of the app. */
declare const SHELL: { version: string; files: string[]; foreign: string };

const worker = self as unknown as Worker;
const PAGE = "/";
const PREFIX = "courtyard-shell-";
const CACHE = PREFIX + SHELL.version;
const foreign = new RegExp(SHELL.foreign);
/** A server that is slower than this to begin its page is as good as away. */
const PATIENCE_MS = 6000;
/** What stands before the server answers for it while it starts anew. */
const AWAY = new Set([502, 503, 504]);

worker.addEventListener("install", (event) => {
  const fill = async () => {
    const cache = await caches.open(CACHE);
    // The page could come from the browser's own store, and be the one of the version before.
    await Promise.all([cache.add(new Request(PAGE, { cache: "reload" })), cache.addAll(SHELL.files)]);
    await worker.skipWaiting();
  };
  event.waitUntil(fill());
});

worker.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

async function kept(address: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(address);
}

async function page(request: Request): Promise<Response> {
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
  const asked = fetch(request);
  const answer = await Promise.race([asked, patience]).catch(() => undefined);
  if (answer && !AWAY.has(answer.status)) return answer;
  return (await kept(PAGE)) ?? answer ?? asked;
}

async function part(request: Request): Promise<Response> {
  return (await kept(request.url)) ?? fetch(request);
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!foreign.test(pathname) && !pathname.startsWith("/static/")) event.respondWith(page(request));
  } else if (SHELL.files.includes(pathname)) event.respondWith(part(request));
});
