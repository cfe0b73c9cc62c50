import { type Static, Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

export const acknowledgePush = endpoint({
  method: "POST",
  path: `${API}/notifications/ack`,
  body: Type.Object({
    id: Type.Optional(Type.String({ maxLength: 64 })),
    received_at: Type.Optional(Type.Integer({ minimum: 0 })),
    platform: Type.Optional(Type.String({ maxLength: 64 })),
    type: Type.Optional(Type.String({ maxLength: 64 })),
    post_id: Type.Optional(Type.String({ maxLength: 64 })),
    is_id_loaded: Type.Optional(Type.Boolean()),
  }),
  reply: StatusOk,
  summary: "A phone tells that a push notification has arrived.",
});

/** Why a message notifies a person, or why not. */
export const BECAUSE = [
  "mention",
  "everybody",
  "direct",
  "thread",
  "all",
  "own",
  "system",
  "muted",
  "level_none",
  "not_for_them",
  "do_not_disturb",
  "active",
  "not_a_member",
] as const;
const Because = Type.Unsafe<(typeof BECAUSE)[number]>(Type.String({ enum: [...BECAUSE] }));
const Way = Type.Object({ notifies: Type.Boolean(), because: Because });

export const NotificationReason = Type.Object({
  desktop: Way,
  phone: Way,
  /** The person's phones that want to be notified, and to how many of them the message went. */
  phones: Type.Integer(),
  sent: Type.Integer(),
  /** When phones are notified: online (always), away, offline. */
  when: Type.String(),
});
export type NotificationReason = Static<typeof NotificationReason>;

export const explainNotification = endpoint({
  method: "GET",
  path: `${API}/courtyard/posts/{post_id}/notification`,
  reply: NotificationReason,
  summary: "Why a message notified the caller, or why it did not.",
});
