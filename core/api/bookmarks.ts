import { type Static, Type } from "@sinclair/typebox";
import { API, Id, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { FileInfo } from "./files.js";

/** A link or a file at the top of a channel. */
export const Bookmark = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  channel_id: Id,
  owner_id: Type.String(),
  file_id: Type.String(),
  display_name: Type.String(),
  /** Place in the channel's list, from 0. */
  sort_order: Type.Integer(),
  link_url: Type.String(),
  image_url: Type.String(),
  emoji: Type.String(),
  type: Type.Unsafe<"link" | "file">(Type.String()),
  original_id: Type.String(),
  parent_id: Type.String(),
  file: Type.Optional(FileInfo),
});
export type Bookmark = Static<typeof Bookmark>;

export const MAX_BOOKMARKS = 50;

const Url = Type.String({ maxLength: 1024 });
const Name = Type.String({ minLength: 1, maxLength: 64 });
const Emoji = Type.String({ maxLength: 64 });
const bookmarks = `${API}/channels/{channel_id}/bookmarks` as const;
const one = `${bookmarks}/{bookmark_id}` as const;

export const getBookmarks = endpoint({
  method: "GET",
  path: bookmarks,
  query: Type.Object({ bookmarks_since: Type.Optional(Type.Integer({ minimum: 0 })) }),
  reply: Type.Array(Bookmark),
  summary: "The bookmarks of a channel in their order; with a time (ms) those changed since, deleted ones included.",
});
export const createBookmark = endpoint({
  method: "POST",
  path: bookmarks,
  body: Type.Object({
    display_name: Name,
    type: Type.Unsafe<"link" | "file">(Type.String({ enum: ["link", "file"] })),
    link_url: Type.Optional(Url),
    image_url: Type.Optional(Url),
    file_id: Type.Optional(Type.String({ maxLength: 26 })),
    emoji: Type.Optional(Emoji),
  }),
  reply: Bookmark,
  status: 201,
  summary: "Add a bookmark to a channel.",
});
export const updateBookmark = endpoint({
  method: "PATCH",
  path: one,
  body: Type.Object({
    display_name: Type.Optional(Name),
    link_url: Type.Optional(Url),
    image_url: Type.Optional(Url),
    file_id: Type.Optional(Type.String({ maxLength: 26 })),
    emoji: Type.Optional(Emoji),
    sort_order: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  }),
  reply: Type.Object({ updated: Bookmark, deleted: Type.Optional(Bookmark) }),
  summary: "Change a bookmark.",
});
export const sortBookmark = endpoint({
  method: "POST",
  path: `${one}/sort_order`,
  body: Type.Integer({ minimum: 0, maximum: 1_000 }),
  reply: Type.Array(Bookmark),
  summary: "Move a bookmark to a place in the list, counted from 0; answers the bookmarks that moved.",
});
export const deleteBookmark = endpoint({ method: "DELETE", path: one, reply: Bookmark, summary: "Delete a bookmark." });
