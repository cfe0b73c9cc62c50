import { Type } from "@sinclair/typebox";
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
