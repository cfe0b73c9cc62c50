import { type Static, Type } from "@sinclair/typebox";
import { API, Id, IdOrEmpty, pageQuery, StatusOk, Timestamp } from "./common.js";
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

/** How somebody stands to the terms in force. */
export const TermsAcceptance = Type.Object({
  user_id: Id,
  username: Type.String(),
  first_name: Type.String(),
  last_name: Type.String(),
  nickname: Type.String(),
  last_picture_update: Timestamp,
  /** expired: accepted too long ago; former: accepted terms that are in force no more; none: never, or taken back. */
  state: Type.Unsafe<"accepted" | "expired" | "former" | "none">(Type.String()),
  /** The terms they accepted last, and when; '' and 0 = none. */
  terms_of_service_id: IdOrEmpty,
  accepted_at: Timestamp,
});
export type TermsAcceptance = Static<typeof TermsAcceptance>;

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
export const listTermsAcceptances = endpoint({
  method: "GET",
  path: `${API}/courtyard/terms_of_service/acceptances`,
  query: Type.Object({
    ...pageQuery,
    state: Type.Optional(
      Type.Unsafe<"" | "accepted" | "outstanding">(Type.String({ enum: ["", "accepted", "outstanding"] })),
    ),
  }),
  reply: Type.Object({
    /** The terms in force; '' = there are none, and nobody is asked. */
    terms_of_service_id: IdOrEmpty,
    accepted: Type.Integer(),
    outstanding: Type.Integer(),
    people: Type.Array(TermsAcceptance),
  }),
  summary: "Who has accepted the terms of service in force, and who has not: active people without bots, by name.",
});
export const exportTermsAcceptances = endpoint({
  method: "GET",
  path: `${API}/courtyard/terms_of_service/acceptances.csv`,
  reply: Type.Unknown(),
  summary: "The same of everybody as a table (CSV).",
});
