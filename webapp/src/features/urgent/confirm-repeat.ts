import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { confirmDialog } from "../../ui/overlay.js";
import { nameList } from "../posts/grouping.js";
import { displayName, receiveUsers, usersById } from "../users/store.js";
import { checkRepeat, repeatRhythm } from "./store.js";

async function namesOf(ids: readonly string[]): Promise<string[]> {
  const unknown = ids.filter((id) => !usersById.peek(id));
  if (unknown.length > 0) receiveUsers(await client.getProfilesByIds(unknown));
  return ids.map((id) => displayName(usersById.peek(id)));
}

/**
 * Names the people a message will notify again and again, and asks whether to go on. What the server would refuse is
 * said before anything is sent.
 */
export async function confirmRepeat(text: string, channelId: string): Promise<boolean> {
  try {
    const ids = await checkRepeat(channelId, text);
    if (ids.length === 0)
      return await confirmDialog({
        title: "Nobody is mentioned",
        text: "Only people mentioned by their name, such as @anna, are notified again. Without a mention this is an ordinary urgent message.",
        confirm: "Send it anyway",
      });
    return await confirmDialog({
      title:
        ids.length === 1 ? "Notify one person until they answer?" : `Notify ${ids.length} people until they answer?`,
      text: `${nameList(await namesOf(ids))} will be notified ${repeatRhythm()}, until they acknowledge, reply or react. Do not disturb is respected.`,
      confirm: "Send",
    });
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}
