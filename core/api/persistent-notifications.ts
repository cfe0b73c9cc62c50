import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** How the repeated notifications of an urgent message stand. */
export const RepeatState = Type.Object({
  /** Those who have not answered; `sent` = how often they were notified again, `next_at` = when they will be, ms. */
  waiting: Type.Array(Type.Object({ user_id: Id, sent: Type.Integer(), next_at: Timestamp })),
  interval_minutes: Type.Integer(),
  max_count: Type.Integer(),
});
export type RepeatState = Static<typeof RepeatState>;

const one = `${API}/courtyard/posts/{post_id}/persistent_notifications` as const;

export const getPersistent = endpoint({
  method: "GET",
  path: one,
  reply: RepeatState,
  summary: "Whom an urgent message still notifies again, for its author.",
});
export const endPersistent = endpoint({
  method: "DELETE",
  path: one,
  reply: StatusOk,
  summary: "End the repeated notifications of one's own message.",
});
export const checkPersistent = endpoint({
  method: "POST",
  path: `${API}/courtyard/channels/{channel_id}/persistent_notifications/check`,
  body: Type.Object({ message: Type.String({ maxLength: 65_535 }) }),
  reply: Type.Object({ user_ids: Type.Array(Id) }),
  summary: "Whom an urgent message would notify again and again, before it is sent; 400 when it cannot ask for that.",
});
