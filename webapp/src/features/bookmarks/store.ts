import type { ChannelBookmark, ChannelBookmarkPatch } from "@mattermost/types/channel_bookmarks";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";

/** The bookmarks of channels that were opened, by channel, in their order. */
export const bookmarksByChannel = new SignalMap<readonly ChannelBookmark[]>();

const ordered = (list: readonly ChannelBookmark[]) =>
  list.filter((one) => !one.delete_at).sort((a, b) => a.sort_order - b.sort_order || a.create_at - b.create_at);

/** Fetches the bookmarks of a channel. They are an extra: without them the channel is as usable. */
export async function loadBookmarks(channelId: string): Promise<void> {
  try {
    bookmarksByChannel.set(channelId, ordered(await client.getChannelBookmarks(channelId)));
  } catch {
    // Asked for again when the channel is opened again.
  }
}

/** Takes in what changed; deleted ones leave. */
export function receiveBookmarks(changed: readonly ChannelBookmark[]): void {
  for (const id of new Set(changed.map((one) => one.channel_id))) {
    // Of a channel that was not opened there is nothing to change.
    bookmarksByChannel.update(id, (old) => {
      const here = changed.filter((one) => one.channel_id === id);
      return ordered([...old.filter((one) => !here.some((other) => other.id === one.id)), ...here]);
    });
  }
}

async function attempt(call: () => Promise<ChannelBookmark[]>): Promise<boolean> {
  try {
    receiveBookmarks(await call());
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

export interface LinkInput {
  display_name: string;
  link_url: string;
  emoji: string;
}

export function addBookmark(channelId: string, link: LinkInput): Promise<boolean> {
  return attempt(async () => [await client.createChannelBookmark(channelId, { ...link, type: "link" }, "")]);
}

/** Puts a file that was uploaded to the channel at its top. */
export function addFileBookmark(
  channelId: string,
  file: Omit<LinkInput, "link_url"> & { file_id: string },
): Promise<boolean> {
  return attempt(async () => [await client.createChannelBookmark(channelId, { ...file, type: "file" }, "")]);
}

export function changeBookmark(bookmark: ChannelBookmark, patch: ChannelBookmarkPatch): Promise<boolean> {
  return attempt(async () => [
    (await client.updateChannelBookmark(bookmark.channel_id, bookmark.id, patch, "")).updated,
  ]);
}

/** Moves a bookmark to a place in the list, counted from 0. */
export function moveBookmark(bookmark: ChannelBookmark, place: number): Promise<boolean> {
  return attempt(() => client.updateChannelBookmarkSortOrder(bookmark.channel_id, bookmark.id, place, ""));
}

export function removeBookmark(bookmark: ChannelBookmark): Promise<boolean> {
  return attempt(async () => {
    const gone = await client.deleteChannelBookmark(bookmark.channel_id, bookmark.id, "");
    return [{ ...gone, delete_at: gone.delete_at || Date.now() }];
  });
}

/** What people type as a link, as an address: "example.org" is https. */
export function asAddress(text: string): string {
  const typed = text.trim();
  return typed === "" || /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`;
}
