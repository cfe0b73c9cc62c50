import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const TermsOfService = Type.Object({
  id: Id,
  create_at: Timestamp,
  /** Who wrote them. */
  user_id: Id,
  text: Type.String(),
});
export type TermsOfService = Static<typeof TermsOfService>;

export const UserTermsOfService = Type.Object({ user_id: Id, terms_of_service_id: Id, create_at: Timestamp });
export type UserTermsOfService = Static<typeof UserTermsOfService>;

export const getTermsOfService = endpoint({
  method: "GET",
  path: `${API}/terms_of_service`,
  reply: TermsOfService,
  summary: "The server's terms of service in force.",
});
export const createTermsOfService = endpoint({
  method: "POST",
  path: `${API}/terms_of_service`,
  body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 16_383 }) }),
  reply: TermsOfService,
  summary: "Put new terms of service in force; clients ask everybody to accept them.",
});
export const getUserTermsOfService = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/terms_of_service`,
  reply: UserTermsOfService,
  summary: "Which terms of service a person accepted last, and when.",
});
export const answerTermsOfService = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/terms_of_service`,
  body: Type.Object({
    termsOfServiceId: Id,
    accepted: Type.Union([Type.Boolean(), Type.Literal("true"), Type.Literal("false")]),
  }),
  reply: StatusOk,
  summary: "Accept terms of service, or take the acceptance back.",
});
