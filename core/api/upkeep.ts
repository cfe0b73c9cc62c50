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
