import type { Team } from "@mattermost/types/teams";
import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as channels from "../../../../core/api/channels.js";
import type * as reports from "../../../../core/api/reports.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { Dialog } from "../../ui/dialog.js";
import { Await } from "../../ui/page.js";

export interface UserChannelsDialogProps {
  user: UserProfile;
  team: Team;
  onClose(): void;
}

/** The channels of a team somebody is in; others can be added. */
export function UserChannelsDialog({ user, team, onClose }: UserChannelsDialogProps): JSX.Element {
  const [term, setTerm] = useState("");
  const params = { user_id: user.id, team_id: team.id };
  const own = useLoad(async () => {
    const all = await call<typeof channels.getMyTeamChannels>(
      "GET",
      "/api/v4/users/{user_id}/teams/{team_id}/channels",
      {
        params,
      },
    );
    return all.filter(({ type }) => type === "O" || type === "P");
  }, [user.id, team.id]);
  const found = useLoad(
    async () =>
      term.trim() === ""
        ? []
        : call<typeof reports.reportChannels>("GET", "/api/v4/courtyard/reports/channels", {
            query: { team_id: team.id, term, per_page: 20 },
          }),
    [term],
  );
  const inside = new Set(own.data?.map(({ id }) => id));
  const act = async (work: () => Promise<unknown>, done: string) => {
    if (await attempt(work, done)) own.reload();
  };
  return (
    <Dialog
      title={`Channels of @${user.username} in ${team.display_name}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <TextField label="Find a channel to add" type="search" value={term} onValue={setTerm} autofocus />
      <ul class="list">
        {(found.data ?? [])
          .filter(({ id }) => !inside.has(id))
          .map((channel) => (
            <li key={channel.id}>
              <span>{channel.display_name}</span>
              <Button
                small
                kind="primary"
                onClick={() => void act(() => client.addToChannel(user.id, channel.id), "Added to the channel.")}
              >
                Add<span class="visually-hidden"> to {channel.display_name}</span>
              </Button>
            </li>
          ))}
      </ul>
      <Await from={own}>
        {(list) => (
          <ul class="list">
            {list.map((channel) => (
              <li key={channel.id}>
                <span>
                  {channel.display_name} {channel.type === "P" && <span class="badge">private</span>}
                </span>
                {channel.name !== "town-square" && (
                  <Button
                    small
                    onClick={() =>
                      void act(() => client.removeFromChannel(user.id, channel.id), "Removed from the channel.")
                    }
                  >
                    Remove<span class="visually-hidden"> from {channel.display_name}</span>
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Await>
    </Dialog>
  );
}
