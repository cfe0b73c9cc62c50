import { type Static, Type } from "@sinclair/typebox";
import { API, Id, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** An emoji that people of this server have added. */
export const Emoji = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  creator_id: Id,
  name: Type.String(),
});
export type Emoji = Static<typeof Emoji>;

/** The form field `emoji` of a new emoji, as JSON; its picture is in the field `image`. */
export const EmojiCreate = Type.Object({
  name: Type.String({ pattern: "^[a-zA-Z0-9_+-]{1,64}$" }),
  creator_id: Type.Optional(Type.String()),
});

const Name = Type.String({ maxLength: 64 });
const emoji = `${API}/emoji` as const;

export const createEmoji = endpoint({
  method: "POST",
  path: emoji,
  reply: Emoji,
  status: 201,
  summary: "Add an emoji: multipart fields `emoji` (JSON with its name) and `image`.",
});
export const listEmoji = endpoint({
  method: "GET",
  path: emoji,
  query: Type.Object({ ...pageQuery, sort: Type.Optional(Type.Union([Type.Literal(""), Type.Literal("name")])) }),
  reply: Type.Array(Emoji),
  summary: "Custom emoji, by name or oldest first.",
});
export const searchEmoji = endpoint({
  method: "POST",
  path: `${emoji}/search`,
  body: Type.Object({ term: Name, prefix_only: Type.Optional(Type.Boolean()) }),
  reply: Type.Array(Emoji),
  summary: "Custom emoji whose name holds the term, or begins with it.",
});
export const autocompleteEmoji = endpoint({
  method: "GET",
  path: `${emoji}/autocomplete`,
  query: Type.Object({ name: Name }),
  reply: Type.Array(Emoji),
  summary: "Custom emoji for a name being typed.",
});
export const getEmojiByNames = endpoint({
  method: "POST",
  path: `${emoji}/names`,
  body: Type.Array(Name, { maxItems: 200 }),
  reply: Type.Array(Emoji),
  summary: "Custom emoji by their names; unknown names are left out.",
});
export const getEmojiByName = endpoint({
  method: "GET",
  path: `${emoji}/name/{emoji_name}`,
  reply: Emoji,
  summary: "One custom emoji by name.",
});
export const getEmoji = endpoint({
  method: "GET",
  path: `${emoji}/{emoji_id}`,
  reply: Emoji,
  summary: "One custom emoji.",
});
export const getEmojiImage = endpoint({
  method: "GET",
  path: `${emoji}/{emoji_id}/image`,
  reply: Type.Unknown(),
  summary: "The picture of a custom emoji (PNG or GIF).",
});
export const deleteEmoji = endpoint({
  method: "DELETE",
  path: `${emoji}/{emoji_id}`,
  reply: StatusOk,
  summary: "Delete a custom emoji.",
});
