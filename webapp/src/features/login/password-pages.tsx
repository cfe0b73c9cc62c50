import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Spinner } from "../../../shared/ui/spinner.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { call, client, errorId, errorText } from "../../lib/client.js";
import { config, configFlag } from "../../lib/config.js";
import { minPasswordLength } from "./account.js";
import { AuthForm } from "./form.js";
import { AuthFrame } from "./frame.js";

export function ToSignIn({ label = "Go to sign-in" }: { label?: string }): JSX.Element {
  return (
    <a class="btn btn--secondary btn--wide" href="/login">
      {label}
    </a>
  );
}

const INVALID = "api.user.reset_password.invalid_link.app_error";

/** Where a new link is to be had: "" where the server sends no mails, and an administrator hands links out. */
const newLinkHref = () =>
  config.value["ForgotPasswordLink"] || (configFlag("SendEmailNotifications") ? "/reset_password" : "");

export function ForgotPage(): JSX.Element {
  const [email, setEmail] = useState("");
  const [sent, setSent] = useState(false);
  if (!configFlag("SendEmailNotifications"))
    return (
      <AuthFrame
        title="Set a new password"
        lead="This server sends no mails. Ask an administrator for a link with which you choose a new password."
      >
        <ToSignIn />
      </AuthFrame>
    );
  if (sent) {
    return (
      <AuthFrame
        title="Look into your mailbox"
        lead={`If there is an account for ${email}, a link to set a new password is on its way.`}
      >
        <ToSignIn />
      </AuthFrame>
    );
  }
  const submit = async () => {
    await client.sendPasswordResetEmail(email.trim());
    setSent(true);
  };
  return (
    <AuthFrame title="Set a new password" lead="Enter the address of your account and we send you a link.">
      <AuthForm submit="Send the link" disabled={!/.@./.test(email)} onSubmit={submit}>
        <TextField label="Email address" type="email" autocomplete="email" autofocus value={email} onValue={setEmail} />
      </AuthForm>
      <ToSignIn label="Back to sign-in" />
    </AuthFrame>
  );
}

/** Links that administrators hand out go to an endpoint of our own; those of mails to the one every client knows. */
async function setPasswordBy(token: string, password: string): Promise<void> {
  if (!token.startsWith("link-")) {
    await client.resetUserPassword(token, password);
    return;
  }
  await call("POST", "/courtyard/sign_in_link", { token, new_password: password });
}

export function ResetPage({ token }: { token: string }): JSX.Element {
  const [password, setPassword] = useState("");
  const [done, setDone] = useState(false);
  const [invalid, setInvalid] = useState(false);
  if (done) {
    return (
      <AuthFrame title="Your new password is set" lead="You can sign in with it now.">
        <ToSignIn />
      </AuthFrame>
    );
  }
  if (invalid) return <NoGood />;
  const submit = async () => {
    try {
      await setPasswordBy(token, password);
      setDone(true);
    } catch (error) {
      if (errorId(error) !== INVALID) throw error;
      setInvalid(true);
    }
  };
  const min = minPasswordLength();
  return (
    <AuthFrame title="Choose a new password">
      <AuthForm submit="Set password" disabled={password.length < min} onSubmit={submit}>
        <TextField
          label="New password"
          type="password"
          autocomplete="new-password"
          autofocus
          value={password}
          onValue={setPassword}
          hint={`At least ${min} characters.`}
        />
      </AuthForm>
    </AuthFrame>
  );
}

function NoGood(): JSX.Element {
  const href = newLinkHref();
  return (
    <AuthFrame
      title="This link does not work any more"
      lead={`Each link works once and for a short time, and a newer one replaces it. ${href ? "Your password is as it was." : "Your password is as it was; ask an administrator for a new link."}`}
    >
      {href && (
        <a class="btn btn--primary btn--wide" href={href}>
          Get a new link
        </a>
      )}
      <ToSignIn />
    </AuthFrame>
  );
}

export function VerifyPage({ token }: { token: string }): JSX.Element {
  const [result, setResult] = useState<{ done: boolean; text: string } | undefined>();
  useEffect(() => {
    client.verifyUserEmail(token).then(
      () => setResult({ done: true, text: "Thank you. Your email address is confirmed." }),
      (error) => setResult({ done: false, text: errorText(error) }),
    );
  }, [token]);
  if (!result) return <Spinner page />;
  return (
    <AuthFrame title={result.done ? "Address confirmed" : "This link does not work"} lead={result.text}>
      <ToSignIn />
    </AuthFrame>
  );
}
