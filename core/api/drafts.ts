import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, IdOrEmpty, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

/** A message somebody has begun to write in a channel, or as a reply to `root_id`. */
export const Draft = Type.Object({
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  user_id: Id,
  channel_id: Id,
  root_id: IdOrEmpty,
  message: Type.String(),
  props: AnyObject,
  file_ids: Type.Array(Id),
  metadata: AnyObject,
  priority: Type.Optional(AnyObject),
});
export type Draft = Static<typeof Draft>;

export const DraftInput = Type.Object({
  user_id: Type.Optional(Type.String()),
  channel_id: Id,
  root_id: Type.Optional(IdOrEmpty),
  // Longer than a message may be: it can still be shortened.
  message: Type.String({ maxLength: 65_535 }),
  props: Type.Optional(AnyObject),
  file_ids: Type.Optional(Type.Array(Id, { maxItems: 10 })),
  priority: Type.Optional(AnyObject),
});

const users = `${API}/users/{user_id}` as const;

export const saveDraft = endpoint({
  method: "POST",
  path: `${API}/drafts`,
  body: DraftInput,
  reply: Draft,
  status: 201,
  summary: "Keep a draft; it replaces the one that was there.",
});
export const getDrafts = endpoint({
  method: "GET",
  path: `${users}/teams/{team_id}/drafts`,
  reply: Type.Array(Draft),
  summary: "The drafts of a person in a team and in direct and group messages, newest first.",
});
export const deleteDraft = endpoint({
  method: "DELETE",
  path: `${users}/channels/{channel_id}/drafts`,
  reply: StatusOk,
  summary: "Delete the draft of a channel.",
});
export const deleteReplyDraft = endpoint({
  method: "DELETE",
  path: `${users}/channels/{channel_id}/drafts/{thread_id}`,
  reply: StatusOk,
  summary: "Delete the draft of a reply.",
});
