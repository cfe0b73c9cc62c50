import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const RECURRENCES = ["", "daily", "weekdays", "weekly", "monthly"] as const;
export const Recurrence = Type.Unsafe<(typeof RECURRENCES)[number]>(Type.String({ enum: [...RECURRENCES] }));
export type Recurrence = Static<typeof Recurrence>;

export const Reminder = Type.Object({
  post_id: Id,
  /** When it rings next, seconds since 1970. */
  target_time: Type.Integer(),
  recurrence: Recurrence,
  create_at: Timestamp,
});
export type Reminder = Static<typeof Reminder>;

const one = `${API}/users/{user_id}/posts/{post_id}/reminder` as const;

export const setReminder = endpoint({
  method: "POST",
  path: one,
  body: Type.Object({
    user_id: Type.Optional(Type.String()),
    post_id: Type.Optional(Type.String()),
    target_time: Type.Integer({ minimum: 0, maximum: 253402300799 }),
    recurrence: Type.Optional(Recurrence),
  }),
  reply: StatusOk,
  summary: "Be reminded of a message at a time (seconds since 1970), once or again and again.",
});
export const deleteReminder = endpoint({ method: "DELETE", path: one, reply: StatusOk, summary: "Forget a reminder." });
export const getReminders = endpoint({
  method: "GET",
  path: `${API}/courtyard/users/{user_id}/reminders`,
  reply: Type.Array(Reminder),
  summary: "The reminders a person has set, the next first.",
});
