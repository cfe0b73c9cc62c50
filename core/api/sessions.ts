import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, StatusOk, StringMap, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { User } from "./users.js";

/** A sign-in on one device. The token itself is answered only at login, in a header. */
export const Session = Type.Object({
  id: Id,
  token: Type.Literal(""),
  create_at: Timestamp,
  expires_at: Timestamp,
  last_activity_at: Timestamp,
  user_id: Id,
  device_id: Type.String(),
  roles: Type.String(),
  is_oauth: Type.Boolean(),
  props: StringMap,
  team_members: Type.Array(Type.Unknown()),
});
export type Session = Static<typeof Session>;

const users = `${API}/users` as const;

export const login = endpoint({
  method: "POST",
  path: `${users}/login`,
  body: Type.Object({
    id: Type.Optional(Type.String()),
    login_id: Type.Optional(Type.String({ maxLength: 256 })),
    password: Type.Optional(Type.String({ maxLength: 512 })),
    token: Type.Optional(Type.String({ maxLength: 64 })),
    device_id: Type.Optional(Type.String({ maxLength: 512 })),
    deviceId: Type.Optional(Type.String({ maxLength: 512 })),
  }),
  reply: User,
  summary: "Sign in; the header `Token` of the answer holds the session token.",
});
export const logout = endpoint({
  method: "POST",
  path: `${users}/logout`,
  reply: StatusOk,
  summary: "End the session of this request, if there is one.",
});
export const getSessions = endpoint({
  method: "GET",
  path: `${users}/{user_id}/sessions`,
  reply: Type.Array(Session),
  summary: "The sessions of a person.",
});
export const revokeSession = endpoint({
  method: "POST",
  path: `${users}/{user_id}/sessions/revoke`,
  body: Type.Object({ session_id: Id }),
  reply: StatusOk,
  summary: "End one session.",
});
export const revokeAllSessions = endpoint({
  method: "POST",
  path: `${users}/{user_id}/sessions/revoke/all`,
  reply: StatusOk,
  summary: "End all sessions of a person.",
});
export const revokeEverySession = endpoint({
  method: "POST",
  path: `${users}/sessions/revoke/all`,
  reply: StatusOk,
  summary: "End the sessions of everybody.",
});
export const attachDevice = endpoint({
  method: "PUT",
  path: `${users}/sessions/device`,
  body: AnyObject,
  reply: StatusOk,
  summary: "Tell which mobile device this session is on.",
});
