import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, PageQuery, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** Something that was done, by whom and with which result. */
export const Audit = Type.Object({
  id: Id,
  create_at: Timestamp,
  user_id: Type.String(),
  session_id: Type.String(),
  ip_address: Type.String(),
  action: Type.String(),
  /** What it was done to: an id, or ''. */
  object: Type.String(),
  /** success or fail. */
  result: Type.String(),
  extra: AnyObject,
  /** The same in one line, for clients that show no more. */
  extra_info: Type.String(),
});
export type Audit = Static<typeof Audit>;

export const listAudits = endpoint({
  method: "GET",
  path: `${API}/audits`,
  query: PageQuery,
  reply: Type.Array(Audit),
  summary: "What was done on this server, newest first.",
});
export const listUserAudits = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/audits`,
  query: PageQuery,
  reply: Type.Array(Audit),
  summary: "What a person did, newest first.",
});
