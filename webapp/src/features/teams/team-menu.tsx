import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { Suspense } from "preact/compat";
import { toast } from "../../../shared/lib/toast.js";
import {
  IconChevronDown,
  IconHash,
  IconLogout,
  IconPlus,
  IconSettings,
  IconUserPlus,
  IconUsers,
} from "../../../shared/ui/icons.js";
import { client, errorText } from "../../lib/client.js";
import { lazy } from "../../lib/lazy.js";
import { navigate } from "../../lib/navigation.js";
import { MenuButton, type MenuEntry } from "../../ui/menu.js";
import { confirmDialog, openDialog } from "../../ui/overlay.js";
import { openBrowse, openNewChannel } from "../channels/dialogs.js";
import { may, mayBrowse, mayInTeam, mayMakeChannels } from "../permissions/store.js";
import { myId } from "../users/store.js";
import { forgetTeam, isGuest } from "./store.js";

const InviteDialog = lazy(() => import("./invite-dialog.js").then((m) => m.InviteDialog));
const MembersDialog = lazy(() => import("./team-dialogs.js").then((m) => m.MembersDialog));
const TeamSettingsDialog = lazy(() => import("./team-dialogs.js").then((m) => m.TeamSettingsDialog));

async function leave(team: Team): Promise<void> {
  const sure = await confirmDialog({
    title: `Leave ${team.display_name}?`,
    text: team.allow_open_invite ? "You can come back at any time." : "You need an invitation to come back.",
    confirm: "Leave team",
    danger: true,
  });
  if (!sure) return;
  try {
    await client.removeFromTeam(team.id, myId.peek());
    forgetTeam(team.id);
    navigate("/", true);
  } catch (error) {
    toast(errorText(error), { error: true });
  }
}

function entries(team: Team): MenuEntry[] {
  return [
    mayInTeam("invite_user", team.id) && {
      label: "Invite people",
      icon: <IconUserPlus />,
      onSelect: () =>
        openDialog((close) => (
          <Suspense fallback={null}>
            <InviteDialog teamId={team.id} onClose={close} />
          </Suspense>
        )),
    },
    {
      label: "Members",
      icon: <IconUsers />,
      onSelect: () =>
        openDialog((close) => (
          <Suspense fallback={null}>
            <MembersDialog teamId={team.id} onClose={close} />
          </Suspense>
        )),
    },
    mayInTeam("manage_team", team.id) && {
      label: "Team settings",
      icon: <IconSettings />,
      onSelect: () =>
        openDialog((close) => (
          <Suspense fallback={null}>
            <TeamSettingsDialog teamId={team.id} onClose={close} />
          </Suspense>
        )),
    },
    (mayBrowse(team.id) || mayMakeChannels(team.id)) && "separator",
    mayBrowse(team.id) && { label: "Browse channels", icon: <IconHash />, onSelect: openBrowse },
    mayMakeChannels(team.id) && {
      label: "Create a channel",
      icon: <IconPlus />,
      onSelect: openNewChannel,
    },
    "separator",
    !isGuest() && { label: "Join another team", icon: <IconUsers />, href: "/select_team" },
    may("create_team") && { label: "Create a team", icon: <IconPlus />, href: "/create_team" },
    { label: "Leave team", icon: <IconLogout />, danger: true, onSelect: () => void leave(team) },
  ];
}

/** The team's name over the sidebar; opens what one can do with the team. */
export function TeamMenu({ team }: { team: Team }): JSX.Element {
  return (
    <MenuButton
      label={team.display_name}
      items={() => entries(team)}
      button={(props) => (
        <button type="button" class="sidebar__team" {...props}>
          <span class="truncate">{team.display_name}</span>
          <IconChevronDown size={16} />
        </button>
      )}
    />
  );
}
