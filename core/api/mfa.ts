import { Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

const users = `${API}/users` as const;
const Code = Type.String({ maxLength: 32 });

export const generateMfaSecret = endpoint({
  method: "POST",
  path: `${users}/{user_id}/mfa/generate`,
  reply: Type.Object({ secret: Type.String(), qr_code: Type.String() }),
  summary:
    "A new secret for the authenticator app, also as a QR picture (PNG, base 64). Nothing changes until it is confirmed.",
});
export const updateMfa = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/mfa`,
  body: Type.Object({ activate: Type.Boolean(), code: Type.Optional(Code) }),
  reply: StatusOk,
  summary: "Switch the second factor on, with a code of the app, or off.",
});
export const checkMfa = endpoint({
  method: "POST",
  path: `${users}/mfa`,
  body: Type.Object({ login_id: Type.Optional(Type.String({ maxLength: 256 })) }),
  reply: Type.Object({ mfa_required: Type.Boolean() }),
  summary: "Kept for older clients: always says no; sign-in asks for the code when it is needed.",
});
export const makeRecoveryCodes = endpoint({
  method: "POST",
  path: `${API}/courtyard/users/{user_id}/mfa/recovery_codes`,
  body: Type.Object({ code: Code }),
  reply: Type.Object({ codes: Type.Array(Type.String()) }),
  summary: "Ten codes that each work once instead of the app, shown only now; earlier ones stop working.",
});
