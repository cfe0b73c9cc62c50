import { Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

const users = `${API}/users` as const;

export const loginType = endpoint({
  method: "POST",
  path: `${users}/login/type`,
  body: Type.Object({ login_id: Type.Optional(Type.String({ maxLength: 256 })) }),
  reply: Type.Object({ auth_service: Type.String() }),
  summary:
    "How an account signs in: `magic_link` for guests without a password, who are mailed a link by this call. Answers the same for all other accounts and for those that do not exist.",
});
export const sendGuestLink = endpoint({
  method: "POST",
  path: `${API}/courtyard/guest_link/send`,
  body: Type.Object({ email: Type.String({ maxLength: 128 }) }),
  reply: StatusOk,
  summary: "Mails a link to sign in, if there is such a guest without a password. The answer does not tell.",
});
export const loginByLink = endpoint({
  method: "POST",
  path: `${users}/login/one_time_link`,
  body: Type.Object({
    token: Type.String({ minLength: 1, maxLength: 200 }),
    /** Of the second factor, where the account has one. */
    code: Type.Optional(Type.String({ maxLength: 64 })),
    device_id: Type.Optional(Type.String({ maxLength: 512 })),
    deviceId: Type.Optional(Type.String({ maxLength: 512 })),
  }),
  reply: User,
  summary: "Sign in by a mailed link, which is used up; answers like a sign-in with a password.",
});
