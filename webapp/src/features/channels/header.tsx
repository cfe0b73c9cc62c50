import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import {
  IconBellOff,
  IconChevronDown,
  IconInfo,
  IconPin,
  IconSearch,
  IconStar,
  IconUsers,
} from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { pane, togglePane } from "../../lib/panes.js";
import { MenuButton } from "../../ui/menu.js";
import { Markdown } from "../markdown/markdown.js";
import { ChannelIcon } from "../sidebar/channel-row.js";
import { isFavorite, setFavorite } from "../sidebar/store.js";
import { CustomStatusEmoji } from "../status/custom-status.js";
import { currentTeamId } from "../teams/store.js";
import { openChannelSettings } from "./dialogs.js";
import { DrawerButton } from "./drawer-button.js";
import { channelMenu } from "./menu.js";
import { channelTitle, memberCounts, teammateId, unreadOf } from "./store.js";

/** Name, header text and the panes of a channel. */
export function ChannelHeader({ channel }: { channel: ServerChannel }): JSX.Element {
  const title = channelTitle(channel);
  const open = pane.value?.kind;
  const favorite = isFavorite(currentTeamId.value, channel.id);
  return (
    <header class="channel-head">
      <DrawerButton />
      <div class="channel-head__titles">
        <h1 class="visually-hidden">{title}</h1>
        <MenuButton
          label={`Options of ${title}`}
          items={() => channelMenu(channel)}
          button={(props) => (
            <button type="button" class="channel-head__name" {...props}>
              <ChannelIcon channel={channel} />
              <span class="truncate">{title}</span>
              <IconChevronDown size={16} />
            </button>
          )}
        />
        {channel.type === "D" && <CustomStatusEmoji userId={teammateId(channel)} />}
        {unreadOf(channel.id).muted && (
          <Tooltip text="Muted">
            <span>
              <IconBellOff size={16} />
            </span>
          </Tooltip>
        )}
        {channel.header ? (
          <div class="channel-head__text">
            <Markdown inline text={channel.header} />
          </div>
        ) : channel.type === "D" ? null : (
          <button
            type="button"
            class="channel-head__text channel-head__add"
            onClick={() => openChannelSettings(channel.id, "about")}
          >
            Add a header
          </button>
        )}
      </div>
      {channel.type !== "D" && (
        <Tooltip text="Members">
          <button
            type="button"
            class="channel-head__count hide-small"
            aria-pressed={open === "members"}
            aria-label={`Members: ${memberCounts.get(channel.id) ?? ""}`}
            onClick={() => togglePane("members")}
          >
            <IconUsers />
            <span>{memberCounts.get(channel.id) ?? ""}</span>
          </button>
        </Tooltip>
      )}
      <IconButton
        class="hide-small"
        label={favorite ? "Remove from favourites" : "Add to favourites"}
        pressed={favorite}
        onClick={() => void setFavorite(currentTeamId.peek(), channel.id, !favorite)}
      >
        <IconStar />
      </IconButton>
      <IconButton
        class="hide-small"
        label="Pinned messages"
        pressed={open === "pinned"}
        onClick={() => togglePane("pinned")}
      >
        <IconPin />
      </IconButton>
      <IconButton class="only-small" label="Search" onClick={() => togglePane("search")}>
        <IconSearch />
      </IconButton>
      <IconButton
        label="About this channel"
        keys="Ctrl+Shift+I"
        pressed={open === "info"}
        onClick={() => togglePane("info")}
      >
        <IconInfo />
      </IconButton>
    </header>
  );
}
