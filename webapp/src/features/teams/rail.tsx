import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { IconButton } from "../../../shared/ui/button.js";
import { IconPlus } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { client } from "../../lib/client.js";
import { teamUrl } from "../../lib/routes.js";
import { LetterAvatar } from "../../ui/avatar.js";
import { MenuButton } from "../../ui/menu.js";
import { teamUnread } from "../channels/store.js";
import { threadCounts } from "../threads/store.js";
import { currentTeamId, myTeams } from "./store.js";

export function TeamPicture({ team }: { team: Team }): JSX.Element {
  if (!team.last_team_icon_update) return <LetterAvatar id={team.id} name={team.display_name} size={36} />;
  return (
    <span class="avatar avatar--36">
      <img src={client.getTeamIconUrl(team.id, team.last_team_icon_update)} alt="" />
    </span>
  );
}

/** The teams one is in, as a narrow column. Hidden while there is only one. */
export function TeamRail(): JSX.Element | null {
  if (myTeams.value.length < 2) return null;
  return (
    <nav class="rail" aria-label="Teams">
      {myTeams.value.map((team) => (
        <RailTeam key={team.id} team={team} />
      ))}
      <MenuButton
        label="More teams"
        side="right"
        items={() => [
          { label: "Join another team", href: "/select_team" },
          { label: "Create a team", href: "/create_team" },
        ]}
        button={(props) => (
          <IconButton label="More teams" {...props}>
            <IconPlus />
          </IconButton>
        )}
      />
    </nav>
  );
}

function RailTeam({ team }: { team: Team }): JSX.Element {
  const channels = teamUnread(team.id);
  const threads = threadCounts(team.id);
  const mentions = channels.mentions + threads.mentions;
  const current = team.id === currentTeamId.value;
  const unread = !current && (channels.unread || threads.unread > 0);
  const said = mentions > 0 ? `, ${mentions} mentions` : unread ? ", unread" : "";
  return (
    <Tooltip text={team.display_name}>
      <a class="rail__team" href={teamUrl(team.name)} aria-current={current ? "true" : undefined}>
        {unread && mentions === 0 && <span class="rail__dot" />}
        <span class="visually-hidden">{`${team.display_name}${said}`}</span>
        <TeamPicture team={team} />
        {mentions > 0 && (
          <span class="badge" aria-hidden="true">
            {mentions > 99 ? "99+" : mentions}
          </span>
        )}
      </a>
    </Tooltip>
  );
}
