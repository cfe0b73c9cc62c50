import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { siteName } from "../../lib/config.js";
import { teamUrl } from "../../lib/routes.js";
import { createFirstAccount } from "../login/account.js";
import { AccountFields, accountComplete } from "../login/account-fields.js";
import { AuthForm } from "../login/form.js";
import { AuthFrame } from "../login/frame.js";
import { finishSetup } from "../login/session.js";
import { InviteLink } from "../teams/copy-field.js";
import { createTeam, type NewTeam, TeamFields } from "../teams/team-form.js";

/** The first visit of a new server: account, team, invitation. One page a step. */
export function SetupPage(): JSX.Element {
  const [step, setStep] = useState(1);
  const [account, setAccount] = useState({ email: "", username: "", password: "" });
  const [team, setTeam] = useState<NewTeam>({ title: "", name: "" });
  const [made, setMade] = useState<{ name: string; display_name: string; invite_id: string } | undefined>();
  useEffect(() => {
    document.title = `Welcome – ${siteName.value}`;
  }, []);

  if (step === 1) {
    return (
      <AuthFrame
        key="1"
        steps={[1, 3]}
        title="Welcome to Courtyard"
        lead="First, your own account. It will manage this server."
      >
        <AuthForm
          submit="Continue"
          disabled={!accountComplete(account)}
          onSubmit={async () => {
            await createFirstAccount(account);
            setStep(2);
          }}
        >
          <AccountFields value={account} onValue={setAccount} />
        </AuthForm>
      </AuthFrame>
    );
  }
  if (step === 2 || !made) {
    return (
      <AuthFrame
        key="2"
        steps={[2, 3]}
        title="Name your team"
        lead="The name of your company, club or project. You can change it later."
      >
        <AuthForm
          submit="Create the team"
          disabled={!team.title.trim()}
          onSubmit={async () => {
            setMade(await createTeam(team));
            setStep(3);
          }}
        >
          <TeamFields value={team} onValue={setTeam} />
        </AuthForm>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      key="3"
      steps={[3, 3]}
      title="Invite your people"
      lead={`Whoever opens this link can join ${made.display_name}. You find it again in the team's menu.`}
    >
      <InviteLink inviteId={made.invite_id} />
      <Button kind="primary" wide onClick={() => finishSetup(teamUrl(made.name))}>
        Enter {made.display_name}
      </Button>
    </AuthFrame>
  );
}
