import type { ScheduledPost } from "@mattermost/types/schedule_post";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { myId } from "../users/store.js";

/** One's own messages that wait for their time, or could not be sent when it came. */
export const scheduledById = new SignalMap<ScheduledPost>();
const loaded = new Set<string>();

export function receiveScheduled(post: ScheduledPost): void {
  scheduledById.set(post.id, post);
}

export function receiveScheduledGone(post: ScheduledPost): void {
  scheduledById.delete(post.id);
}

/** Fetches what waits in a team and in conversations. @throws the client's error */
export async function loadScheduled(teamId: string): Promise<void> {
  const { data } = await client.getScheduledPosts(teamId, true);
  loaded.add(teamId);
  for (const list of Object.values(data)) for (const post of list) receiveScheduled(post);
}

/** Fetches what waits in a team unless that is known already. */
export function ensureScheduled(teamId: string): void {
  if (!teamId || loaded.has(teamId)) return;
  loaded.add(teamId);
  loadScheduled(teamId).catch(() => loaded.delete(teamId));
}

/** Everything that waits, the next first. Followed. */
export function allScheduled(): ScheduledPost[] {
  return scheduledById.values().sort((a, b) => a.scheduled_at - b.scheduled_at);
}

/** How many messages wait in a channel or thread. Followed. */
export function countScheduled(channelId: string, rootId: string): number {
  return scheduledById.values().filter((one) => one.channel_id === channelId && (one.root_id ?? "") === rootId).length;
}

async function attempt(call: () => Promise<void>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

export interface NewScheduled {
  channelId: string;
  rootId: string;
  message: string;
  fileIds: string[];
  priority?: { priority: string; requested_ack?: boolean; persistent_notifications?: boolean } | undefined;
}

/** Leaves a message with the server to be sent at a time (ms). Returns whether the server took it. */
export function schedule(post: NewScheduled, at: number): Promise<boolean> {
  return attempt(async () => {
    const { data } = await client.createScheduledPost(
      {
        user_id: myId.peek(),
        channel_id: post.channelId,
        root_id: post.rootId,
        message: post.message,
        file_ids: post.fileIds,
        scheduled_at: at,
        ...(post.priority ? { priority: post.priority, metadata: { priority: post.priority } } : {}),
      } as Parameters<typeof client.createScheduledPost>[0],
      "",
    );
    receiveScheduled(data);
  });
}

/** Gives a message that waits, or could not be sent, another time (ms). */
export function reschedule(post: ScheduledPost, at: number): Promise<boolean> {
  return attempt(async () => {
    const { data } = await client.updateScheduledPost({ ...post, scheduled_at: at }, "");
    receiveScheduled(data);
  });
}

/** Takes a message back. */
export function unschedule(post: ScheduledPost): Promise<boolean> {
  return attempt(async () => {
    await client.deleteScheduledPost(myId.peek(), post.id, "");
    receiveScheduledGone(post);
  });
}
