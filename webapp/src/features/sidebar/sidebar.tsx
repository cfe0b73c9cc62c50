import type { JSX } from "preact";
import { Button, IconButton } from "../../../shared/ui/button.js";
import { IconFilter, IconMessagePlus, IconSearch, IconThread } from "../../../shared/ui/icons.js";
import { drawerOpen, pane } from "../../lib/panes.js";
import { threadsUrl } from "../../lib/routes.js";
import { openNewMessage } from "../channels/dialogs.js";
import { place } from "../channels/place.js";
import { DraftsRow } from "../drafts/drafts-row.js";
import { OwnMenu } from "../profile/own-menu.js";
import { teamState } from "../teams/load.js";
import { currentTeam } from "../teams/store.js";
import { TeamMenu } from "../teams/team-menu.js";
import { threadCounts } from "../threads/store.js";
import { CategoryView } from "./category.js";
import { atFoot, leaveProps } from "./drag.js";
import { moveSpoken } from "./moves.js";
import { sections, unreadFilter } from "./store.js";
import "../../styles/sidebar.css";

export function Sidebar(): JSX.Element {
  const team = currentTeam.value;
  return (
    <nav class="sidebar" aria-label="Channels">
      <div class="sidebar__head">
        {team && <TeamMenu team={team} />}
        <IconButton
          small
          label={unreadFilter.value ? "Show all channels" : "Show unread only"}
          keys="Ctrl+Shift+U"
          pressed={unreadFilter.value}
          onClick={() => {
            unreadFilter.value = !unreadFilter.value;
          }}
        >
          <IconFilter />
        </IconButton>
        <IconButton small label="New message" keys="Ctrl+Shift+K" onClick={openNewMessage}>
          <IconMessagePlus />
        </IconButton>
      </div>
      <div class="sidebar__scroll" data-drop={atFoot() ? "end" : undefined} {...leaveProps}>
        {team && <ThreadsRow teamId={team.id} teamName={team.name} />}
        {team && <DraftsRow teamId={team.id} />}
        {team && sections(team.id).map((section) => <CategoryView key={section.category.id} section={section} />)}
        {team && unreadFilter.value && sections(team.id).every((section) => section.channels.length === 0) && (
          <div class="empty small">
            <p>Nothing unread. Enjoy the quiet.</p>
            <Button
              small
              onClick={() => {
                unreadFilter.value = false;
              }}
            >
              Show all channels
            </Button>
          </div>
        )}
        {team && teamState(team.id) === "loading" && <SidebarSkeleton />}
      </div>
      <div class="visually-hidden" role="status">
        {moveSpoken.value}
      </div>
      <div class="sidebar__foot only-small">
        <OwnMenu />
        <span class="grow" />
        <IconButton
          label="Search"
          onClick={() => {
            drawerOpen.value = false;
            pane.value = { kind: "search" };
          }}
        >
          <IconSearch />
        </IconButton>
      </div>
    </nav>
  );
}

function ThreadsRow({ teamId, teamName }: { teamId: string; teamName: string }): JSX.Element {
  const counts = threadCounts(teamId);
  const current = place.value.kind === "threads";
  return (
    <div class="channel-row" data-current={current} data-unread={counts.unread > 0}>
      <a
        class="channel-row__link"
        href={threadsUrl(teamName)}
        aria-current={current ? "page" : undefined}
        onClick={() => {
          drawerOpen.value = false;
        }}
      >
        <IconThread />
        <span class="truncate">Threads</span>
        {counts.unread > 0 && <span class="visually-hidden">, {counts.unread} unread</span>}
        {counts.mentions > 0 && (
          <span class="badge" aria-hidden="true">
            {counts.mentions}
          </span>
        )}
      </a>
    </div>
  );
}

function SidebarSkeleton(): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label="Loading channels">
      {[70, 50, 85, 60, 75].map((width) => (
        <span key={width} class={`skeleton__line skeleton__line--${width}`} />
      ))}
    </div>
  );
}
