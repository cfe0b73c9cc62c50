import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconArchive, IconEdit, IconHash, IconLock, IconMore, IconUsers } from "../../../shared/ui/icons.js";
import { drawerOpen } from "../../lib/panes.js";
import { Avatar } from "../../ui/avatar.js";
import { useLongPress } from "../../ui/long-press.js";
import { Menu } from "../../ui/menu.js";
import { channelPath } from "../channels/actions.js";
import { channelMenu } from "../channels/menu.js";
import { channelTitle, currentChannelId, teammateId, titleIsComing, unreadOf } from "../channels/store.js";
import { draftKeys } from "../composer/drafts.js";
import { CustomStatusEmoji } from "../status/custom-status.js";
import { currentTeamId } from "../teams/store.js";
import { PersonName } from "../users/person-name.js";
import { presence, user } from "../users/store.js";
import { dragProps, isDragged, movesBy, rowMark } from "./drag.js";
import { stepChannel } from "./moves.js";

/** The sign in front of a channel's name. */
export function ChannelIcon({ channel, size = 18 }: { channel: ServerChannel; size?: number }): JSX.Element {
  if (channel.delete_at) return <IconArchive size={size} />;
  if (channel.type === "D") {
    const other = teammateId(channel);
    return <Avatar user={user(other)} size={20} presence={presence(other)} />;
  }
  if (channel.type === "G") return <IconUsers size={size} />;
  return channel.type === "P" ? <IconLock size={size} /> : <IconHash size={size} />;
}

/** What a screen reader hears after the name. */
function stateWords(unread: boolean, mentions: number, muted: boolean, draft: boolean): string {
  const words = [
    mentions > 0 ? `${mentions} ${mentions === 1 ? "mention" : "mentions"}` : unread ? "unread" : "",
    muted ? "muted" : "",
    draft ? "has a draft" : "",
  ];
  return words.filter(Boolean).join(", ");
}

/** A row that goes to another category is drawn anew there: the focus goes with it. */
async function keepFocus(channelId: string, move: () => Promise<void>): Promise<void> {
  const moved = move();
  // What was moved is on screen at once, the server answers later.
  for (const done of [new Promise((resolve) => setTimeout(resolve)), moved]) {
    await done;
    const link = document.querySelector<HTMLElement>(`.sidebar [data-channel="${channelId}"]`);
    if (link && [document.body, null].includes(document.activeElement as HTMLElement | null)) link.focus();
  }
}

/** Brings a row into the sight of the sidebar, by no more than is needed; nothing but its list is scrolled. */
function bringIntoSight(row: HTMLElement | null): void {
  const list = row?.closest(".sidebar__scroll");
  if (!row || !list) return;
  const at = row.getBoundingClientRect();
  const frame = list.getBoundingClientRect();
  if (at.top < frame.top) list.scrollTop -= frame.top - at.top + at.height;
  else if (at.bottom > frame.bottom) list.scrollTop += at.bottom - frame.bottom + at.height;
}

export function ChannelRow({ channel }: { channel: ServerChannel }): JSX.Element {
  const { unread, mentions, muted } = unreadOf(channel.id);
  const [menu, setMenu] = useState<Element | DOMRect | undefined>();
  const press = useLongPress(setMenu);
  const teamId = currentTeamId.value;
  const current = currentChannelId.value === channel.id;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) bringIntoSight(row.current);
  }, [current]);
  const draft = !current && draftKeys.value.has(channel.id);
  const said = stateWords(unread, mentions, muted, draft);
  return (
    <li
      ref={row}
      class="channel-row"
      data-row={channel.id}
      data-drop={rowMark(channel.id)}
      data-dragged={isDragged(channel.id) || undefined}
      data-current={current}
      data-unread={unread}
      data-muted={muted}
      {...press}
    >
      <a
        {...dragProps("channel", channel.id, teamId)}
        class="channel-row__link"
        href={channelPath(channel)}
        data-channel={channel.id}
        aria-current={current ? "page" : undefined}
        aria-keyshortcuts="Control+Shift+ArrowUp Control+Shift+ArrowDown"
        onKeyDown={(event) => {
          const step = movesBy(event);
          if (!step) return;
          event.preventDefault();
          void keepFocus(channel.id, () => stepChannel(teamId, channel.id, step));
        }}
        onClick={() => {
          drawerOpen.value = false;
        }}
      >
        <ChannelIcon channel={channel} />
        <span class="truncate">
          {titleIsComing(channel) ? <PersonName id={teammateId(channel)} /> : channelTitle(channel)}
        </span>
        {channel.type === "D" && <CustomStatusEmoji userId={teammateId(channel)} />}
        {said && <span class="visually-hidden">, {said}</span>}
        {draft && (
          <span class="channel-row__draft" aria-hidden="true">
            <IconEdit size={14} />
          </span>
        )}
        {mentions > 0 && (
          <span class="badge" aria-hidden="true">
            {mentions > 99 ? "99+" : mentions}
          </span>
        )}
      </a>
      <button
        type="button"
        class="icon-btn icon-btn--small channel-row__menu"
        aria-label={`Options of ${channelTitle(channel)}`}
        aria-haspopup="menu"
        aria-expanded={menu !== undefined}
        onClick={(event) => setMenu(menu ? undefined : event.currentTarget)}
      >
        <IconMore size={16} />
      </button>
      {menu && (
        <Menu
          label={`Options of ${channelTitle(channel)}`}
          anchor={menu}
          items={channelMenu(channel)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </li>
  );
}
