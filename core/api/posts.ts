import { type Static, Type } from "@sinclair/typebox";
import { ChannelUnread } from "./channels.js";
import { AnyObject, API, Id, IdOrEmpty, Ids, pageQuery, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { FileInfo } from "./files.js";

/** Longest message, in characters (Unicode code points), as clients count them. */
export const MAX_MESSAGE = 16_383;
/** Longest props as JSON text, in characters. */
export const MAX_PROPS = 8_000;

export const Reaction = Type.Object({
  user_id: Id,
  post_id: Id,
  emoji_name: Type.String(),
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  remote_id: Type.String(),
  channel_id: Type.String(),
});
export type Reaction = Static<typeof Reaction>;

export const Priority = Type.Object({
  priority: Type.Unsafe<"" | "important" | "urgent">(Type.String({ enum: ["", "important", "urgent", "standard"] })),
  requested_ack: Type.Optional(Type.Boolean()),
  persistent_notifications: Type.Optional(Type.Boolean()),
});
export type Priority = Static<typeof Priority>;

export const PostMetadata = Type.Object({
  embeds: Type.Array(Type.Unknown()),
  emojis: Type.Array(Type.Unknown()),
  files: Type.Array(FileInfo),
  images: Type.Record(Type.String(), Type.Unknown()),
  reactions: Type.Array(Reaction),
  priority: Type.Optional(Priority),
  acknowledgements: Type.Optional(Type.Array(Type.Unknown())),
});
export type PostMetadata = Static<typeof PostMetadata>;

export const Post = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  edit_at: Timestamp,
  delete_at: Timestamp,
  is_pinned: Type.Boolean(),
  user_id: Type.String(),
  channel_id: Id,
  root_id: IdOrEmpty,
  original_id: Type.String(),
  message: Type.String(),
  type: Type.String(),
  props: AnyObject,
  hashtags: Type.String(),
  file_ids: Type.Array(Id),
  pending_post_id: Type.String(),
  has_reactions: Type.Boolean(),
  remote_id: Type.String(),
  reply_count: Type.Integer(),
  last_reply_at: Timestamp,
  participants: Type.Unsafe<unknown[] | null>(Type.Unknown()),
  is_following: Type.Optional(Type.Boolean()),
  metadata: PostMetadata,
});
export type Post = Static<typeof Post>;

export const PostList = Type.Object({
  order: Type.Array(Id),
  posts: Type.Record(Type.String(), Post),
  next_post_id: Type.String(),
  prev_post_id: Type.String(),
  has_next: Type.Boolean(),
  first_inaccessible_post_time: Type.Integer(),
});
export type PostList = Static<typeof PostList>;

const Message = Type.Optional(Type.String());
const FileIds = Type.Optional(Type.Array(Id, { maxItems: 100 }));
const flag = Type.Optional(Type.Boolean());
const posts = `${API}/posts` as const;
const threadFlags = { skipFetchThreads: flag, collapsedThreads: flag, collapsedThreadsExtended: flag };

export const PostCreate = Type.Object({
  channel_id: Id,
  message: Message,
  root_id: Type.Optional(IdOrEmpty),
  file_ids: FileIds,
  props: Type.Optional(AnyObject),
  pending_post_id: Type.Optional(Type.String({ maxLength: 128 })),
  type: Type.Optional(Type.String({ maxLength: 26 })),
  metadata: Type.Optional(
    Type.Object({ priority: Type.Optional(Type.Unsafe<Priority | null>(Type.Union([Priority, Type.Null()]))) }),
  ),
});

export const createPost = endpoint({
  method: "POST",
  path: `${posts}`,
  query: Type.Object({ set_online: flag }),
  body: PostCreate,
  reply: Post,
  status: 201,
  summary: "Write a message. The same pending_post_id again answers the message that was written the first time.",
});
export const createEphemeral = endpoint({
  method: "POST",
  path: `${posts}/ephemeral`,
  body: Type.Object({
    user_id: Id,
    post: Type.Object({ channel_id: Id, message: Message, props: Type.Optional(AnyObject) }),
  }),
  reply: Post,
  status: 201,
  summary: "Show a message to one person; it is not kept.",
});
export const getPost = endpoint({
  method: "GET",
  path: `${posts}/{post_id}`,
  query: Type.Object({ include_deleted: flag, retain_content: flag }),
  reply: Post,
  summary: "One message.",
});
export const getPostsByIds = endpoint({
  method: "POST",
  path: `${posts}/ids`,
  body: Ids,
  reply: Type.Array(Post),
  summary: "Messages by their ids; those the caller may not read are left out.",
});
const edit = {
  message: Message,
  file_ids: FileIds,
  props: Type.Optional(AnyObject),
  is_pinned: flag,
  has_reactions: flag,
};
export const updatePost = endpoint({
  method: "PUT",
  path: `${posts}/{post_id}`,
  body: Type.Object({ ...edit, id: Type.Optional(Type.String()) }),
  reply: Post,
  summary: "Edit a message.",
});
export const patchPost = endpoint({
  method: "PUT",
  path: `${posts}/{post_id}/patch`,
  body: Type.Object(edit),
  reply: Post,
  summary: "Edit parts of a message.",
});
export const deletePost = endpoint({
  method: "DELETE",
  path: `${posts}/{post_id}`,
  query: Type.Object({ permanent: flag }),
  reply: StatusOk,
  summary: "Delete a message with its replies.",
});
export const pinPost = endpoint({
  method: "POST",
  path: `${posts}/{post_id}/pin`,
  reply: StatusOk,
  summary: "Pin a message to its channel.",
});
export const unpinPost = endpoint({
  method: "POST",
  path: `${posts}/{post_id}/unpin`,
  reply: StatusOk,
  summary: "Take a message off the pinned ones.",
});
export const getPinned = endpoint({
  method: "GET",
  path: `${API}/channels/{channel_id}/pinned`,
  reply: PostList,
  summary: "The pinned messages of a channel.",
});
export const getEditHistory = endpoint({
  method: "GET",
  path: `${posts}/{post_id}/edit_history`,
  reply: Type.Array(Post),
  summary: "Earlier versions of a message, for its author.",
});
export const restoreVersion = endpoint({
  method: "POST",
  path: `${posts}/{post_id}/restore/{restore_version_id}`,
  reply: Post,
  summary: "Bring an earlier version of a message back.",
});
export const getPostInfo = endpoint({
  method: "GET",
  path: `${posts}/{post_id}/info`,
  reply: Type.Object({
    channel_id: Id,
    channel_type: Type.String(),
    channel_display_name: Type.String(),
    has_joined_channel: Type.Boolean(),
    team_id: Type.String(),
    team_type: Type.String(),
    team_display_name: Type.String(),
    has_joined_team: Type.Boolean(),
  }),
  summary: "Where a message stands, for somebody who follows a link to it.",
});

export const getThread = endpoint({
  method: "GET",
  path: `${posts}/{post_id}/thread`,
  query: Type.Object({
    perPage: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    fromPost: Type.Optional(Type.String({ maxLength: 26 })),
    fromCreateAt: Type.Optional(Type.Integer({ minimum: 0 })),
    direction: Type.Optional(Type.String({ enum: ["", "up", "down"] })),
    updatesOnly: flag,
    fromUpdateAt: Type.Optional(Type.Integer({ minimum: 0 })),
    ...threadFlags,
  }),
  reply: PostList,
  summary: "A message with its replies, all or page by page.",
});
export const getChannelPosts = endpoint({
  method: "GET",
  path: `${API}/channels/{channel_id}/posts`,
  query: Type.Object({
    ...pageQuery,
    before: Type.Optional(Type.String({ maxLength: 26 })),
    after: Type.Optional(Type.String({ maxLength: 26 })),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
    include_deleted: flag,
    ...threadFlags,
  }),
  reply: PostList,
  summary: "Messages of a channel: a page, those before or after one, or all changes since a time (ms).",
});
export const getUnreadPosts = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/channels/{channel_id}/posts/unread`,
  query: Type.Object({
    limit_before: Type.Optional(Type.Integer({ minimum: 0, maximum: 200, default: 60 })),
    limit_after: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 60 })),
    ...threadFlags,
  }),
  reply: PostList,
  summary: "Messages around the first unread one.",
});
export const getFlagged = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/posts/flagged`,
  query: Type.Object({ ...pageQuery, team_id: Type.Optional(Type.String()), channel_id: Type.Optional(Type.String()) }),
  reply: PostList,
  summary: "The messages a person saved.",
});
export const setUnread = endpoint({
  method: "POST",
  path: `${API}/users/{user_id}/posts/{post_id}/set_unread`,
  body: AnyObject,
  reply: Type.Intersect([ChannelUnread, Type.Object({ user_id: Id })]),
  summary: "Mark a channel as unread from a message on.",
});

export const addReaction = endpoint({
  method: "POST",
  path: `${API}/reactions`,
  body: Type.Object({
    user_id: Type.Optional(Type.String()),
    post_id: Id,
    emoji_name: Type.String({ minLength: 1, maxLength: 64 }),
  }),
  reply: Reaction,
  summary: "React to a message.",
});
export const removeReaction = endpoint({
  method: "DELETE",
  path: `${API}/users/{user_id}/posts/{post_id}/reactions/{emoji_name}`,
  reply: StatusOk,
  summary: "Take a reaction back.",
});
export const getReactions = endpoint({
  method: "GET",
  path: `${posts}/{post_id}/reactions`,
  reply: Type.Array(Reaction),
  summary: "The reactions to a message.",
});
export const getReactionsOfPosts = endpoint({
  method: "POST",
  path: `${posts}/ids/reactions`,
  body: Ids,
  reply: Type.Record(Type.String(), Type.Array(Reaction)),
  summary: "The reactions to several messages.",
});
