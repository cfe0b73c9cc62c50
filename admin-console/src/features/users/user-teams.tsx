import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as reports from "../../../../core/api/reports.js";
import type * as api from "../../../../core/api/teams.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Dialog } from "../../ui/dialog.js";
import { Await, Card } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { UserChannelsDialog } from "./user-channels-dialog.js";
import type { PersonProps } from "./user-page.js";

/** The teams somebody is in, and what they are there. */
export function UserTeams({ user, writes }: PersonProps): JSX.Element {
  const [adding, setAdding] = useState(false);
  const [channelsOf, setChannelsOf] = useState<Team | undefined>();
  const loaded = useLoad(async () => {
    const [teams, members] = await Promise.all([
      client.getTeamsForUser(user.id),
      client.getTeamMembersForUser(user.id),
    ]);
    return teams.map((team) => ({
      team,
      admin: members.find((member) => member.team_id === team.id)?.scheme_admin ?? false,
    }));
  }, [user.id]);
  const remove = async (teamId: string) => {
    if (await attempt(() => client.removeFromTeam(teamId, user.id), "Removed from the team.")) loaded.reload();
  };
  const setAdmin = async (teamId: string, admin: boolean) => {
    const text = admin ? "Administrator of the team now." : "Member of the team now.";
    if (await attempt(() => client.updateTeamMemberSchemeRoles(teamId, user.id, true, admin), text)) loaded.reload();
  };
  return (
    <Card
      flush
      title="Teams"
      actions={writes ? <Button onClick={() => setAdding(true)}>Add to a team</Button> : undefined}
    >
      <Await from={loaded}>
        {(rows) => (
          <Table
            label="Teams"
            rows={rows}
            keyOf={(row) => row.team.id}
            empty="In no team."
            columns={[
              {
                key: "team",
                title: "Team",
                head: true,
                cell: ({ team }) => <a href={to(`teams/${team.id}`)}>{team.display_name}</a>,
              },
              {
                key: "role",
                title: "Role",
                cell: ({ admin }) => (admin ? <span class="badge badge--accent">team administrator</span> : "member"),
              },
              {
                key: "actions",
                title: "Change",
                actions: true,
                cell: ({ team, admin }) =>
                  writes && (
                    <span class="row row--end">
                      {can() && (
                        <Button small onClick={() => setChannelsOf(team)}>
                          Channels<span class="visually-hidden"> in {team.display_name}</span>
                        </Button>
                      )}
                      <Button small onClick={() => void setAdmin(team.id, !admin)}>
                        {admin ? "Make member" : "Make administrator"}
                        <span class="visually-hidden"> of {team.display_name}</span>
                      </Button>
                      <Button small onClick={() => void remove(team.id)}>
                        Remove<span class="visually-hidden"> from {team.display_name}</span>
                      </Button>
                    </span>
                  ),
              },
            ]}
          />
        )}
      </Await>
      {channelsOf && <UserChannelsDialog user={user} team={channelsOf} onClose={() => setChannelsOf(undefined)} />}
      {adding && (
        <AddDialog
          user={user}
          inside={new Set(loaded.data?.map(({ team }) => team.id))}
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false);
            loaded.reload();
          }}
        />
      )}
    </Card>
  );
}

function AddDialog({
  user,
  inside,
  onClose,
  onAdded,
}: Pick<PersonProps, "user"> & { inside: ReadonlySet<string>; onClose(): void; onAdded(): void }): JSX.Element {
  const [term, setTerm] = useState("");
  const found = useLoad(async () => {
    if (can("sysconsole_read_user_management_teams"))
      return call<typeof reports.reportTeams>("GET", "/api/v4/courtyard/reports/teams", {
        query: { term, per_page: 20 },
      });
    return (await call<typeof api.listTeams>("GET", "/api/v4/teams", { query: { per_page: 100 } })) as {
      id: string;
      display_name: string;
    }[];
  }, [term]);
  const add = async (teamId: string) => {
    if (await attempt(() => client.addToTeam(teamId, user.id), "Added to the team.")) onAdded();
  };
  return (
    <Dialog
      title={`Add @${user.username} to a team`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <TextField label="Find a team" type="search" value={term} onValue={setTerm} autofocus />
      <Await from={found}>
        {(teams) => (
          <ul class="list">
            {teams
              .filter((team) => !inside.has(team.id))
              .map((team) => (
                <li key={team.id}>
                  <span>{team.display_name}</span>
                  <Button small kind="primary" onClick={() => void add(team.id)}>
                    Add<span class="visually-hidden"> to {team.display_name}</span>
                  </Button>
                </li>
              ))}
          </ul>
        )}
      </Await>
    </Dialog>
  );
}
