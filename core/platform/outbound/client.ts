import { Resolver, lookup as systemLookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { Client } from "undici";
import { AllowList, isPublic, normalized, ownAddresses } from "./addresses.js";
import { readBody } from "./body.js";
import { OutboundError } from "./errors.js";

/** Finds all addresses of a host name. `trusted`: an administrator named the host, so the machine's own names count. */
export type Resolve = (host: string, trusted: boolean) => Promise<string[]>;

export interface OutboundOptions {
  /** The setting: hosts, addresses and ranges inside that may be reached. */
  allowed?: () => string;
  resolve?: Resolve;
  /** Certificates (PEM) of authorities that are trusted instead of the public ones. For tests: no setting reaches this. */
  authorities?: string;
  /** The addresses of this machine. */
  own?: () => Set<string>;
}

export interface OutboundRequest {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Largest body of the answer, bytes, before and after unpacking. Default 1 MB. */
  maxBytes?: number;
  /** What happens to a larger one: refused (default), or cut there. */
  tooLarge?: "refuse" | "cut";
  /** For everything together, redirects included. Default 10 s. */
  timeoutMs?: number;
  /** Default 5; 0 hands a redirect back as the answer it is. */
  redirects?: number;
}

export interface OutboundAnswer {
  status: number;
  /** Names in lower case; of several the first. */
  headers: Record<string, string>;
  body: Buffer;
  /** Whether the body was longer. */
  cut: boolean;
  /** Where it came from in the end. */
  url: string;
}

export const MAX_REDIRECTS = 5;
const MB = 1024 * 1024;
const CONNECT_MS = 3_000;
const MAX_URL = 8_192;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What is meant for one host only and never goes along to another. */
const PERSONAL = /^(authorization|cookie|proxy-.*|x-api-key|.*token.*)$/i;

/**
 * The one client for requests to addresses that people or machines outside chose. It resolves a name once, goes only
 * to addresses of the public internet (and those an administrator allowed), connects to just the address it checked,
 * does so again at every redirect, and bounds bytes and time.
 */
export class Outbound {
  readonly #resolve: Resolve;
  readonly #own: () => Set<string>;
  #allow = { text: "", list: new AllowList("") };

  constructor(readonly options: OutboundOptions = {}) {
    this.#resolve = options.resolve ?? resolveName;
    this.#own = options.own ?? ownAddresses;
  }

  /** Sends a request; any status is an answer. @throws OutboundError */
  async request(url: string | URL, request: OutboundRequest = {}): Promise<OutboundAnswer> {
    const signal = AbortSignal.timeout(request.timeoutMs ?? 10_000);
    try {
      return await this.#follow(checkedUrl(url), request, signal);
    } catch (error) {
      if (error instanceof OutboundError) throw error;
      if (signal.aborted) throw new OutboundError("timeout", "The other side took too long.", { cause: error });
      throw new OutboundError("failed", "The other side could not be reached or gave no proper answer.", {
        cause: error,
      });
    }
  }

  /** The addresses of a URL that may be connected to, checked now. @throws OutboundError */
  async check(url: string | URL): Promise<string[]> {
    return this.#addressesOf(checkedUrl(url));
  }

  async #follow(start: URL, request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    let url = start;
    let now = request;
    for (let hops = 0; ; hops++) {
      const answer = await this.#send(url, now, signal);
      const target = REDIRECTS.has(answer.status) ? answer.headers.location : undefined;
      const limit = request.redirects ?? MAX_REDIRECTS;
      if (!target || limit === 0) return answer;
      if (hops >= limit) throw new OutboundError("too_many_redirects", `There were more than ${limit} redirects.`);
      const next = checkedUrl(target, url);
      now = redirected(now, answer.status, next.origin !== url.origin);
      url = next;
    }
  }

  async #send(url: URL, request: OutboundRequest, signal: AbortSignal): Promise<OutboundAnswer> {
    const addresses = await withSignal(this.#addressesOf(url), signal);
    const client = new Client(url.origin, {
      connect: {
        lookup: pinned(addresses),
        timeout: CONNECT_MS,
        autoSelectFamily: true,
        ...(this.options.authorities ? { ca: this.options.authorities } : {}),
      },
      pipelining: 1,
      maxHeaderSize: 16_384,
      // The time limit of the whole request holds for these too; theirs would only be later.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    try {
      const answer = await client.request({
        method: request.method ?? "GET",
        path: `${url.pathname}${url.search}`,
        headers: {
          "user-agent": "Courtyard/1.0 (link preview and integrations)",
          "accept-encoding": "identity",
          ...lowerCase(request.headers ?? {}),
        },
        body: request.body ?? null,
        signal,
      });
      const headers = firstOf(answer.headers);
      const redirect =
        REDIRECTS.has(answer.statusCode) && headers.location !== undefined && (request.redirects ?? MAX_REDIRECTS) > 0;
      const bound = { maxBytes: request.maxBytes ?? MB, tooLarge: request.tooLarge ?? ("refuse" as const) };
      // Nobody reads the body of a redirect.
      const read = redirect ? { body: Buffer.alloc(0), cut: false } : await readBody(answer.body, headers, bound);
      if (redirect) answer.body.on("error", () => {}).destroy();
      return { status: answer.statusCode, headers, ...read, url: url.href };
    } finally {
      // One request, one connection: what was checked for this host is not lent to another request.
      client.destroy().catch(() => {});
    }
  }

  get #allowed(): AllowList {
    const text = this.options.allowed?.() ?? "";
    if (text !== this.#allow.text) this.#allow = { text, list: new AllowList(text) };
    return this.#allow.list;
  }

  async #addressesOf(url: URL): Promise<string[]> {
    const allowed = this.#allowed;
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
    const trusted = allowed.host(host);
    const found = isIP(host) ? [host] : await this.#resolve(host, trusted).catch(() => []);
    if (found.length === 0) throw new OutboundError("unresolved", "The name of the other side is not known.");
    const own = this.#own();
    const usable = found.filter(
      (address) => trusted || allowed.address(address) || (isPublic(address) && !own.has(normalized(address))),
    );
    if (usable.length === 0) throw new OutboundError("forbidden", "The server does not connect to this address.");
    return usable;
  }
}

/** Reads an address and takes credentials and fragment out of it. @throws OutboundError */
function checkedUrl(text: string | URL, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new OutboundError("bad_url", "This is not an address.");
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new OutboundError("bad_url", "Only http and https addresses are fetched.");
  if (url.href.length > MAX_URL) throw new OutboundError("bad_url", "The address is too long.");
  url.username = "";
  url.password = "";
  url.hash = "";
  return url;
}

/** What is sent after a redirect: a form becomes a plain GET, and nothing personal goes to another host. */
function redirected(request: OutboundRequest, status: number, elsewhere: boolean): OutboundRequest {
  const method = request.method ?? "GET";
  const plain = status === 303 ? method !== "HEAD" : (status === 301 || status === 302) && method === "POST";
  const kept = Object.entries(request.headers ?? {}).filter(
    ([name]) => !(elsewhere && PERSONAL.test(name)) && !(plain && /^content-/i.test(name)),
  );
  const next: OutboundRequest = { ...request, headers: Object.fromEntries(kept) };
  if (!plain) return next;
  const { body: _, ...rest } = next;
  return { ...rest, method: "GET" };
}

/** Answers every question of the connection for an address with those that were checked. */
function pinned(addresses: string[]): LookupFunction {
  const list = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, done) => {
    if (options.all)
      (done as unknown as (error: null, list: { address: string; family: number }[]) => void)(null, list);
    else done(null, list[0]?.address as string, list[0]?.family);
  };
}

/**
 * Asks DNS on its own sockets: the system's resolver would hold one of the few threads that also read files and check
 * passwords, for as long as a stranger's name server likes. Names an administrator trusts may come from /etc/hosts.
 */
async function resolveName(host: string, trusted: boolean): Promise<string[]> {
  if (trusted) return (await systemLookup(host, { all: true })).map(({ address }) => address);
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  const [v4, v6] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  return [...(v4.status === "fulfilled" ? v4.value : []), ...(v6.status === "fulfilled" ? v6.value : [])];
}

function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function firstOf(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? (value[0] ?? "") : value]],
    ),
  );
}
