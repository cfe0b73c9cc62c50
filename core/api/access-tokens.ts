import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A token with which programs act for a person. The token itself is shown once, when it is made. */
export const AccessToken = Type.Object({
  id: Id,
  token: Type.Optional(Type.String()),
  user_id: Id,
  description: Type.String(),
  is_active: Type.Boolean(),
  create_at: Timestamp,
  /** 0 = never. */
  expires_at: Timestamp,
  last_used_at: Timestamp,
  /** `read` = may only read; empty = everything its person may do. */
  scope: Type.Array(Type.String()),
});
export type AccessToken = Static<typeof AccessToken>;

const users = `${API}/users` as const;
const OneToken = Type.Object({ token_id: Id });

export const createAccessToken = endpoint({
  method: "POST",
  path: `${users}/{user_id}/tokens`,
  body: Type.Object({
    description: Type.String({ minLength: 1, maxLength: 255 }),
    expires_at: Type.Optional(Timestamp),
    scope: Type.Optional(Type.Array(Type.Unsafe<"read">(Type.String({ enum: ["read"] })), { maxItems: 1 })),
  }),
  reply: AccessToken,
  summary: "Make a token with which programs act for a person; it may expire, and may be for reading only.",
});
export const getAccessTokens = endpoint({
  method: "GET",
  path: `${users}/{user_id}/tokens`,
  query: Type.Object(pageQuery),
  reply: Type.Array(AccessToken),
  summary: "The access tokens of a person, without the tokens themselves.",
});
export const getAllAccessTokens = endpoint({
  method: "GET",
  path: `${users}/tokens`,
  query: Type.Object(pageQuery),
  reply: Type.Array(AccessToken),
  summary: "The access tokens of everybody.",
});
export const searchAccessTokens = endpoint({
  method: "POST",
  path: `${users}/tokens/search`,
  body: Type.Object({ term: Type.String({ maxLength: 256 }) }),
  reply: Type.Array(AccessToken),
  summary: "Access tokens by id, person or description.",
});
export const getAccessToken = endpoint({
  method: "GET",
  path: `${users}/tokens/{token_id}`,
  reply: AccessToken,
  summary: "One access token.",
});
export const revokeAccessToken = endpoint({
  method: "POST",
  path: `${users}/tokens/revoke`,
  body: OneToken,
  reply: StatusOk,
  summary: "Delete an access token; what used it is signed out at once.",
});
export const disableAccessToken = endpoint({
  method: "POST",
  path: `${users}/tokens/disable`,
  body: OneToken,
  reply: StatusOk,
  summary: "Switch an access token off.",
});
export const enableAccessToken = endpoint({
  method: "POST",
  path: `${users}/tokens/enable`,
  body: OneToken,
  reply: StatusOk,
  summary: "Switch an access token on again.",
});
