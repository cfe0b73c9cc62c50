import { Client4, ClientError } from "@mattermost/client";
import type { BodyOf, Endpoint, ParamsOf, QueryOf, ReplyOf } from "../../../core/api/endpoint.js";

/** The REST client of the page for the calls every client of this API knows. The session is the cookie. */
export const client = new Client4();
client.setUrl(typeof location === "undefined" ? "http://localhost" : location.origin);
client.setIncludeCookies(true);
client.setAuthHeader = false;

/** A call that failed; the message is for the person in front of the screen. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly id = "",
  ) {
    super(message);
  }
}

const UNREACHABLE = "The server cannot be reached. Check your connection and try again.";

/** A sentence for the person in front of the screen. */
export function errorText(error: unknown): string {
  if (error instanceof CallError) return error.message;
  if (error instanceof ClientError && error.status_code) return error.message || "Something went wrong.";
  return UNREACHABLE;
}

/** HTTP status of a failed call, or 0 when the server was not reached at all. */
export function statusOf(error: unknown): number {
  if (error instanceof CallError) return error.status;
  return error instanceof ClientError ? (error.status_code ?? 0) : 0;
}

interface Options<E> {
  params?: ParamsOf<E>;
  query?: Partial<QueryOf<E>>;
  body?: BodyOf<E> | FormData;
}

const cookie = (name: string) =>
  document.cookie
    .split("; ")
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1) ?? "";

/** The address of an endpoint with its parameters filled in. */
export function addressOf(path: string, params: Record<string, string> = {}, query: object = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(pairs.map(([key, value]) => [key, String(value)])).toString();
  return text ? `${filled}?${text}` : filled;
}

/**
 * Calls an endpoint of this server by its declaration: `call<typeof api.getEdition>("GET", "/api/v4/…")`. The compiler
 * checks method, path, parameters and body. @throws CallError
 */
export async function call<E extends Endpoint>(
  method: E["method"],
  path: E["path"],
  options: Options<E> = {},
): Promise<ReplyOf<E>> {
  const { params, query, body } = options;
  const form = body instanceof FormData;
  const response = await fetch(addressOf(path, params as Record<string, string>, query), {
    method,
    headers: {
      "X-Requested-With": "XMLHttpRequest",
      "X-CSRF-Token": cookie("MMCSRF"),
      ...(body !== undefined && !form ? { "Content-Type": "application/json" } : {}),
    },
    body: body === undefined ? null : form ? body : JSON.stringify(body),
  }).catch(() => {
    throw new CallError(UNREACHABLE, 0);
  });
  const answer = (await response.json().catch(() => ({}))) as ReplyOf<E> & { message?: string; id?: string };
  if (response.ok) return answer;
  throw new CallError(answer.message || "Something went wrong.", response.status, answer.id);
}
