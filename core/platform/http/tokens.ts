import type { Request } from "@hapi/hapi";
import type { Caller } from "./caller.js";

export const SESSION_COOKIE = "MMAUTHTOKEN";
export const USER_COOKIE = "MMUSERID";
export const CSRF_COOKIE = "MMCSRF";

/** Cookies of a request header by name; the first of a name counts. */
export function cookiesOf(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at < 0) continue;
    const name = part.slice(0, at).trim();
    if (!cookies.has(name))
      cookies.set(
        name,
        part
          .slice(at + 1)
          .trim()
          .replace(/^"|"$/g, ""),
      );
  }
  return cookies;
}

/** The session token of a request: the cookie, else the Authorization header (schemes Bearer and token). */
export function tokenOf(headers: {
  cookie?: string;
  authorization?: string;
}): { token: string; from: "cookie" | "header" } | null {
  const cookie = cookiesOf(headers.cookie).get(SESSION_COOKIE);
  if (cookie) return { token: cookie, from: "cookie" };
  const header = /^(?:bearer|token)\s+(\S+)$/i.exec(headers.authorization?.trim() ?? "");
  return header ? { token: header[1] as string, from: "header" } : null;
}

/**
 * Whether a write that carries its session in a cookie may be a forgery: the CSRF header must repeat the session's own
 * value. `strict` off lets the older proof pass, a header only scripts of the same origin can set.
 */
export function forged(request: Request, caller: Caller, strict: boolean): boolean {
  if (request.method === "get" || request.method === "head") return false;
  if (caller.csrf !== "" && request.headers["x-csrf-token"] === caller.csrf) return false;
  return strict || request.headers["x-requested-with"] !== "XMLHttpRequest";
}

/** Who calls a route that needs no session, if their session was not borrowed by another site. */
export function unforged(request: Request, who: Caller | null): Caller | null {
  const cookie = tokenOf(request.headers as never)?.from === "cookie";
  return who && cookie && forged(request, who, true) ? null : who;
}
