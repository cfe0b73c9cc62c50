import type { Recurrence, Reminder } from "../../../../core/api/reminders.js";
import { toast } from "../../../shared/lib/toast.js";
import { call, client, errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { myId } from "../users/store.js";

/** One's own reminders, by the id of their message. */
export const remindersByPost = new SignalMap<Reminder>();

/** @throws the client's error */
export async function loadReminders(): Promise<readonly Reminder[]> {
  const list = await call<Reminder[]>("GET", `/courtyard/users/${myId.peek()}/reminders`);
  for (const id of remindersByPost.keys()) if (!list.some((one) => one.post_id === id)) remindersByPost.delete(id);
  for (const one of list) remindersByPost.set(one.post_id, one);
  return list;
}

/** Asks to be reminded of a message at a time (ms), once or again and again. Returns whether the server took it. */
export async function remind(postId: string, at: number, recurrence: Recurrence): Promise<boolean> {
  const target_time = Math.round(at / 1000);
  try {
    if (recurrence === "") await client.addPostReminder(myId.peek(), postId, target_time);
    else await call("POST", `/users/${myId.peek()}/posts/${postId}/reminder`, { target_time, recurrence });
    remindersByPost.set(postId, { post_id: postId, target_time, recurrence, create_at: Date.now() });
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

export async function forgetReminder(postId: string): Promise<void> {
  try {
    await call("DELETE", `/users/${myId.peek()}/posts/${postId}/reminder`);
    remindersByPost.delete(postId);
  } catch (error) {
    toast(errorText(error), { error: true });
  }
}
