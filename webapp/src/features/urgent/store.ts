import type { RepeatState } from "../../../../core/api/persistent-notifications.js";
import { toast } from "../../../shared/lib/toast.js";
import { call, errorText } from "../../lib/client.js";
import { config, configFlag, configNumber } from "../../lib/config.js";
import { me } from "../users/store.js";

const path = (postId: string) => `/courtyard/posts/${postId}/persistent_notifications`;

/** Whether the person may have others notified again and again. Followed. */
export function mayRepeat(): boolean {
  const guest = me.value?.roles.split(" ").includes("system_guest") ?? false;
  return configFlag("AllowPersistentNotifications") && (!guest || configFlag("AllowPersistentNotificationsForGuests"));
}

/** "every 5 minutes, at most 6 times". Followed. */
export function repeatRhythm(): string {
  const times = config.value["PersistentNotificationMaxCount"];
  const often = `every ${configNumber("PersistentNotificationIntervalMinutes", 5)} minutes`;
  return times ? `${often}, at most ${times === "1" ? "once" : `${times} times`}` : often;
}

/** Whom a message would notify again and again. @throws the client's error, with the rule that is broken */
export const checkRepeat = async (channelId: string, message: string): Promise<string[]> =>
  (
    await call<{ user_ids: string[] }>("POST", `/courtyard/channels/${channelId}/persistent_notifications/check`, {
      message,
    })
  ).user_ids;

/** Who has not answered one's own message yet; undefined where that cannot be learned now. */
export const repeatState = (postId: string): Promise<RepeatState | undefined> =>
  call<RepeatState>("GET", path(postId)).catch(() => undefined);

/** Ends the repetition. Returns whether the server did. */
export async function endRepeat(postId: string): Promise<boolean> {
  try {
    await call("DELETE", path(postId));
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}
