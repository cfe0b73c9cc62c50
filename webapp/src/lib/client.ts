import { Client4, ClientError } from "@mattermost/client";

/** The one REST client of the page. The session is the cookie; no token is kept in script. */
export const client = new Client4();
client.setUrl(typeof location === "undefined" ? "http://localhost" : location.origin);
client.setIncludeCookies(true);
client.setAuthHeader = false;

type Fetcher = { doFetchWithResponse(url: string, options: unknown): Promise<unknown> };

/** A wrong code or password is answered 401 too; only this id, or none, says that nobody is signed in. */
function endsSession(error: unknown): boolean {
  const id = errorId(error);
  return statusOf(error) === 401 && (id === "" || id === "api.context.session_expired.app_error");
}

/** Calls `listener` when the server says that the session has ended (401 outside sign-in). */
export function watchSessionEnd(listener: () => void): void {
  watchErrors((error, url) => {
    if (endsSession(error) && !/\/users\/(login|logout)\b/.test(url)) listener();
  });
}

/** Calls `listener` when the server wants the second factor set up before anything else. */
export function watchSecondFactor(listener: () => void): void {
  watchErrors((error) => {
    if (errorId(error) === "api.context.mfa_required.app_error") listener();
  });
}

/** Calls `listener` when the server wants its terms of service accepted before anything else. */
export function watchTerms(listener: () => void): void {
  watchErrors((error) => {
    if (errorId(error) === "api.context.terms_of_service_required.app_error") listener();
  });
}

function watchErrors(see: (error: unknown, url: string) => void): void {
  const inner = (client as unknown as Fetcher).doFetchWithResponse;
  (client as unknown as Fetcher).doFetchWithResponse = async (url, options) => {
    try {
      return await inner(url, options);
    } catch (error) {
      see(error, url);
      throw error;
    }
  };
}

interface CallOptions {
  headers?: Record<string, string>;
  /** The browser finishes the call though the page goes away; for small bodies only. */
  keepalive?: boolean;
}

/** Calls an endpoint that the client does not know by name; `path` is below /api/v4. @throws ClientError */
export function call<T>(
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  body?: unknown,
  options: CallOptions = {},
): Promise<T> {
  const { doFetch } = client as unknown as { doFetch(url: string, options: RequestInit): Promise<T> };
  return doFetch(client.getBaseRoute() + path, {
    ...options,
    method: method.toLowerCase(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** HTTP status of a failed call, or 0 when the server was not reached at all. */
export function statusOf(error: unknown): number {
  return error instanceof ClientError ? (error.status_code ?? 0) : 0;
}

/** The server's error id (`api.user.login...`), or "". */
export function errorId(error: unknown): string {
  return error instanceof ClientError ? (error.server_error_id ?? "") : "";
}

/** A sentence for the person in front of the screen. */
export function errorText(error: unknown): string {
  if (error instanceof ClientError && error.status_code) {
    return error.message || "Something went wrong. Please try again.";
  }
  return "The server cannot be reached. Check your connection and try again.";
}
