import { Type } from "@sinclair/typebox";
import { API, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

const users = `${API}/users` as const;
const Email = Type.String({ maxLength: 128 });
const Token = Type.String({ maxLength: 200 });
export const Link = Type.Object({ link: Type.String(), token: Type.String(), expires_at: Timestamp });

export const sendPasswordReset = endpoint({
  method: "POST",
  path: `${users}/password/reset/send`,
  body: Type.Object({ email: Email }),
  reply: StatusOk,
  summary: "Sends a link to set a new password, if there is such an account. The answer does not tell.",
});
export const resetPassword = endpoint({
  method: "POST",
  path: `${users}/password/reset`,
  body: Type.Object({
    token: Type.Optional(Token),
    code: Type.Optional(Token),
    new_password: Type.String({ maxLength: 256 }),
  }),
  reply: StatusOk,
  summary: "Sets a new password by the token of a link; every session of the account ends.",
});
export const sendVerification = endpoint({
  method: "POST",
  path: `${users}/email/verify/send`,
  body: Type.Object({ email: Email }),
  reply: StatusOk,
  summary:
    "Sends the link that confirms an address once more. The answer does not tell whether there is such an account.",
});
export const verifyEmail = endpoint({
  method: "POST",
  path: `${users}/email/verify`,
  body: Type.Object({ token: Token }),
  reply: StatusOk,
  summary: "Confirms an address by the token of a link.",
});
export const verifyEmailOf = endpoint({
  method: "POST",
  path: `${users}/{user_id}/email/verify/member`,
  reply: User,
  summary: "Takes the address of a person as confirmed.",
});
export const createVerifyLink = endpoint({
  method: "POST",
  path: `${API}/courtyard/users/{user_id}/verify_link`,
  reply: Link,
  status: 201,
  summary: "Makes the link that confirms the address of a person, to be handed over.",
});
