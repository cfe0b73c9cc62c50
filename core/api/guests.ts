import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const GuestExpiry = Type.Object({
  user_id: Id,
  /** When the account of the guest ends; 0 = never. */
  expires_at: Timestamp,
});
export type GuestExpiry = Static<typeof GuestExpiry>;

export const promoteGuest = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/promote`,
  reply: StatusOk,
  summary: "Make a guest a member, in all their teams and channels.",
});
export const demoteToGuest = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/demote`,
  reply: StatusOk,
  summary: "Make a member a guest: they keep their channels and see nothing else from then on.",
});
export const getGuestExpiry = endpoint({
  method: "GET",
  path: `${API}/courtyard/users/{user_id}/guest_expiry`,
  reply: GuestExpiry,
  summary: "When the account of a guest ends by itself.",
});
export const setGuestExpiry = endpoint({
  method: "PUT",
  path: `${API}/courtyard/users/{user_id}/guest_expiry`,
  body: Type.Object({ expires_at: Timestamp }),
  reply: GuestExpiry,
  summary: "Set when the account of a guest ends by itself; 0 = never.",
});
