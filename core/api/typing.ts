import { Type } from "@sinclair/typebox";
import { API, Id, IdOrEmpty, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

/** Who writes where; also the data of the WebSocket action `user_typing`. */
export const Typing = Type.Object({ channel_id: Id, parent_id: Type.Optional(IdOrEmpty) });

export const publishTyping = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/typing`,
  body: Typing,
  reply: StatusOk,
  summary: "Tell the members of a channel that somebody is writing.",
});
