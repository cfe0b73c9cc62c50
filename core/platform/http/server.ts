import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { type Boom, isBoom } from "@hapi/boom";
import Hapi, { type Request, type ResponseObject, type ResponseToolkit } from "@hapi/hapi";
import type { ErrorBody, ErrorId } from "../../api/errors.js";
import { AppError } from "../app-error.js";
import { isDatabaseAway, postgresError } from "../database/database.js";
import { newId } from "../ids.js";
import type { Logger } from "../log.js";
import { networkOf, Proxies } from "./addresses.js";
import { parseJson, unstorable } from "./body.js";
import { type AnyCall, Call } from "./call.js";
import { type Authenticate, type Caller, ME } from "./caller.js";
import { isLocal } from "./local-socket.js";
import { RateLimit } from "./rate-limit.js";
import { headersOf, RequestLimit, type Throttling } from "./request-limit.js";
import type { Route } from "./route.js";
import { forged, tokenOf } from "./tokens.js";
import { bodyCheck, paramsCheck, queryCheck } from "./validation.js";

export interface HttpOptions {
  readonly host: string;
  readonly port: number;
  readonly log: Logger;
  readonly authenticate: Authenticate;
  /** Text of the X-Version-Id header. */
  readonly versionId: () => string;
  readonly strictCsrf: () => boolean;
  readonly maxJsonBytes: () => number;
  readonly maxUrlLength: () => number;
  /** Origins another site may call from: space-separated, `*` for all, '' for none. */
  readonly corsOrigins: () => string;
  /** Addresses and ranges of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: () => readonly string[];
  /** The limit for all requests; null for none. */
  readonly throttling: () => Throttling | null;
  /** How many addresses and people that limit remembers. */
  readonly throttleKeys: number;
  /** Text of the Strict-Transport-Security header for answers over TLS; '' for none. */
  readonly strictTransport: (request: Request) => string;
  /** Called after each request, for metrics: route template, status, milliseconds, and whether the server failed. */
  readonly observe?: (route: string, method: string, status: number, ms: number, failed: boolean) => void;
  /** Who calls through the local socket without signing in. */
  readonly localCaller?: () => Promise<Caller>;
  /** Throws while the server is marked as busy: asked by routes that can wait, before anything else is done. */
  readonly refuseWhenBusy?: () => void;
  /** Refuses callers who must do something first (set up MFA, accept terms). */
  readonly admit?: (caller: Caller, call: AnyCall) => void | Promise<void>;
}

/** How long (ms) a connection in the middle of a request may stand still. */
const STALLED_MS = 300_000;
const MAX_RAW_BYTES = 1024 ** 4;
/** A body that is too large by no more than this is read to its end, so that its sender comes to read the answer. */
const POLITE_BYTES = 1024 * 1024;

/** The HTTP server: routes behind guards, exact headers, one shape of error. */
export class HttpServer {
  readonly hapi: Hapi.Server;
  readonly routes: Route[] = [];
  readonly #limits = new RateLimit();
  readonly #requests: RequestLimit;
  #proxies = new Proxies([]);

  constructor(readonly options: HttpOptions) {
    this.#requests = new RequestLimit(options.throttleKeys);
    this.hapi = Hapi.server({
      host: options.host,
      port: options.port,
      // Who is too slow is looked for as often as this; by default one could take twice the time there is.
      listener: createServer({ connectionsCheckingInterval: 2_000 }),
      debug: false,
      router: { stripTrailingSlash: true },
      routes: {
        cache: false,
        state: { parse: false, failAction: "ignore" },
        payload: { parse: "gunzip" as never, output: "data", timeout: 60_000 },
        timeout: { server: false },
      },
      info: { remote: true },
    } as Hapi.ServerOptions);
    this.hapi.listener.headersTimeout = 25_000;
    // A large file over a slow line takes its time; everything else has the limit of its payload.
    this.hapi.listener.requestTimeout = 3_600_000;
    this.hapi.listener.keepAliveTimeout = 60_000;
    // Whoever takes nothing and sends nothing for so long holds a file and memory for nothing. Sockets of events have a
    // limit of their own.
    this.hapi.listener.timeout = STALLED_MS;
    this.hapi.ext("onRequest", (request, h) => this.#onRequest(request, h));
    this.hapi.ext("onPreAuth", (request, h) => this.#onPreAuth(request, h));
    this.hapi.ext("onPreResponse", (request, h) => this.#onPreResponse(request, h));
    this.hapi.events.on("response", (request) => this.#onResponse(request));
  }

  /** Adds a route. @throws Error for one that does not say who may call it. */
  add(route: Route): void {
    const { endpoint, guards, options } = route;
    const name = `${endpoint.method} ${endpoint.path}`;
    if (guards.length === 0) throw new Error(`The route ${name} does not declare who may call it.`);
    this.routes.push(route);
    const hasBody = endpoint.method !== "GET";
    const kind = options.payload ?? (endpoint.body ? "json" : "none");
    const payload =
      kind === "stream"
        ? { parse: false, output: "stream" as const, maxBytes: MAX_RAW_BYTES, timeout: false as const }
        : { parse: "gunzip" as never, output: "data" as const, maxBytes: this.options.maxJsonBytes() };
    this.hapi.route({
      method: endpoint.method,
      path: endpoint.path,
      options: { ...(hasBody ? { payload } : {}), app: { name: endpoint.path } as never },
      handler: this.#handlerOf(route, kind),
    });
  }

  /** Adds a page or file outside the API, for everyone. */
  page(path: string, handler: (request: Request, h: ResponseToolkit) => unknown): void {
    this.hapi.route({ method: "GET", path, handler: handler as never });
  }

  /** Where this server itself is reached, once it listens: `http://host:port`. */
  get address(): string {
    const host = ["0.0.0.0", "::"].includes(this.options.host) ? "localhost" : this.options.host;
    return `http://${host.includes(":") ? `[${host}]` : host}:${this.hapi.info.port}`;
  }

  async start(): Promise<void> {
    await this.hapi.start();
  }

  /** Stops taking requests and waits up to 5 s for those under way. */
  async stop(): Promise<void> {
    await this.hapi.stop({ timeout: 5_000 });
  }

  #handlerOf(route: Route, kind: "json" | "stream" | "none") {
    const { endpoint, guards, handler, options, closed } = route;
    const checkQuery = queryCheck(endpoint.query);
    const checkBody = endpoint.body ? bodyCheck(endpoint.body) : undefined;
    const badParam = paramsCheck(endpoint.path);
    const needsSession = guards.some((guard) => guard.session);
    const limitName = `${endpoint.method} ${endpoint.path}`;
    return async (request: Request, h: ResponseToolkit) => {
      closed?.();
      if (options.canWait) this.options.refuseWhenBusy?.();
      if (options.perMinute) this.#limits.take(`${limitName} ${networkOf(ipOf(request))}`, options.perMinute);
      const caller = await this.#callerOf(request, options.csrf !== false);
      if (this.options.throttling()?.byUser) this.#throttle(request, caller?.userId ?? networkOf(ipOf(request)));
      if (needsSession && !caller) throw new AppError("api.context.session_expired.app_error");
      const params = { ...request.params } as Record<string, string>;
      if (params.user_id === ME) params.user_id = caller?.userId ?? "";
      const bad = badParam(params);
      if (bad) throw new AppError("api.context.invalid_url_param.app_error", { name: bad });
      const query = checkQuery({ ...request.query });
      const body = kind === "json" ? parseJson(request) : undefined;
      const call: AnyCall = new Call(request, h, params, query, checkBody ? checkBody(body) : body, caller);
      if (caller && needsSession) await this.options.admit?.(caller, call);
      for (const guard of guards) await guard.check(call);
      return this.#answer(call, await handler(call), endpoint.status ?? 200, options.etag === true);
    };
  }

  async #callerOf(request: Request, mustProveOrigin: boolean): Promise<Caller | null> {
    const found = tokenOf(request.headers as never);
    if (!found) return isLocal(request.raw.req) ? ((await this.options.localCaller?.()) ?? null) : null;
    const caller = await this.options.authenticate(found.token);
    if (!caller) return null;
    (request.app as { userId?: string }).userId = caller.userId;
    if (found.from === "cookie" && mustProveOrigin && forged(request, caller, this.options.strictCsrf())) return null;
    return caller;
  }

  #answer(call: AnyCall, value: unknown, status: number, etag: boolean): ResponseObject {
    let response: ResponseObject;
    if (isResponse(value)) {
      response = value;
    } else {
      const text = JSON.stringify(value);
      response = json(call.toolkit, text, status);
      if (etag) response.etag(createHash("sha1").update(text).digest("base64url"));
      // The older clients' own rule for "do not keep": unlike Cache-Control it does not hide the version header from them.
      if (call.request.method === "get") response.header("Expires", "0");
    }
    for (const [name, header] of Object.entries(call.headers)) response.header(name, header);
    for (const cookie of call.cookies) response.header("Set-Cookie", cookie, { append: true });
    return response;
  }

  /** Counts a request to the API. @throws AppError 429 */
  #throttle(request: Request, who = ""): void {
    const limit = this.options.throttling();
    if (!limit || isLocal(request.raw.req)) return;
    const parts = [
      limit.byAddress && networkOf(ipOf(request)),
      limit.byHeader && headerOf(request, limit.byHeader),
      who,
    ];
    const allowance = this.#requests.take(parts.filter(Boolean).join(" "), limit);
    (request.app as { limits?: Record<string, string> }).limits = headersOf(allowance);
    if (allowance.wait > 0) throw new AppError("api.context.rate_limit.app_error", { seconds: allowance.wait });
  }

  #clientOf(request: Request): string {
    const words = this.options.trustedProxies();
    if (words !== this.#proxies.words) this.#proxies = new Proxies(words);
    const direct = (request.info.remoteAddress as string | undefined) ?? "local";
    return this.#proxies.clientOf(direct, String(request.headers["x-forwarded-for"] ?? ""));
  }

  #onRequest(request: Request, h: ResponseToolkit) {
    request.info.id = newId();
    const state = request.app as { start: number; ip: string };
    state.start = performance.now();
    state.ip = this.#clientOf(request);
    if (!this.options.throttling()?.byUser && /^\/(api|files)\//.test(request.path)) this.#throttle(request);
    const limit = this.options.maxUrlLength();
    if ((request.raw.req.url ?? "").length > limit) throw new AppError("api.context.url_too_long.app_error", { limit });
    const bad = unstorable(safeDecode(request.raw.req.url ?? ""));
    if (bad) throw new AppError("api.context.invalid_url_param.app_error", { name: "address" });
    if (request.method === "options") return this.#preflight(request, h);
    return h.continue;
  }

  /** Turns away a body that says it is far too large, before any of it is read. @throws AppError 413 */
  #onPreAuth(request: Request, h: ResponseToolkit) {
    const { payload } = request.route.settings;
    const limit = payload && payload.parse !== false ? payload.maxBytes : undefined;
    if (limit !== undefined && Number(request.headers["content-length"] ?? 0) > limit + POLITE_BYTES)
      throw new AppError("api.context.request_body_too_large.app_error", { limit });
    return h.continue;
  }

  #preflight(request: Request, h: ResponseToolkit) {
    if (!this.#corsOrigin(request)) return h.continue;
    return h
      .response("")
      .code(200)
      .header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
      .header("Access-Control-Allow-Headers", headerOf(request, "access-control-request-headers") || "*")
      .header("Access-Control-Max-Age", "600")
      .takeover();
  }

  #corsOrigin(request: Request): string | undefined {
    const origin = headerOf(request, "origin");
    const allowed = this.options.corsOrigins().split(/\s+/).filter(Boolean);
    return origin && (allowed.includes("*") || allowed.includes(origin)) ? origin : undefined;
  }

  #onPreResponse(request: Request, h: ResponseToolkit) {
    const response = request.response;
    const out: ResponseObject =
      response instanceof Error ? this.#errorResponse(request, h, response) : (response as ResponseObject);
    const origin = this.#corsOrigin(request);
    out.header("X-Request-Id", request.info.id).header("X-Version-Id", this.options.versionId());
    out.header("X-Content-Type-Options", "nosniff");
    const strict = this.options.strictTransport(request);
    if (strict) out.header("Strict-Transport-Security", strict);
    const { limits = {} } = request.app as { limits?: Record<string, string> };
    for (const [name, value] of Object.entries(limits)) out.header(name, value);
    if (origin) out.header("Access-Control-Allow-Origin", origin).header("Vary", "Origin", { append: true });
    if (origin) out.header("Access-Control-Expose-Headers", "Token, X-Request-Id, X-Version-Id");
    return out === response ? h.continue : out;
  }

  #errorResponse(request: Request, h: ResponseToolkit, error: Error): ResponseObject {
    const known = toAppError(error, request, this.options.maxJsonBytes());
    const failed = known.status >= 500 && known.status !== 501 && known.id !== "api.context.server_busy.app_error";
    (request.app as { failed?: boolean }).failed = failed;
    if (failed) {
      this.options.log.error(
        { err: describe(error), request_id: request.info.id, path: request.path, method: request.method },
        "request failed",
      );
    }
    const body: ErrorBody = {
      id: known.id,
      message: known.message,
      detailed_error: "",
      request_id: request.info.id,
      status_code: known.status,
    };
    const response = json(h, JSON.stringify(body), known.status);
    if (known.status === 429 || known.params.seconds !== undefined)
      response.header("Retry-After", String(known.params.seconds ?? 60));
    // The body was not read: keeping the connection would mean reading it all.
    if (known.status === 413) response.header("Connection", "close");
    return response;
  }

  #onResponse(request: Request) {
    const state = request.app as { start?: number; userId?: string; failed?: boolean };
    const ms = performance.now() - (state.start ?? performance.now());
    const response = request.response as ResponseObject | Boom | null;
    const status = response && "statusCode" in response ? (response.statusCode as number) : 0;
    const name = (request.route.settings.app as { name?: string } | undefined)?.name ?? "page";
    const failed = state.failed ?? (status >= 500 && status !== 501);
    this.options.observe?.(name, request.method, status, ms, failed);
    this.options.log.debug(
      {
        request_id: request.info.id,
        method: request.method,
        path: request.path,
        status,
        ms: Math.round(ms),
        user_id: state.userId,
      },
      "request",
    );
  }
}

/** Clients compare the content type with exactly `application/json`: no charset. */
function json(h: ResponseToolkit, text: string, status: number): ResponseObject {
  const response = h.response(text).type("application/json").code(status);
  response.charset("");
  return response;
}

function isResponse(value: unknown): value is ResponseObject {
  return typeof value === "object" && value !== null && "variety" in value && "header" in value;
}

function headerOf(request: Request, name: string): string {
  const value = request.headers[name] as string | string[] | undefined;
  return typeof value === "string" ? value : "";
}

const ipOf = (request: Request) => (request.app as { ip?: string }).ip ?? request.info.remoteAddress;

function safeDecode(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** What may be logged of an unexpected error: never its bound values. */
function describe(error: Error) {
  return {
    type: error.name,
    message: error.message.split(" - ").at(-1),
    code: postgresError(error)?.code,
    stack: error.stack?.split("\n").slice(1, 9).join("\n"),
  };
}

function toAppError(error: Error, request: Request, jsonLimit: number): AppError {
  if (error instanceof AppError) return error;
  const status = isBoom(error) ? error.output.statusCode : 500;
  if (status === 404) {
    return new AppError("api.context.404.app_error");
  }
  if (status === 413) return new AppError("api.context.request_body_too_large.app_error", { limit: jsonLimit });
  if (status === 415)
    return new AppError("api.context.unsupported_media_type.app_error", {
      expected: "application/json",
      given: String(request.headers["content-type"] ?? "nothing"),
    });
  if (isBoom(error) && status >= 400 && status < 500)
    return new AppError("api.context.malformed_body.app_error", { reason: "it could not be read" });
  if (postgresError(error)?.code === "57014")
    return new AppError("api.context.timeout.app_error", {}, { cause: error });
  if (isDatabaseAway(error))
    return new AppError("api.context.unavailable.app_error", { dependency: "database" }, { cause: error });
  return new AppError("api.context.internal.app_error" as ErrorId, {}, { cause: error });
}
