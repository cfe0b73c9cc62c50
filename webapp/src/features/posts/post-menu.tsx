import type { Post } from "@mattermost/types/posts";
import { copyAndSay } from "../../../shared/lib/copy.js";
import {
  IconBell,
  IconBellOff,
  IconBookmark,
  IconClock,
  IconCopy,
  IconEdit,
  IconEye,
  IconHelp,
  IconLink,
  IconPin,
  IconReply,
  IconRetry,
  IconSend,
  IconSmilePlus,
  IconTrash,
} from "../../../shared/ui/icons.js";
import { permalinkUrl } from "../../lib/routes.js";
import type { MenuEntry } from "../../ui/menu.js";
import { confirmDialog } from "../../ui/overlay.js";
import { markUnreadFrom } from "../channels/reading.js";
import { openForward } from "../forward/open-forward.js";
import { isSaved, setSaved } from "../preferences/store.js";
import { openReminder } from "../reminders/open-reminder.js";
import { currentTeam, currentTeamId } from "../teams/store.js";
import { followThread, markThreadUnread } from "../threads/store.js";
import { whyNotified } from "../urgent/why-notified.js";
import { myId } from "../users/store.js";
import { isSystem } from "./grouping.js";
import { openHistory } from "./open-history.js";
import type { Pane } from "./pane.js";
import { startEditing } from "./pane.js";
import { canDelete, canEdit, canReact, canSeeHistory } from "./permissions.js";
import { deletePost, pinPost } from "./store.js";

/** Address of a message that can be sent to others. */
export function linkTo(postId: string): string {
  return `${location.origin}${permalinkUrl(currentTeam.peek()?.name ?? "_redirect", postId)}`;
}

export async function askDelete(post: Post): Promise<void> {
  const text =
    post.root_id || !post.reply_count
      ? "This cannot be undone."
      : `Its ${post.reply_count === 1 ? "reply goes" : `${post.reply_count} replies go`} with it. This cannot be undone.`;
  if (await confirmDialog({ title: "Delete this message?", text, confirm: "Delete", danger: true }))
    await deletePost(post.id);
}

/** Everything that can be done with a message. `onReact` opens the emoji picker where there is no toolbar for it. */
export function postMenu(post: Post, pane: Pane, onReact?: () => void): MenuEntry[] {
  const rootId = post.root_id || post.id;
  const system = isSystem(post);
  const saved = isSaved(post.id);
  const following = post.is_following === true;
  const teamId = currentTeamId.peek();
  const unread = () => (pane.where === "thread" ? markThreadUnread(teamId, rootId, post.id) : markUnreadFrom(post.id));
  return [
    onReact &&
      canReact(post) &&
      !pane.readOnly && { label: "Add a reaction", icon: <IconSmilePlus />, onSelect: onReact },
    !pane.readOnly &&
      !system &&
      pane.where === "channel" && {
        label: "Reply in thread",
        icon: <IconReply />,
        hint: "R",
        onSelect: () => pane.openThread(rootId),
      },
    !system &&
      !post.root_id && {
        label: following ? "Stop following the thread" : "Follow the thread",
        icon: following ? <IconBellOff /> : <IconBell />,
        onSelect: () => void followThread(teamId, rootId, !following),
      },
    { label: "Mark unread from here", icon: <IconEye />, onSelect: () => void unread() },
    !system && { label: "Forward…", icon: <IconSend />, onSelect: () => openForward(post.id) },
    {
      label: saved ? "Remove from saved" : "Save for later",
      icon: <IconBookmark />,
      onSelect: () => void setSaved(post.id, !saved),
    },
    !system && { label: "Remind me…", icon: <IconClock />, onSelect: () => openReminder(post.id) },
    !pane.readOnly && {
      label: post.is_pinned ? "Unpin from channel" : "Pin to channel",
      icon: <IconPin />,
      onSelect: () => void pinPost(post.id, !post.is_pinned),
    },
    "separator",
    !system &&
      post.user_id !== myId.peek() && {
        label: "Why was I notified?",
        icon: <IconHelp />,
        onSelect: () => void whyNotified(post.id),
      },
    { label: "Copy link", icon: <IconLink />, onSelect: () => void copyAndSay(linkTo(post.id), "Link copied") },
    post.message !== "" && {
      label: "Copy text",
      icon: <IconCopy />,
      onSelect: () => void copyAndSay(post.message, "Text copied"),
    },
    canEdit(post) &&
      !pane.readOnly && {
        label: "Edit",
        icon: <IconEdit />,
        hint: "E",
        onSelect: () => startEditing(post.id, pane.where),
      },
    canSeeHistory(post) && { label: "Edit history", icon: <IconRetry />, onSelect: () => openHistory(post.id) },
    canDelete(post) &&
      !pane.readOnly && { label: "Delete", icon: <IconTrash />, danger: true, onSelect: () => void askDelete(post) },
  ];
}
