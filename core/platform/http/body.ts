import Bourne from "@hapi/bourne";
import type { Request } from "@hapi/hapi";
import { AppError, badBody } from "../app-error.js";

const MAX_DEPTH = 64;

/** Finds a text the database cannot keep: NUL or half a surrogate pair. Returns its path, or undefined. */
export function unstorable(value: unknown, path = "", depth = 0): string | undefined {
  if (typeof value === "string") return value.includes("\0") || !value.isWellFormed() ? path || "body" : undefined;
  if (!value || typeof value !== "object") return undefined;
  if (depth > MAX_DEPTH) return path;
  for (const [key, item] of Object.entries(value)) {
    const here = path ? `${path}.${key}` : key;
    const found = unstorable(key, here) ?? unstorable(item, here, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/**
 * Reads a JSON body. A missing content type, and those that mean "just bytes", count as JSON because some drivers send
 * none. @throws AppError 415 for another type, 400 for what is not JSON or holds unstorable text.
 */
export function parseJson(request: Request): unknown {
  const type =
    String(request.headers["content-type"] ?? "")
      .split(";")[0]
      ?.trim()
      .toLowerCase() ?? "";
  if (type && !/^(application\/(json|octet-stream|[\w.-]+\+json)|text\/plain)$/.test(type)) {
    throw new AppError("api.context.unsupported_media_type.app_error", { expected: "application/json", given: type });
  }
  const raw = request.payload as Buffer | null;
  if (!raw || raw.length === 0) return {};
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(raw);
  } catch {
    throw new AppError("api.context.malformed_body.app_error", { reason: "it is not UTF-8 text" });
  }
  let body: unknown;
  try {
    body = Bourne.parse(text);
  } catch {
    throw new AppError("api.context.malformed_body.app_error", { reason: "a bracket, quote or comma is wrong" });
  }
  const bad = unstorable(body);
  if (bad) throw badBody(bad);
  return body;
}
