import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as invitations from "../../../../core/api/invitations.js";
import type * as api from "../../../../core/api/reports.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { count, day, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { ask } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { archiveTeam } from "./archive-team.js";
import { Pager } from "./pager.js";
import { TeamPage } from "./team-page.js";

const SIZE = 50;

export function TeamsPages({ item }: { item: string }): JSX.Element {
  return item ? <TeamPage key={item} id={item} /> : <TeamsList />;
}

function cancelInvitations(): void {
  ask({
    title: "Cancel all invitations by mail?",
    text: "Invitations that were not used yet stop working, in all teams. The links of teams stay.",
    action: "Cancel all invitations",
    danger: true,
    async run() {
      await call<typeof invitations.cancelInvitations>("DELETE", "/api/v4/teams/invites/email");
      toast("No invitation by mail works any more.");
    },
  });
}

function TeamsList(): JSX.Element {
  const [term, setTerm] = useState("");
  const [archived, setArchived] = useState("");
  const [page, setPage] = useState(0);
  const writes = can("sysconsole_write_user_management_teams");
  const list = useLoad(
    () =>
      call<typeof api.reportTeams>("GET", "/api/v4/courtyard/reports/teams", {
        query: { term, archived: archived === "yes" || undefined, page, per_page: SIZE },
      }),
    [term, archived, page],
  );
  return (
    <Page
      wide
      title="Teams"
      actions={can("invalidate_email_invite") && <Button onClick={cancelInvitations}>Cancel all invitations</Button>}
    >
      <div class="filters" role="search" aria-label="Filter teams">
        <TextField
          label="Name"
          class="field--wide"
          type="search"
          value={term}
          onValue={(value) => {
            setTerm(value);
            setPage(0);
          }}
        />
        <Choice
          label="State"
          value={archived}
          onValue={(value) => {
            setArchived(value);
            setPage(0);
          }}
          choices={[
            ["", "Active"],
            ["yes", "Archived"],
          ]}
        />
      </div>
      <Await from={list}>
        {(rows) => (
          <Card flush>
            <Table
              label="Teams"
              rows={rows}
              keyOf={(team) => team.id}
              columns={[
                {
                  key: "name",
                  title: "Team",
                  head: true,
                  cell: (team) => <a href={to(`teams/${team.id}`)}>{team.display_name}</a>,
                },
                { key: "type", title: "Joining", cell: (team) => (team.type === "O" ? "open" : "by invitation") },
                { key: "members", title: "Members", number: true, cell: (team) => count(team.members) },
                { key: "channels", title: "Channels", number: true, cell: (team) => count(team.channels) },
                { key: "since", title: "Since", cell: (team) => day(team.create_at) },
                {
                  key: "archive",
                  title: "Archive",
                  actions: true,
                  cell: (team) =>
                    writes && (
                      <Button small onClick={() => archiveTeam(team, list.reload)}>
                        {team.delete_at > 0 ? "Restore" : "Archive"}
                        <span class="visually-hidden"> {team.display_name}</span>
                      </Button>
                    ),
                },
              ]}
            />
            <Pager page={page} more={rows.length === SIZE} onPage={setPage} label={plural(rows.length, "team")} />
          </Card>
        )}
      </Await>
    </Page>
  );
}
