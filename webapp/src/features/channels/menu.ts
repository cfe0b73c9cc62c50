import type { ServerChannel } from "@mattermost/types/channels";
import { copyAndSay } from "../../../shared/lib/copy.js";
import type { MenuEntry } from "../../ui/menu.js";
import { confirmDialog } from "../../ui/overlay.js";
import { openBookmark } from "../bookmarks/open-bookmark.js";
import { may, mayWithChannel } from "../permissions/store.js";
import { newCategory } from "../sidebar/category-actions.js";
import { categoryName } from "../sidebar/category-names.js";
import { takes } from "../sidebar/moves.js";
import { categories, isFavorite, moveChannel, setFavorite } from "../sidebar/store.js";
import { currentTeamId, isGuest } from "../teams/store.js";
import {
  archiveChannel,
  channelPath,
  hideConversation,
  leaveChannel,
  leaveScreen,
  setMuted,
  unarchiveChannel,
} from "./actions.js";
import { openChannelSettings, openMakeChannel, openMorePeople } from "./dialogs.js";
import { markRead } from "./reading.js";
import { channelTitle, currentChannelId, isDirect, membershipsById, unreadOf } from "./store.js";

async function leave(channel: ServerChannel): Promise<void> {
  const title = channelTitle(channel);
  const text =
    channel.type === "P"
      ? "This channel is private: somebody has to invite you to come back."
      : "You can come back at any time.";
  if (await confirmDialog({ title: `Leave ${title}?`, text, confirm: "Leave channel", danger: channel.type === "P" }))
    await leaveChannel(channel.id);
}

async function archive(channel: ServerChannel): Promise<void> {
  const sure = await confirmDialog({
    title: `Archive ${channelTitle(channel)}?`,
    text: "Nobody can post in it any more. Its messages stay and can still be found.",
    confirm: "Archive channel",
    danger: true,
  });
  if (sure) await archiveChannel(channel.id);
}

async function hide(channel: ServerChannel): Promise<void> {
  const current = currentChannelId.peek() === channel.id;
  await hideConversation(channel);
  if (current) leaveScreen();
}

function copyLink(channel: ServerChannel): Promise<void> {
  return copyAndSay(location.origin + channelPath(channel), "Link copied");
}

/** What one can do with a channel: the menu of the sidebar row and of the channel's title. */
export function channelMenu(channel: ServerChannel): MenuEntry[] {
  const teamId = currentTeamId.peek();
  const { unread, muted } = unreadOf(channel.id);
  const favorite = isFavorite(teamId, channel.id);
  const direct = isDirect(channel);
  const fixed = channel.name === "town-square";
  // Favourites have an entry of their own.
  const elsewhere = categories(teamId).filter(
    (one) => one.type !== "favorites" && takes(one, channel.id) && !one.channel_ids.includes(channel.id),
  );
  if (!membershipsById.peek(channel.id)) return [{ label: "Copy link", onSelect: () => void copyLink(channel) }];
  return [
    unread && { label: "Mark as read", onSelect: () => void markRead(channel.id) },
    {
      label: favorite ? "Remove from favourites" : "Add to favourites",
      onSelect: () => void setFavorite(teamId, channel.id, !favorite),
    },
    { label: muted ? "Unmute" : "Mute", onSelect: () => void setMuted(channel.id, !muted) },
    ...(elsewhere.length ? ["separator" as const, { heading: "Move to" }] : []),
    ...elsewhere.map((one) => ({
      label: categoryName(one),
      onSelect: () => void moveChannel(teamId, channel.id, one.id),
    })),
    { label: "Move to a new category…", onSelect: () => void newCategory(teamId, [channel.id]) },
    "separator",
    { label: "Notifications…", onSelect: () => openChannelSettings(channel.id, "notifications") },
    !direct && { label: "Channel settings…", onSelect: () => openChannelSettings(channel.id, "about") },
    direct && may("create_group_channel") && { label: "Add people…", onSelect: () => openMorePeople(channel.id) },
    channel.type === "G" &&
      !isGuest() && { label: "Make it a private channel…", onSelect: () => openMakeChannel(channel.id) },
    channel.type === "G" && { label: "Set header…", onSelect: () => openChannelSettings(channel.id, "about") },
    !channel.delete_at &&
      mayWithChannel("add_bookmark_{}_channel", channel.id) && {
        label: "Add a bookmark…",
        onSelect: () => openBookmark(channel.id),
      },
    { label: "Copy link", onSelect: () => void copyLink(channel) },
    "separator",
    direct && { label: "Close conversation", onSelect: () => void hide(channel) },
    !direct && !fixed && { label: "Leave channel", danger: true, onSelect: () => void leave(channel) },
    !direct &&
      !fixed &&
      !channel.delete_at &&
      mayWithChannel("delete_{}_channel", channel.id) && {
        label: "Archive channel",
        danger: true,
        onSelect: () => void archive(channel),
      },
    Boolean(channel.delete_at) &&
      mayWithChannel("delete_{}_channel", channel.id) && {
        label: "Restore channel",
        onSelect: () => void unarchiveChannel(channel.id),
      },
  ];
}
