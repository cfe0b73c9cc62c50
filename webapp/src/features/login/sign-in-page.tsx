import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { IconInfo } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorId, errorText } from "../../lib/client.js";
import { config, configFlag, siteName } from "../../lib/config.js";
import { navigate } from "../../lib/navigation.js";
import { safeReturn } from "../../lib/routes.js";
import { CodeField, wantsCode } from "./code-field.js";
import { ConfirmFirst, NOT_CONFIRMED } from "./confirm-first.js";
import { AuthForm } from "./form.js";
import { AuthFrame } from "./frame.js";
import { enter, sessionExpired } from "./session.js";
import { directoryNameLabel, signInWays } from "./ways.js";

function loginLabel(): string {
  const email = configFlag("EnableSignInWithEmail");
  const name = configFlag("EnableSignInWithUsername");
  const ldap = configFlag("EnableLdap") ? directoryNameLabel() : "";
  const parts = [email && "Email", name && (email ? "user name" : "User name"), ldap].filter(Boolean);
  return parts.join(", ").replace(/, ([^,]*)$/, " or $1") || "Email or user name";
}

export interface SignInPageProps {
  /** Where the person goes then. */
  wanted: string;
  /** They have just changed how they sign in. */
  changed: boolean;
}

export function SignInPage({ wanted, changed }: SignInPageProps): JSX.Element {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [askCode, setAskCode] = useState(false);
  const [unconfirmed, setUnconfirmed] = useState(false);
  useEffect(() => {
    document.title = `Sign in – ${siteName.value}`;
  }, []);
  const submit = async () => {
    try {
      await enter(await client.login(login.trim(), password, code.replace(/\s/g, "")));
      navigate(safeReturn(wanted), true);
    } catch (error) {
      if (wantsCode(error) && !askCode) {
        setAskCode(true);
        return;
      }
      if (errorId(error) === NOT_CONFIRMED) {
        setUnconfirmed(true);
        return;
      }
      throw error;
    }
  };
  if (unconfirmed)
    return <ConfirmFirst email={login.includes("@") ? login.trim() : ""} onBack={() => setUnconfirmed(false)} />;
  const signUp =
    configFlag("EnableSignUpWithEmail") && configFlag("EnableUserCreation") && configFlag("EnableOpenServer");
  const byMail =
    configFlag("SendEmailNotifications") &&
    configFlag("EnableSignInWithEmail") &&
    config.value["PasswordEnableForgotLink"] !== "false";
  const forgot = config.value["ForgotPasswordLink"] || (byMail ? "/reset_password" : "");
  const description = config.value["CustomDescriptionText"];
  return (
    <AuthFrame
      title={askCode ? "Confirm that it is you" : `Sign in to ${siteName.value}`}
      lead={askCode ? "Enter the code from your authenticator app." : description}
    >
      {changed && !askCode && (
        <div class="notice notice--good" role="status">
          <IconInfo />
          How you sign in has changed. Sign in the new way from now on.
        </div>
      )}
      {sessionExpired.value && !changed && !askCode && (
        <div class="notice notice--warn" role="status">
          <IconInfo />
          Your session has ended. Please sign in again; messages you had not sent yet are kept.
        </div>
      )}
      <AuthForm
        submit={askCode ? "Confirm" : "Sign in"}
        onSubmit={submit}
        disabled={askCode ? code.trim().length < 6 : !login.trim() || !password}
        explain={errorText}
      >
        {askCode ? (
          <CodeField value={code} onValue={setCode} />
        ) : (
          <>
            <TextField
              label={loginLabel()}
              name="username"
              autocomplete="username"
              autofocus
              value={login}
              onValue={setLogin}
            />
            <TextField
              label="Password"
              type="password"
              name="password"
              autocomplete="current-password"
              value={password}
              onValue={setPassword}
            />
          </>
        )}
      </AuthForm>
      <OtherWays />
      <nav class="auth__links" aria-label="Other ways">
        {signUp && <a href="/signup_user_complete/">Create an account</a>}
        {forgot && <a href={forgot}>Forgot your password?</a>}
        {!forgot && config.value["PasswordEnableForgotLink"] !== "false" && configFlag("EnableSignInWithEmail") && (
          <span class="muted">Forgot your password? Ask an administrator.</span>
        )}
        {configFlag("EnableGuestMagicLink") && configFlag("SendEmailNotifications") && (
          <a href="/login/by_mail">Guest without a password? Get a link by mail</a>
        )}
      </nav>
    </AuthFrame>
  );
}

/** Single sign-on buttons, for each way the server offers. */
function OtherWays(): JSX.Element | null {
  const ways = signInWays().filter((way) => way.href !== "");
  if (ways.length === 0) return null;
  return (
    <div class="stack">
      {ways.map((way) => (
        <a key={way.href} class="btn btn--secondary btn--wide" href={way.href} target="_top">
          Continue with {way.label}
        </a>
      ))}
    </div>
  );
}
