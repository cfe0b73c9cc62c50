import type { Post } from "@mattermost/types/posts";
import { receiveAcknowledgement } from "../acknowledgements/store.js";
import { receiveBookmarks } from "../bookmarks/store.js";
import { receiveServerDraft, receiveServerDraftGone } from "../drafts/store.js";
import { receiveScheduled, receiveScheduledGone } from "../scheduled/store.js";

import { announceAgain } from "./notify.js";

type Bookmark = Parameters<typeof receiveBookmarks>[0][number];
type Json = (value: unknown) => unknown;

/** Reducers for what was added to messages: acknowledgements, bookmarks, messages that wait for their time. */
export function laterEvents(parsed: Json): Record<string, (wire: { data: Record<string, unknown> }) => void> {
  const on =
    <T>(field: string, act: (value: T) => void) =>
    ({ data }: { data: Record<string, unknown> }) => {
      const value = parsed(data[field]);
      if (value) act(value as T);
    };
  return {
    post_acknowledgement_added: on<Parameters<typeof receiveAcknowledgement>[0]>("acknowledgement", (ack) =>
      receiveAcknowledgement(ack, true),
    ),
    post_acknowledgement_removed: on<Parameters<typeof receiveAcknowledgement>[0]>("acknowledgement", (ack) =>
      receiveAcknowledgement(ack, false),
    ),
    channel_bookmark_created: on<Bookmark>("bookmark", (one) => receiveBookmarks([one])),
    channel_bookmark_updated: on<{ updated: Bookmark }>("bookmarks", ({ updated }) => receiveBookmarks([updated])),
    channel_bookmark_sorted: on<Bookmark[]>("bookmarks", receiveBookmarks),
    channel_bookmark_deleted: on<Bookmark>("bookmark", (one) =>
      receiveBookmarks([{ ...one, delete_at: one.delete_at || Date.now() }]),
    ),
    persistent_notification_triggered: ({ data }) => {
      const post = parsed(data["post"]) as Post | undefined;
      const text = (value: unknown) => (typeof value === "string" ? value : "");
      if (post)
        announceAgain(post, {
          senderName: text(data["sender_name"]),
          channelName: text(data["channel_display_name"]),
          teamId: text(data["team_id"]),
        });
    },
    draft_created: on("draft", receiveServerDraft),
    draft_updated: on("draft", receiveServerDraft),
    draft_deleted: on("draft", receiveServerDraftGone),
    scheduled_post_created: on("scheduledPost", receiveScheduled),
    scheduled_post_updated: on("scheduledPost", receiveScheduled),
    scheduled_post_deleted: on("scheduledPost", receiveScheduledGone),
  };
}
