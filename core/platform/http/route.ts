import type { ResponseObject } from "@hapi/hapi";
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from "../../api/endpoint.js";
import type { AnyCall, Call } from "./call.js";
import type { Guard } from "./guards.js";

export interface RouteOptions {
  /** How the body arrives: JSON (default for endpoints with a body), a raw stream, or not at all. */
  readonly payload?: "json" | "stream" | "none";
  /** Upper limit of a raw body in bytes, asked at each request. JSON has the server's own limit. */
  readonly maxBytes?: () => number;
  /** Answers 304 when the client has this body already. */
  readonly etag?: boolean;
  /** Writes of this route come from forms or machines that cannot send the CSRF header. */
  readonly csrf?: false;
  /** Requests a minute for one address (and for one account), for calls that invite guessing. */
  readonly perMinute?: number;
  /** This can wait: it is refused with 503 while an administrator has marked the server as busy. */
  readonly canWait?: true;
}

/** An endpoint, the guards before it and the code behind it. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly guards: readonly Guard[];
  readonly handler: (call: AnyCall) => unknown;
  readonly options: RouteOptions;
  /** Throws while the route is closed; asked before anything else, so that everybody gets the same answer then. */
  readonly closed?: () => void;
}

type Handler<E> = (
  call: Call<ParamsOf<E>, QueryOf<E>, BodyOf<E>>,
) => Promise<ReplyOf<E> | ResponseObject> | ReplyOf<E> | ResponseObject;

/**
 * Binds an endpoint to its guards and its handler. Guards run in order, before the handler; a route without a guard is
 * refused when the server starts.
 */
export function route<E extends Endpoint>(
  endpoint: E,
  guards: Guard | readonly Guard[],
  handler: Handler<E>,
  options: RouteOptions = {},
): Route {
  return {
    endpoint: endpoint as Endpoint,
    guards: [guards].flat() as Guard[],
    handler: handler as unknown as Route["handler"],
    options,
  };
}
