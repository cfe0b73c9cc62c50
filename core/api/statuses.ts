import { type Static, Type } from "@sinclair/typebox";
import { API, Id, Ids, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const statusNames = ["online", "away", "dnd", "offline"] as const;
/** What a person may choose, and `ooo`: out of office, which follows from their automatic reply. */
export type StatusName = (typeof statusNames)[number] | "ooo";

/** Whether somebody is there. `dnd_end_time` is in seconds since 1970, unlike every other time; 0 = no end. */
export const Status = Type.Object({
  user_id: Id,
  status: Type.String(),
  manual: Type.Boolean(),
  last_activity_at: Timestamp,
  active_channel: Type.String(),
  dnd_end_time: Type.Integer({ minimum: 0 }),
});
export type Status = Static<typeof Status>;

/** How long a custom status lasts, as its owner chose it; the time it ends is in `expires_at`. */
const durations = [
  "",
  "thirty_minutes",
  "one_hour",
  "four_hours",
  "today",
  "this_week",
  "date_and_time",
  "custom_date_time",
];

export const CustomStatus = Type.Object({
  emoji: Type.Optional(Type.String({ pattern: "^[a-zA-Z0-9_+-]{0,64}$" })),
  text: Type.Optional(Type.String({ maxLength: 100 })),
  duration: Type.Optional(Type.Union(durations.map((name) => Type.Literal(name)))),
  /** A time such as 2030-01-31T12:00:00Z, or empty. */
  expires_at: Type.Optional(Type.String({ maxLength: 40 })),
});
export type CustomStatus = Static<typeof CustomStatus>;

const users = `${API}/users` as const;

export const getStatus = endpoint({
  method: "GET",
  path: `${users}/{user_id}/status`,
  reply: Status,
  summary: "The status of one person.",
});
export const getStatusesByIds = endpoint({
  method: "POST",
  path: `${users}/status/ids`,
  body: Ids,
  reply: Type.Array(Status),
  summary: "The statuses of several people; who is unknown is offline.",
});
export const updateStatus = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/status`,
  body: Type.Object({
    user_id: Type.Optional(Type.String()),
    status: Type.Union(statusNames.map((name) => Type.Literal(name))),
    dnd_end_time: Type.Optional(Type.Integer({ minimum: 0, maximum: 253_402_300_799 })),
  }),
  reply: Status,
  summary: "Set a status by hand; `dnd` may end at a time (seconds), when the status before comes back.",
});
export const updateCustomStatus = endpoint({
  method: "PUT",
  path: `${users}/{user_id}/status/custom`,
  body: CustomStatus,
  reply: StatusOk,
  summary: "Show an emoji and a line of text beside one's name.",
});
export const deleteCustomStatus = endpoint({
  method: "DELETE",
  path: `${users}/{user_id}/status/custom`,
  reply: StatusOk,
  summary: "Clear the custom status.",
});
export const deleteRecentCustomStatus = endpoint({
  method: "DELETE",
  path: `${users}/{user_id}/status/custom/recent`,
  body: CustomStatus,
  reply: StatusOk,
  summary: "Forget a custom status used before.",
});
export const forgetRecentCustomStatus = endpoint({
  method: "POST",
  path: `${users}/{user_id}/status/custom/recent/delete`,
  body: CustomStatus,
  reply: StatusOk,
  summary: "The same for clients that cannot send a body with DELETE.",
});
