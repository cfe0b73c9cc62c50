import { type ErrorId, errors } from "../api/errors.js";

// Known by a mark instead of by the class: a module loaded by path may come with a copy of this file of its own.
const MARK = Symbol.for("courtyard.AppError");

/**
 * The one error the product raises on purpose: an id of the closed list, filled with parameters. The parameter `hint`
 * says at the end what would be right.
 */
export class AppError extends Error {
  readonly status: number;
  readonly [MARK] = true;
  constructor(
    readonly id: ErrorId,
    readonly params: Record<string, string | number> = {},
    options?: { cause?: unknown },
  ) {
    const [status, template] = errors[id];
    const text = template.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
    super(params.hint ? `${text.replace(/\.$/, "")}: ${params.hint}.` : text, options);
    this.name = "AppError";
    this.status = status;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && MARK in value;
  }
}

/** 404 for an entity that does not exist or that the caller may not know of. */
export const notFound = (what: string) => new AppError("store.not_found.app_error", { what });
/** 403 for something the caller may know of but not do. */
export const forbidden = () => new AppError("api.context.permissions.app_error");
/** 400 that names the body field at fault. */
export const badBody = (name: string, hint = "") =>
  new AppError("api.context.invalid_body_param.app_error", { name, hint });
/** 400 that names the query parameter at fault. */
export const badQuery = (name: string, hint = "") =>
  new AppError("api.context.invalid_query_param.app_error", { name, hint });
