import { AppError } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import { channelStore } from "../channels/index.js";
import { type Posts, postStore } from "../posts/index.js";
import type { Roles } from "../roles/index.js";
import { actingAs, userStore } from "../users/index.js";
import type { ScheduledRow } from "./store.js";

/** Why a message could not be sent, as clients know it. */
export type FailureCode =
  | "channel_archived"
  | "channel_not_found"
  | "user_missing"
  | "user_deleted"
  | "no_channel_permission"
  | "no_channel_member"
  | "thread_deleted"
  | "unable_to_send"
  | "invalid_post";

/** A message that is later than this says when it should have come, ms. */
const LATE_AFTER = 60_000;

/**
 * Sends a message whose time has come, with the rights its author has now. Its id is the pending id of what is
 * written: after a crash between sending and forgetting it, it is found as sent. Returns why it cannot be sent, or
 * undefined once it is. @throws whatever may pass when tried again
 */
export async function send(
  posts: Posts,
  roles: Roles,
  tx: Transaction,
  row: ScheduledRow,
): Promise<FailureCode | undefined> {
  const { db } = posts.platform;
  if (await postStore.byPending(db, row.user_id, row.id)) return undefined;
  const user = await userStore.byId(tx, row.user_id);
  if (!user) return "user_missing";
  if (user.delete_at > 0) return "user_deleted";
  const channel = await channelStore.byId(tx, row.channel_id);
  if (!channel) return "channel_not_found";
  if (channel.delete_at > 0) return "channel_archived";
  const caller = actingAs(user, roles);
  const access = await posts.door.look(caller, row.channel_id);
  if (!access?.isMember) return "no_channel_member";
  if (!access.can("create_post")) return "no_channel_permission";
  const late = Date.now() - row.scheduled_at > LATE_AFTER;
  try {
    await posts.create(caller, {
      channel_id: row.channel_id,
      root_id: row.root_id,
      message: row.message,
      props: { ...row.props, ...(late ? { scheduled_for: row.scheduled_at } : {}) },
      file_ids: row.file_ids,
      pending_post_id: row.id,
      metadata: { priority: row.priority as never },
    });
    return undefined;
  } catch (error) {
    const code = error instanceof AppError ? codeOf(error) : undefined;
    if (!code) throw error;
    return code;
  }
}

function codeOf(error: AppError): FailureCode | undefined {
  if (error.id === "api.post.create_post.root_id.app_error") return "thread_deleted";
  if (error.id === "api.post.create_post.can_not_post_to_deleted.error") return "channel_archived";
  if (error.status === 403) return "no_channel_permission";
  if (error.status === 404) return "no_channel_member";
  return error.status < 500 ? "invalid_post" : undefined;
}
