import { toast } from "../../../shared/lib/toast.js";
import { client, errorId, errorText, statusOf } from "../../lib/client.js";
import { config, configNumber } from "../../lib/config.js";
import { navigate } from "../../lib/navigation.js";
import { confirmDialog } from "../../ui/overlay.js";
import { channelsById, memberCounts } from "../channels/store.js";
import { isSystem } from "../posts/grouping.js";
import { canEdit } from "../posts/permissions.js";
import { channelWindow, isPending, postsById, threadWindow } from "../posts/store.js";
import { sendTyping } from "../realtime/socket.js";
import { currentTeamId } from "../teams/store.js";
import { myId } from "../users/store.js";
import { mentionsEveryone } from "./trigger.js";

/** From this many people on, writing to all of them asks for a second thought. */
const MANY = 5;

async function peopleIn(channelId: string): Promise<number> {
  const known = memberCounts.peek(channelId);
  if (known !== undefined) return known;
  try {
    return (await client.getChannelStats(channelId)).member_count;
  } catch {
    return 0;
  }
}

/** Asks before a message notifies many people at once. Answers whether to go on. */
export async function confirmEveryone(text: string, channelId: string): Promise<boolean> {
  if (
    config.peek()["EnableConfirmNotificationsToChannel"] === "false" ||
    channelsById.peek(channelId)?.type === "D" ||
    !mentionsEveryone(text)
  )
    return true;
  const count = await peopleIn(channelId);
  if (count < MANY) return true;
  return confirmDialog({
    title: "Notify everyone?",
    text: `This message mentions everyone in the channel. ${count - 1} people will be notified.`,
    confirm: "Send",
  });
}

/** Whether a text is a command for the server rather than a message. */
export function isCommand(text: string): boolean {
  return /^\/[a-z][\w-]*(?:\s|$)/i.test(text);
}

/**
 * Runs a slash command.
 * @returns "done"; "failed" (the person was told; the text should stay); "unknown" when there is no such command
 */
export async function runCommand(
  text: string,
  channelId: string,
  rootId: string,
): Promise<"done" | "failed" | "unknown"> {
  try {
    const answer = await client.executeCommand(text, {
      channel_id: channelId,
      root_id: rootId,
      team_id: currentTeamId.peek(),
    });
    const target = answer.goto_location;
    if (target?.startsWith("/")) navigate(target);
    else if (target && /^https?:\/\//.test(target)) open(target, "_blank", "noopener,noreferrer");
    return "done";
  } catch (error) {
    // No such command, or a server without commands.
    if ([404, 501].includes(statusOf(error)) || errorId(error).includes("not_found")) return "unknown";
    toast(errorText(error), { error: true });
    return "failed";
  }
}

/** The newest message of one's own in a channel or thread that may still be edited, or "". */
export function lastOwnPost(channelId: string, rootId: string): string {
  const ids = (rootId ? threadWindow(rootId) : channelWindow(channelId)).ids;
  for (let i = ids.length - 1; i >= 0 && i >= ids.length - 100; i--) {
    const post = postsById.peek(ids[i] ?? "");
    if (post && post.user_id === myId.peek() && !isSystem(post) && !isPending(post) && canEdit(post)) return post.id;
  }
  return "";
}

/** Tells others that one is writing, as often as the server wants to hear it. */
export function typingSignal(channelId: string, rootId: string): () => void {
  let last = 0;
  return () => {
    const now = Date.now();
    if (
      config.peek()["EnableUserTypingMessages"] === "false" ||
      now - last < configNumber("TimeBetweenUserTypingUpdatesMilliseconds", 5000)
    )
      return;
    last = now;
    sendTyping(channelId, rootId);
  };
}
