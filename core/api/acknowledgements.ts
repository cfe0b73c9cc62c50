import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** Somebody says that they have read a message that asked for it. */
export const Acknowledgement = Type.Object({ user_id: Id, post_id: Id, acknowledged_at: Timestamp });
export type Acknowledgement = Static<typeof Acknowledgement>;

/** How long an acknowledgement can be taken back, ms. */
export const UNDO_WITHIN = 5 * 60_000;

const ack = `${API}/users/{user_id}/posts/{post_id}/ack` as const;

export const acknowledgePost = endpoint({
  method: "POST",
  path: ack,
  reply: Acknowledgement,
  summary: "Acknowledge a message that asks for it.",
});
export const unacknowledgePost = endpoint({
  method: "DELETE",
  path: ack,
  reply: StatusOk,
  summary: "Take an acknowledgement back, within five minutes.",
});
