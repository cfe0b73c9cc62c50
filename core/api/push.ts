import { type Static, Type } from "@sinclair/typebox";
import { API, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A notification about a message, as phones take it. */
export const PushNotification = Type.Object({
  ack_id: Type.String(),
  platform: Type.String(),
  server_id: Type.String(),
  device_id: Type.String(),
  post_id: Type.String(),
  /** `CAN_REPLY`: the phone offers to answer at once. */
  category: Type.String(),
  sound: Type.String(),
  message: Type.String(),
  /** The number on the app's icon. */
  badge: Type.Integer({ minimum: 0 }),
  cont_ava: Type.Integer(),
  team_id: Type.String(),
  channel_id: Type.String(),
  root_id: Type.String(),
  channel_name: Type.String(),
  type: Type.String(),
  sender_id: Type.String(),
  sender_name: Type.String(),
  override_username: Type.String(),
  override_icon_url: Type.String(),
  from_webhook: Type.String(),
  version: Type.String(),
  is_crt_enabled: Type.Boolean(),
  is_id_loaded: Type.Boolean(),
});
export type PushNotification = Static<typeof PushNotification>;

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
  reply: Type.Union([PushNotification, StatusOk]),
  summary: "A phone tells that a push notification has arrived. One that held only an id is answered with the whole.",
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
  /** The same of their browsers that are notified while the app is closed, by the rule of phones. */
  browsers: Type.Integer(),
  sent_to_browsers: Type.Integer(),
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
