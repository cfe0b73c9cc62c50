import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/reports.js";
import { copyAndSay } from "../../../../webapp/shared/lib/copy.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call, client } from "../../lib/client.js";
import { ago, bytes, count, day } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Chart } from "../../ui/chart.js";
import { ask } from "../../ui/dialog.js";
import { Await, Card, Page } from "../../ui/page.js";
import { shortDay } from "../overview/overview-page.js";
import { SchemeChoice } from "../roles/scheme-choice.js";
import { archiveTeam } from "./archive-team.js";
import { InviteDialog } from "./invite-dialog.js";

/** One team: what it is, how it is used, and who can come in. */
export function TeamPage({ id }: { id: string }): JSX.Element {
  const team = useLoad(() => client.getTeam(id), [id]);
  const seesFigures = can("sysconsole_read_reporting_team_statistics", "get_analytics");
  return (
    <Page title={team.data?.display_name ?? "Team"} lead={<a href={to("teams")}>All teams</a>}>
      <Await from={team}>
        {(data) => (
          <>
            <About team={data} onChange={team.reload} />
            {seesFigures && <Figures id={id} />}
          </>
        )}
      </Await>
    </Page>
  );
}

function About({ team, onChange }: { team: Team; onChange(): void }): JSX.Element {
  const [inviting, setInviting] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const writes = can("sysconsole_write_user_management_teams");
  const link = `${location.origin}/signup_user_complete/?id=${team.invite_id}`;
  const renew = () =>
    ask({
      title: "Make a new invitation link?",
      text: "The former link stops working at once.",
      action: "Make a new link",
      async run() {
        await client.regenerateTeamInviteId(team.id);
        toast("There is a new link; the former one does not work any more.");
        onChange();
      },
    });
  return (
    <Card
      title="About"
      actions={
        writes && (
          <>
            {team.delete_at === 0 && <Button onClick={() => setInviting(true)}>Invite</Button>}
            <Button onClick={() => archiveTeam(team, onChange)}>{team.delete_at > 0 ? "Restore" : "Archive"}</Button>
          </>
        )
      }
    >
      <dl class="facts">
        <dt>Address</dt>
        <dd class="break">
          <a href={`/${team.name}`}>/{team.name}</a>{" "}
          {team.delete_at > 0 && <span class="badge badge--danger">archived</span>}
        </dd>
        <dt>Description</dt>
        <dd>{team.description || "–"}</dd>
        <dt>Joining</dt>
        <dd>{team.allow_open_invite ? "everybody of the server" : "by invitation"}</dd>
        <dt>Only addresses of</dt>
        <dd>{team.allowed_domains || "all domains"}</dd>
        {can("sysconsole_read_user_management_permissions") && (
          <>
            <dt>Permissions</dt>
            <dd class="row">
              <SchemeName id={team.scheme_id} />
              {can("sysconsole_write_user_management_permissions") && (
                <Button small onClick={() => setChoosing(true)}>
                  Change<span class="visually-hidden"> the permissions</span>
                </Button>
              )}
            </dd>
          </>
        )}
        <dt>Since</dt>
        <dd>{day(team.create_at)}</dd>
        {team.invite_id && (
          <>
            <dt>Invitation link</dt>
            <dd class="break">
              <code>{link}</code>
              <span class="row">
                <Button small onClick={() => void copyAndSay(link)}>
                  Copy
                </Button>
                {writes && (
                  <Button small onClick={renew}>
                    Make a new one
                  </Button>
                )}
              </span>
            </dd>
          </>
        )}
      </dl>
      {choosing && <SchemeChoice scope="team" place={team} onClose={() => setChoosing(false)} onSaved={onChange} />}
      {inviting && <InviteDialog team={team} onClose={() => setInviting(false)} />}
    </Card>
  );
}

/** The scheme of a team with the way to it. */
function SchemeName({ id }: { id: string }): JSX.Element {
  const scheme = useLoad(() => (id ? client.getScheme(id) : Promise.resolve(undefined)), [id]);
  if (!id) return <>those that hold everywhere</>;
  return <a href={to(`roles/${id}`)}>{scheme.data?.display_name ?? "a scheme"}</a>;
}

function Figures({ id }: { id: string }): JSX.Element {
  const figures = useLoad(
    () =>
      call<typeof api.getTeamStatistics>("GET", "/api/v4/courtyard/reports/teams/{team_id}", {
        params: { team_id: id },
      }),
    [id],
  );
  return (
    <Await from={figures}>
      {(data) => {
        const points = data.days.map(({ day: name }) => shortDay(name));
        const tiles: [string, string][] = [
          ["Members", count(data.members)],
          ["Guests", count(data.guests)],
          ["Open channels", count(data.open_channels)],
          ["Private channels", count(data.private_channels)],
          ["Messages", count(data.messages)],
          ["Files", bytes(data.file_bytes)],
        ];
        return (
          <>
            <dl class="tiles">
              {tiles.map(([title, value]) => (
                <div key={title} class="tile">
                  <dt>{title}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <div class="columns">
              <Card title="Messages per day">
                <Chart
                  kind="bar"
                  label="Messages of the team per day"
                  points={points}
                  pointsTitle="Day"
                  series={[{ title: "Messages", values: data.days.map((one) => one.messages) }]}
                  format={count}
                />
              </Card>
              <Card title="People who wrote">
                <Chart
                  label="People who wrote in the team per day"
                  points={points}
                  pointsTitle="Day"
                  series={[{ title: "People", values: data.days.map((one) => one.people) }]}
                  format={count}
                />
              </Card>
              <People title="Active lately" people={data.recently_active} />
              <People title="Newly joined" people={data.newly_joined} />
            </div>
          </>
        );
      }}
    </Await>
  );
}

function People({
  title,
  people,
}: {
  title: string;
  people: readonly { user_id: string; username: string; at: number }[];
}): JSX.Element {
  return (
    <Card title={title}>
      {people.length === 0 ? (
        <p class="muted">Nobody.</p>
      ) : (
        <ul class="list">
          {people.slice(0, 10).map((person) => (
            <li key={person.user_id}>
              <a href={to(`users/${person.user_id}`)}>{person.username}</a>
              <time class="small muted">{ago(person.at)}</time>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
