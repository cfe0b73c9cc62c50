import type { Request, ResponseObject, ResponseToolkit } from "@hapi/hapi";
import { AppError } from "../app-error.js";
import type { Caller } from "./caller.js";

/** One request on its way through guards and handler. */
export class Call<Params = Record<string, string>, Query = Record<string, unknown>, Body = unknown> {
  /** Response headers the handler adds. */
  readonly headers: Record<string, string> = {};
  readonly cookies: string[] = [];
  #memo = new Map<unknown, unknown>();

  constructor(
    readonly request: Request,
    readonly toolkit: ResponseToolkit,
    readonly params: Params,
    readonly query: Query,
    readonly body: Body,
    /** Who calls; null without a session. */
    readonly who: Caller | null,
  ) {}

  /** Who calls. @throws AppError 401 without a session. */
  get caller(): Caller {
    if (!this.who) throw new AppError("api.context.session_expired.app_error");
    return this.who;
  }

  get requestId(): string {
    return this.request.info.id;
  }

  /** The caller's address; a proxy's word for it is taken only from listed proxies (decided by the server). */
  get ip(): string {
    return (this.request.app as { ip?: string }).ip ?? this.request.info.remoteAddress;
  }

  /** The WebSocket connection of the client that calls, when it names one; '' otherwise. */
  get connectionId(): string {
    const value = this.request.headers["connection-id"];
    return typeof value === "string" && /^[a-z0-9]{26}$/.test(value) ? value : "";
  }

  header(name: string): string {
    const value = this.request.headers[name];
    return typeof value === "string" ? value : "";
  }

  /** What guards loaded, for the handler: each key is computed once per call. */
  once<T>(key: unknown, make: () => T): T {
    if (!this.#memo.has(key)) this.#memo.set(key, make());
    return this.#memo.get(key) as T;
  }

  /** A response that is not JSON: a file, a page, a redirect. */
  respond(value: ConstructorParameters<typeof Object>[0] | string | Buffer | NodeJS.ReadableStream): ResponseObject {
    return this.toolkit.response(value as never);
  }
}

export type AnyCall = Call<Record<string, string>, Record<string, unknown>, unknown>;
