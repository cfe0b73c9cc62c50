import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { TextField } from "../../../shared/ui/text-field.js";
import { call, errorId } from "../../lib/client.js";
import { siteName } from "../../lib/config.js";
import { navigate } from "../../lib/navigation.js";
import { CodeField, wantsCode } from "./code-field.js";
import { AuthForm } from "./form.js";
import { AuthFrame } from "./frame.js";
import { ToSignIn } from "./password-pages.js";
import { enter, session } from "./session.js";

const INVALID = "api.user.login_by_link.invalid.app_error";
const KNOWN = "api.user.login_by_link.known.app_error";

/**
 * What a mailed link opens. Programs that look at mails open links, too: nothing is used up before somebody presses the
 * button.
 */
export function LinkPage({ token }: { token: string }): JSX.Element {
  const [code, setCode] = useState("");
  const [askCode, setAskCode] = useState(false);
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    document.title = `Sign in – ${siteName.peek()}`;
  }, []);
  if (session.value === "in") return <AlreadyIn />;
  if (refusal === KNOWN) return <KnownAlready token={token} />;
  if (refusal) return <NoGood />;
  const submit = async () => {
    try {
      const body = { token, code: code.replace(/\s/g, "") };
      const user = await call<UserProfile>("POST", "/users/login/one_time_link", body);
      // The address holds the link: it goes before the app is shown.
      navigate("/", true);
      await enter(user);
    } catch (error) {
      if (wantsCode(error) && !askCode) setAskCode(true);
      else if ([INVALID, KNOWN].includes(errorId(error))) setRefusal(errorId(error));
      else throw error;
    }
  };
  return (
    <AuthFrame
      title={askCode ? "Confirm that it is you" : `Welcome to ${siteName.value}`}
      lead={askCode ? "Enter the code from your authenticator app." : "Your link signs you in on this device."}
    >
      <AuthForm
        submit={askCode ? "Confirm" : "Sign in"}
        disabled={askCode ? code.trim().length < 6 : !token}
        onSubmit={submit}
      >
        {askCode && <CodeField value={code} onValue={setCode} />}
      </AuthForm>
    </AuthFrame>
  );
}

function AlreadyIn(): JSX.Element {
  return (
    <AuthFrame title="You are signed in already" lead="The link was not used. Sign out first to use it.">
      <a class="btn btn--primary btn--wide" href="/">
        Open {siteName.value}
      </a>
    </AuthFrame>
  );
}

function NoGood(): JSX.Element {
  return (
    <AuthFrame
      title="This link does not work any more"
      lead="Each link works once and for a short time, and a newer one replaces it. If you have been here before, get a new one; if this was an invitation, ask for another."
    >
      <a class="btn btn--primary btn--wide" href="/login/by_mail">
        Get a new link
      </a>
      <ToSignIn />
    </AuthFrame>
  );
}

function KnownAlready({ token }: { token: string }): JSX.Element {
  const back = `/signup_user_complete/?t=${encodeURIComponent(token)}`;
  return (
    <AuthFrame
      title="You have an account already"
      lead="Sign in to it, then open the invitation again: it brings you to the new channels."
    >
      <a class="btn btn--primary btn--wide" href={`/login?redirect_to=${encodeURIComponent(back)}`}>
        Sign in
      </a>
    </AuthFrame>
  );
}

/** Where guests without a password ask for a link. It says the same for every address. */
export function LinkByMailPage(): JSX.Element {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  useEffect(() => {
    document.title = `Sign in by a link – ${siteName.peek()}`;
  }, []);
  if (sent) {
    return (
      <AuthFrame
        title="Look into your mailbox"
        lead={`If ${email.trim()} is the address of a guest without a password, a link to sign in is on its way. It works for ten minutes.`}
      >
        <ToSignIn />
      </AuthFrame>
    );
  }
  const submit = async () => {
    await call("POST", "/courtyard/guest_link/send", { email: email.trim() });
    setSent(true);
  };
  return (
    <AuthFrame
      title="Sign in by a link"
      lead="For guests without a password: enter your address and we mail you a link."
    >
      <AuthForm submit="Send the link" disabled={!/.@./.test(email)} onSubmit={submit}>
        <TextField label="Email address" type="email" autocomplete="email" autofocus value={email} onValue={setEmail} />
      </AuthForm>
      <ToSignIn label="Back to sign-in" />
    </AuthFrame>
  );
}
