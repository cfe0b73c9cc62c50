import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorId, errorText } from "../../lib/client.js";
import { configFlag, siteName } from "../../lib/config.js";
import { navigate } from "../../lib/navigation.js";
import { teamUrl } from "../../lib/routes.js";
import { loadTeams } from "../teams/store.js";
import { createAccount, type NewAccount } from "./account.js";
import { AccountFields, accountComplete } from "./account-fields.js";
import { suggestUsername } from "./account-rules.js";
import { ConfirmFirst, NOT_CONFIRMED } from "./confirm-first.js";
import { AuthForm } from "./form.js";
import { AuthFrame } from "./frame.js";
import { session } from "./session.js";

interface Invite {
  name: string;
  display_name: string;
}

/** An invite link: makes an account, or joins with the one that is signed in. */
export function SignUpPage({ inviteId, token }: { inviteId: string; token: string }): JSX.Element {
  const [invite, setInvite] = useState<Invite | undefined>();
  const [problem, setProblem] = useState("");
  const [account, setAccount] = useState(() => startingAccount(token));
  const [unconfirmed, setUnconfirmed] = useState(false);
  useEffect(() => {
    document.title = `Join – ${siteName.value}`;
    if (!inviteId) return;
    client.getTeamInviteInfo(inviteId).then(setInvite, (error) => setProblem(errorText(error)));
  }, []);

  if (problem) {
    return (
      <AuthFrame title="This invitation is not valid" lead="Ask the person who sent it for a new link.">
        <p class="muted small">{problem}</p>
        <a class="btn btn--secondary btn--wide" href="/login">
          Go to sign-in
        </a>
      </AuthFrame>
    );
  }
  if (inviteId && !invite) return <Spinner page />;
  if (session.value === "in") return <JoinWithAccount inviteId={inviteId} token={token} invite={invite} />;
  if (unconfirmed) return <ConfirmFirst email={account.email.trim()} onBack={() => navigate("/login")} />;
  if (!inviteId && !token && !(configFlag("EnableOpenServer") && configFlag("EnableSignUpWithEmail"))) {
    return (
      <AuthFrame
        title="You need an invitation"
        lead={`${siteName.value} is open to invited people only. Ask someone in the team for their invite link.`}
      >
        <a class="btn btn--secondary btn--wide" href="/login">
          Go to sign-in
        </a>
      </AuthFrame>
    );
  }
  const submit = async () => {
    try {
      await createAccount(account, inviteId, token);
    } catch (error) {
      if (errorId(error) !== NOT_CONFIRMED) throw error;
      setUnconfirmed(true);
      return;
    }
    navigate(invite ? teamUrl(invite.name) : "/", true);
  };
  return (
    <AuthFrame
      title={invite ? `Join ${invite.display_name}` : `Create your account`}
      lead={invite ? `You have been invited to ${invite.display_name} on ${siteName.value}.` : undefined}
    >
      <AuthForm
        submit={invite ? "Create account and join" : "Create account"}
        disabled={!accountComplete(account)}
        onSubmit={submit}
      >
        <AccountFields value={account} onValue={setAccount} />
      </AuthForm>
      <nav class="auth__links" aria-label="Other ways">
        <a href={`/login?redirect_to=${encodeURIComponent(inviteAddress(inviteId, token))}`}>
          I have an account already
        </a>
      </nav>
    </AuthFrame>
  );
}

/** A mailed invitation names the address it is good for. */
function startingAccount(token: string): NewAccount {
  const email = token ? (new URLSearchParams(location.search).get("email") ?? "") : "";
  return { email, username: suggestUsername(email), password: "" };
}

const inviteAddress = (inviteId: string, token: string) =>
  `/signup_user_complete/?${token ? `t=${encodeURIComponent(token)}` : `id=${encodeURIComponent(inviteId)}`}`;

interface JoinProps {
  inviteId: string;
  token: string;
  invite: Invite | undefined;
}

function JoinWithAccount({ inviteId, token, invite }: JoinProps): JSX.Element {
  if (!invite && !token) {
    return (
      <AuthFrame title="You are signed in" lead="There is nothing to join here.">
        <a class="btn btn--primary btn--wide" href="/">
          Open {siteName.value}
        </a>
      </AuthFrame>
    );
  }
  const name = invite?.display_name ?? "the team";
  const join = async () => {
    await client.addToTeamFromInvite(token, inviteId);
    await loadTeams();
    navigate(invite ? teamUrl(invite.name) : "/", true);
  };
  return (
    <AuthFrame title={`Join ${name}`} lead="You are signed in already.">
      <AuthForm submit={`Join ${name}`} onSubmit={join} />
      <Button kind="quiet" wide onClick={() => navigate("/")}>
        Not now
      </Button>
    </AuthFrame>
  );
}
