import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Post } from "./posts.js";

/** A thread as one of its followers sees it. */
export const Thread = Type.Object({
  id: Type.String(),
  reply_count: Type.Integer(),
  last_reply_at: Timestamp,
  last_viewed_at: Timestamp,
  participants: Type.Unsafe<unknown[]>(Type.Array(Type.Unknown())),
  post: Post,
  unread_replies: Type.Integer(),
  unread_mentions: Type.Integer(),
  is_urgent: Type.Boolean(),
  is_following: Type.Boolean(),
  delete_at: Timestamp,
});
export type Thread = Static<typeof Thread>;

export const ThreadList = Type.Object({
  total: Type.Integer(),
  total_unread_threads: Type.Integer(),
  total_unread_mentions: Type.Integer(),
  total_unread_urgent_mentions: Type.Integer(),
  threads: Type.Unsafe<Thread[]>(Type.Unknown()),
});

const flag = Type.Optional(Type.Boolean());
const threads = `${API}/users/{user_id}/teams/{team_id}/threads` as const;

export const listThreads = endpoint({
  method: "GET",
  path: threads,
  query: Type.Object({
    before: Type.Optional(Type.String({ maxLength: 26 })),
    after: Type.Optional(Type.String({ maxLength: 26 })),
    since: Type.Optional(Type.Integer({ minimum: 0 })),
    per_page: Type.Optional(Type.Integer({ minimum: 0 })),
    pageSize: Type.Optional(Type.Integer({ minimum: 0 })),
    extended: flag,
    deleted: flag,
    unread: flag,
    totalsOnly: flag,
    threadsOnly: flag,
    excludeDirect: flag,
  }),
  reply: ThreadList,
  summary: "The threads a person follows, those with the newest reply first, with totals.",
});
export const threadCounts = endpoint({
  method: "GET",
  path: `${threads}/mention_counts`,
  reply: Type.Record(Type.String(), Type.Integer()),
  summary: "Unread mentions in followed threads, by channel.",
});
export const getThread = endpoint({
  method: "GET",
  path: `${threads}/{thread_id}`,
  query: Type.Object({ extended: flag }),
  reply: Thread,
  summary: "One followed thread.",
});
export const followThread = endpoint({
  method: "PUT",
  path: `${threads}/{thread_id}/following`,
  reply: StatusOk,
  summary: "Follow a thread.",
});
export const unfollowThread = endpoint({
  method: "DELETE",
  path: `${threads}/{thread_id}/following`,
  reply: StatusOk,
  summary: "Stop following a thread.",
});
export const readThread = endpoint({
  method: "PUT",
  path: `${threads}/{thread_id}/read/{timestamp}`,
  reply: Thread,
  summary: "Mark a thread as read up to a time (ms).",
});
export const readAllThreads = endpoint({
  method: "PUT",
  path: `${threads}/read`,
  reply: StatusOk,
  summary: "Mark all threads of a team as read.",
});
export const setThreadUnread = endpoint({
  method: "POST",
  path: `${threads}/{thread_id}/set_unread/{post_id}`,
  body: AnyObject,
  reply: Thread,
  summary: "Mark a thread as unread from a reply on.",
});
export const setThreadUnreadByPut = endpoint({
  method: "PUT",
  path: `${threads}/{thread_id}/set_unread/{post_id}`,
  body: AnyObject,
  reply: Thread,
  summary: "The same, as older clients ask for it.",
});
