import { Type } from "@sinclair/typebox";
import { AnyObject, API, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const listSchemaVersions = endpoint({
  method: "GET",
  path: `${API}/system/schema/version`,
  reply: Type.Array(Type.Object({ version: Type.Integer(), name: Type.String() })),
  summary: "The changes of the database that were made, in their order.",
});
export const invalidateCaches = endpoint({
  method: "POST",
  path: `${API}/caches/invalidate`,
  reply: StatusOk,
  summary: "Read roles, sessions and memberships anew from the database.",
});
const busy = `${API}/server_busy` as const;

export const markBusy = endpoint({
  method: "POST",
  path: busy,
  query: Type.Object({ seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, default: 3600 })) }),
  reply: StatusOk,
  summary: "Mark this server as busy for some seconds: what can wait is refused, so that messages get through.",
});
export const getBusy = endpoint({
  method: "GET",
  path: busy,
  reply: Type.Object({
    busy: Type.Boolean(),
    /** Seconds since 1970; 0 = not busy. */
    expires: Type.Integer({ minimum: 0 }),
  }),
  summary: "Whether this server is marked as busy, and until when (seconds since 1970).",
});
export const clearBusy = endpoint({
  method: "DELETE",
  path: busy,
  reply: StatusOk,
  summary: "The server is not busy any more.",
});
export const recycleDatabase = endpoint({
  method: "POST",
  path: `${API}/database/recycle`,
  reply: StatusOk,
  summary: "Replace the connections to the database by new ones; what is under way ends on the old ones.",
});
export const migrateConfig = endpoint({
  method: "POST",
  path: `${API}/config/migrate`,
  body: Type.Object({
    from: Type.String({ minLength: 1, maxLength: 2048 }),
    to: Type.String({ minLength: 1, maxLength: 2048 }),
  }),
  reply: StatusOk,
  summary: "Refused: settings are kept in the database and nowhere else. `PUT /config` takes a whole set of them.",
});
export const testSiteUrl = endpoint({
  method: "POST",
  path: `${API}/site_url/test`,
  body: Type.Object({ site_url: Type.String({ minLength: 1, maxLength: 2048 }) }),
  reply: StatusOk,
  summary: "Whether this server answers at an address.",
});
export const sendTestNotification = endpoint({
  method: "POST",
  path: `${API}/notifications/test`,
  reply: StatusOk,
  summary: "Have the server write a message to the caller, to see whether it is announced.",
});
export const getServerLimits = endpoint({
  method: "GET",
  path: `${API}/limits/server`,
  reply: Type.Object({
    /** Told to administrators only; 0 for others. */
    activeUserCount: Type.Integer(),
    /** 0 = no limit. */
    maxUsersLimit: Type.Integer(),
    maxUsersHardLimit: Type.Integer(),
    lastAccessiblePostTime: Timestamp,
    postHistoryLimit: Type.Integer(),
  }),
  summary: "The limits of this server: there are none.",
});
export const getUserGroups = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/groups`,
  reply: Type.Array(AnyObject),
  summary: "The directory groups a person is in.",
});
