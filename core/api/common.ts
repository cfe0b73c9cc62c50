import { type Static, Type } from "@sinclair/typebox";

/** Prefix of every API path. */
export const API = "/api/v4";

/** 26 lower-case letters and digits: the identifier of every entity. */
export const Id = Type.String({ pattern: "^[a-z0-9]{26}$" });
/** An identifier or the empty string, which means "none". */
export const IdOrEmpty = Type.String({ pattern: "^([a-z0-9]{26})?$" });
/** Integer milliseconds since 1970 (UTC); 0 means "not set". */
export const Timestamp = Type.Integer({ minimum: 0, maximum: 253402300799999 });
export const StringMap = Type.Record(Type.String(), Type.String());
export const AnyObject = Type.Record(Type.String(), Type.Unknown());
export const Ids = Type.Array(Id, { maxItems: 1000 });

/** The answer of calls that have nothing else to say. */
export const StatusOk = Type.Object({ status: Type.Literal("OK") });
export const OK: Static<typeof StatusOk> = { status: "OK" };

/** Query parameters of paged lists: `page` counts from 0, `per_page` is capped at 200. */
export const pageQuery = {
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 })),
  per_page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, default: 60 })),
};

export const PageQuery = Type.Object(pageQuery);

/** Turns page parameters into a limit (1 to 200) and an offset in rows. */
export function pageOf(query: { page?: number; per_page?: number }, cap = 200): { limit: number; offset: number } {
  const limit = Math.min(query.per_page || 60, cap);
  return { limit, offset: (query.page ?? 0) * limit };
}
