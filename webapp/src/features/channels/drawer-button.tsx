import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconMenu } from "../../../shared/ui/icons.js";
import { drawerOpen } from "../../lib/panes.js";
import { currentTeamId } from "../teams/store.js";
import { teamUnread } from "./store.js";

/** The button that opens the drawer on narrow screens, with a dot when something is new elsewhere. */
export function DrawerButton(): JSX.Element {
  const news = teamUnread("").unread || teamUnread(currentTeamId.value).unread;
  return (
    <IconButton
      label={news ? "Channels, something is new" : "Channels"}
      class="channel-head__menu"
      onClick={() => {
        drawerOpen.value = true;
      }}
    >
      <IconMenu />
      {news && <span class="menu-dot" />}
    </IconButton>
  );
}
