import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { siteName } from "../../lib/config.js";
import { navigate } from "../../lib/navigation.js";
import { teamUrl } from "../../lib/routes.js";
import { LetterAvatar } from "../../ui/avatar.js";
import { AuthForm } from "../login/form.js";
import { AuthFrame } from "../login/frame.js";
import { signOut } from "../login/session.js";
import { myId } from "../users/store.js";
import { InviteLink } from "./copy-field.js";
import { loadTeams, myTeams } from "./store.js";
import { createTeam, TeamFields } from "./team-form.js";

export function TeamPages({ page }: { page: "create-team" | "select-team" }): JSX.Element {
  return page === "create-team" ? <CreateTeamPage /> : <SelectTeamPage />;
}

function CreateTeamPage(): JSX.Element {
  const [fields, setFields] = useState({ title: "", name: "" });
  const [made, setMade] = useState<Team | undefined>();
  if (made) {
    return (
      <AuthFrame title="Invite your people" lead={`Whoever opens this link can join ${made.display_name}.`}>
        <InviteLink inviteId={made.invite_id} />
        <Button kind="primary" wide onClick={() => navigate(teamUrl(made.name), true)}>
          Enter {made.display_name}
        </Button>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Create a team" lead="A team has its own channels and members.">
      <AuthForm
        submit="Create the team"
        disabled={!fields.title.trim()}
        onSubmit={async () => setMade(await createTeam(fields))}
      >
        <TeamFields value={fields} onValue={setFields} />
      </AuthForm>
      <Button kind="quiet" wide onClick={() => history.back()}>
        Cancel
      </Button>
    </AuthFrame>
  );
}

function SelectTeamPage(): JSX.Element {
  const [open, setOpen] = useState<Team[] | undefined>();
  useEffect(() => {
    document.title = `Teams – ${siteName.value}`;
    client.getTeams(0, 100).then(
      (answer) => setOpen((Array.isArray(answer) ? answer : answer.teams).filter((team) => team.allow_open_invite)),
      (error) => {
        setOpen([]);
        toast(errorText(error), { error: true });
      },
    );
  }, []);
  const join = async (team: Team) => {
    try {
      await client.addToTeam(team.id, myId.peek());
      await loadTeams();
      navigate(teamUrl(team.name), true);
    } catch (error) {
      toast(errorText(error), { error: true });
    }
  };
  const mine = myTeams.value;
  const others = (open ?? []).filter((team) => !mine.some((one) => one.id === team.id));
  return (
    <AuthFrame
      title={mine.length ? "Your teams" : "Join a team"}
      lead={
        mine.length === 0 && others.length === 0 && open
          ? "You are not in a team yet. Open an invite link, or create a team."
          : undefined
      }
    >
      {!open && <Spinner />}
      <div class="team-list">
        {mine.map((team) => (
          <a key={team.id} class="team-list__item" href={teamUrl(team.name)}>
            <LetterAvatar id={team.id} name={team.display_name} />
            <span class="grow truncate">{team.display_name}</span>
          </a>
        ))}
        {others.map((team) => (
          <button key={team.id} type="button" class="team-list__item" onClick={() => void join(team)}>
            <LetterAvatar id={team.id} name={team.display_name} />
            <span class="grow">
              <span class="truncate">{team.display_name}</span>
              {team.description && <small class="muted">{team.description}</small>}
            </span>
            <span class="muted small">Join</span>
          </button>
        ))}
      </div>
      <a class="btn btn--secondary btn--wide" href="/create_team">
        Create a team
      </a>
      <Button kind="quiet" wide onClick={() => void signOut()}>
        Sign out
      </Button>
    </AuthFrame>
  );
}
