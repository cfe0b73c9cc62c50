import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, IdOrEmpty, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";
import { Priority } from "./posts.js";

/** A message that waits for its time, or could not be sent when it came. */
export const ScheduledPost = Type.Object({
  id: Id,
  create_at: Timestamp,
  update_at: Timestamp,
  user_id: Id,
  channel_id: Id,
  root_id: IdOrEmpty,
  message: Type.String(),
  props: AnyObject,
  file_ids: Type.Array(Id),
  metadata: AnyObject,
  priority: Type.Optional(AnyObject),
  scheduled_at: Timestamp,
  /** When sending was given up; 0 = it waits. */
  processed_at: Timestamp,
  /** Why; '' = it waits. Sending it again needs a new time. */
  error_code: Type.String(),
});
export type ScheduledPost = Static<typeof ScheduledPost>;

const PriorityInput = Type.Optional(
  Type.Unsafe<Partial<Priority> | null>(Type.Union([Type.Partial(Priority), Type.Null()])),
);

export const ScheduledPostInput = Type.Object({
  user_id: Type.Optional(Type.String()),
  channel_id: Id,
  root_id: Type.Optional(IdOrEmpty),
  message: Type.Optional(Type.String()),
  props: Type.Optional(AnyObject),
  file_ids: Type.Optional(Type.Array(Id, { maxItems: 10 })),
  priority: PriorityInput,
  metadata: Type.Optional(Type.Object({ priority: PriorityInput })),
  scheduled_at: Timestamp,
});

const base = `${API}/posts/schedule` as const;

export const createScheduledPost = endpoint({
  method: "POST",
  path: `${base}`,
  body: ScheduledPostInput,
  reply: ScheduledPost,
  status: 201,
  summary: "Write a message now that is sent at a time (ms) in the future.",
});
export const updateScheduledPost = endpoint({
  method: "PUT",
  path: `${base}/{scheduled_post_id}`,
  body: Type.Object({
    ...ScheduledPostInput.properties,
    id: Type.Optional(Type.String()),
    channel_id: Type.Optional(Id),
  }),
  reply: ScheduledPost,
  summary: "Change a message that waits, or give one that could not be sent a new time.",
});
export const deleteScheduledPost = endpoint({
  method: "DELETE",
  path: `${base}/{scheduled_post_id}`,
  reply: ScheduledPost,
  summary: "Do not send a message that waits.",
});
export const getScheduledPosts = endpoint({
  method: "GET",
  path: `${API}/posts/scheduled/team/{team_id}`,
  query: Type.Object({ includeDirectChannels: Type.Optional(Type.Boolean()) }),
  reply: Type.Record(Type.String(), Type.Array(ScheduledPost)),
  summary: "The caller's messages that wait, by team id; those of direct and group messages under directChannels.",
});
