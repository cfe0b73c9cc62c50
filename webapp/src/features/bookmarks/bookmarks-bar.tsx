import type { ChannelBookmark } from "@mattermost/types/channel_bookmarks";
import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { copyAndSay } from "../../../shared/lib/copy.js";
import { IconButton } from "../../../shared/ui/button.js";
import { IconFile, IconLink, IconMore, IconPlus } from "../../../shared/ui/icons.js";
import { Menu, type MenuEntry } from "../../ui/menu.js";
import { confirmDialog } from "../../ui/overlay.js";
import { Emoji } from "../emoji/emoji.js";
import { fileUrl } from "../files/format.js";
import { safeHref } from "../markdown/link.js";
import { mayWithChannel } from "../permissions/store.js";
import { openBookmark } from "./open-bookmark.js";
import { bookmarksByChannel, loadBookmarks, moveBookmark, removeBookmark } from "./store.js";
import "../../styles/bookmarks.css";

/** Links and files that people of the channel want at hand, under its name. Nothing while there are none. */
export function BookmarksBar({ channel }: { channel: ServerChannel }): JSX.Element | null {
  useEffect(() => void loadBookmarks(channel.id), [channel.id]);
  const list = bookmarksByChannel.get(channel.id) ?? [];
  if (list.length === 0) return null;
  const mayChange = !channel.delete_at && mayWithChannel("add_bookmark_{}_channel", channel.id);
  return (
    <nav class="bookmarks" aria-label="Bookmarks">
      <ul>
        {list.map((one, place) => (
          <Item key={one.id} bookmark={one} place={place} count={list.length} mayChange={mayChange} />
        ))}
      </ul>
      {mayChange && (
        <IconButton small label="Add a bookmark" onClick={() => openBookmark(channel.id)}>
          <IconPlus size={16} />
        </IconButton>
      )}
    </nav>
  );
}

interface ItemProps {
  bookmark: ChannelBookmark;
  place: number;
  count: number;
  mayChange: boolean;
}

function Item({ bookmark, place, count, mayChange }: ItemProps): JSX.Element | null {
  const [menu, setMenu] = useState<Element | DOMRect | null>(null);
  const href = bookmark.type === "file" ? fileUrl(bookmark.file_id ?? "") : safeHref(bookmark.link_url ?? "");
  if (!href) return null;
  return (
    <li
      class="bookmark"
      onContextMenu={(event) => {
        event.preventDefault();
        setMenu(new DOMRect(event.clientX, event.clientY, 0, 0));
      }}
    >
      <a href={href} target="_blank" rel="noopener noreferrer" title={bookmark.link_url || bookmark.file?.name}>
        {bookmark.emoji ? (
          <Emoji name={bookmark.emoji} size={16} />
        ) : bookmark.type === "file" ? (
          <IconFile size={16} />
        ) : (
          <IconLink size={16} />
        )}
        <span class="truncate">{bookmark.display_name}</span>
      </a>
      <button
        type="button"
        class="bookmark__more"
        aria-label={`Options of ${bookmark.display_name}`}
        aria-haspopup="menu"
        onClick={(event) => setMenu(event.currentTarget)}
      >
        <IconMore size={14} />
      </button>
      {menu && (
        <Menu
          anchor={menu}
          label={`Options of ${bookmark.display_name}`}
          items={entries(bookmark, href, place, count, mayChange)}
          onClose={() => setMenu(null)}
        />
      )}
    </li>
  );
}

function entries(
  bookmark: ChannelBookmark,
  href: string,
  place: number,
  count: number,
  mayChange: boolean,
): MenuEntry[] {
  const copy = () => copyAndSay(new URL(href, location.origin).href, "Link copied");
  const remove = async () => {
    const sure = await confirmDialog({
      title: `Delete "${bookmark.display_name}"?`,
      text: "It disappears for everybody in the channel.",
      confirm: "Delete bookmark",
      danger: true,
    });
    if (sure) await removeBookmark(bookmark);
  };
  return [
    { label: "Copy link", onSelect: () => void copy() },
    mayChange && { label: "Change…", onSelect: () => openBookmark(bookmark.channel_id, bookmark) },
    mayChange && place > 0 && { label: "Move to the left", onSelect: () => void moveBookmark(bookmark, place - 1) },
    mayChange &&
      place < count - 1 && { label: "Move to the right", onSelect: () => void moveBookmark(bookmark, place + 1) },
    mayChange && "separator",
    mayChange && { label: "Delete", danger: true, onSelect: () => void remove() },
  ];
}
