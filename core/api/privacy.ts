import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** Proof that a person was erased: what there was of each kind, and nothing of the person. */
export const ErasureReceipt = Type.Object({
  id: Id,
  user_id: Id,
  erased_by: Type.String(),
  mode: Type.Unsafe<"anonymise" | "remove">(Type.String()),
  create_at: Timestamp,
  counts: Type.Record(Type.String(), Type.Integer()),
});
export type ErasureReceipt = Static<typeof ErasureReceipt>;

export const exportAccount = endpoint({
  method: "GET",
  path: `${API}/courtyard/users/{user_id}/export`,
  reply: Type.Unknown(),
  summary: "Everything the server keeps of a person, as a ZIP: profile, memberships, messages, files.",
});
export const eraseUser = endpoint({
  method: "POST",
  path: `${API}/courtyard/users/{user_id}/erase`,
  body: Type.Object({
    mode: Type.Unsafe<"anonymise" | "remove">(Type.String({ enum: ["anonymise", "remove"] })),
    /** The user name, typed again. */
    confirm: Type.String({ maxLength: 64 }),
  }),
  reply: ErasureReceipt,
  summary: "Erase a person for good: profile, sign-ins, files; their messages stay without a name, or go too.",
});
export const eraseEverybody = endpoint({
  method: "DELETE",
  path: `${API}/users`,
  reply: StatusOk,
  summary: "Erase everybody with their messages; through the local socket only. The next who signs up administers.",
});
export const listErasures = endpoint({
  method: "GET",
  path: `${API}/courtyard/erasures`,
  query: Type.Object(pageQuery),
  reply: Type.Array(ErasureReceipt),
  summary: "The receipts of erased people.",
});
