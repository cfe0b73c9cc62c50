import type { Session } from "@mattermost/types/sessions";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { IconMonitor, IconPhone } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { confirmDialog } from "../../ui/overlay.js";
import { AccessTokens } from "../access-tokens/access-tokens.js";
import { minPasswordLength } from "../login/account.js";
import { signOut } from "../login/session.js";
import { SecondFactor } from "../mfa/second-factor.js";
import { AccountExport } from "../privacy/account-export.js";
import { SignInMethod } from "../sign-in-method/section.js";
import { me, myId } from "../users/store.js";

/** Password, second factor, how and where one is signed in. */
export function SecuritySettings(): JSX.Element {
  const local = !me.value?.auth_service;
  return (
    <>
      {local && <Password />}
      {local && configFlag("EnableMultifactorAuthentication") && <SecondFactor />}
      <SignInMethod />
      <Sessions />
      <AccessTokens />
      <AccountExport />
    </>
  );
}

function Password(): JSX.Element {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const min = minPasswordLength();
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await client.updateUserPassword(myId.peek(), current, next);
      setCurrent("");
      setNext("");
      toast("Your password is changed");
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return (
    <form class="settings__group" onSubmit={save}>
      <h3>Change password</h3>
      <TextField
        label="Current password"
        type="password"
        autocomplete="current-password"
        value={current}
        onValue={setCurrent}
      />
      <TextField
        label="New password"
        type="password"
        autocomplete="new-password"
        value={next}
        onValue={setNext}
        hint={`At least ${min} characters.`}
        error={error}
      />
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={!current || next.length < min}>
          Change password
        </Button>
      </div>
    </form>
  );
}

function describe(session: Session): string {
  const { browser, platform, os } = session.props ?? {};
  const parts = [browser, os || platform].filter((part): part is string => typeof part === "string" && part !== "");
  return parts.join(" on ") || (session.device_id ? "Mobile app" : "Unknown device");
}

const lastActive = (session: Session): string =>
  new Date(session.last_activity_at || session.create_at).toLocaleString(undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });

/** Whether a session is that of this page. */
const isThis = (session: Session) => session.props?.["current"] === "true";

function Sessions(): JSX.Element {
  const [list, setList] = useState<Session[] | undefined>();
  const [error, setError] = useState("");
  const show = (found: Session[]) => setList([...found].sort((a, b) => Number(isThis(b)) - Number(isThis(a))));
  const load = () => client.getSessions(myId.peek()).then(show, (failure) => setError(errorText(failure)));
  useEffect(() => void load(), []);
  const revoke = async (session: Session) => {
    if (isThis(session)) return signOut();
    try {
      await client.revokeSession(myId.peek(), session.id);
      await load();
    } catch (failure) {
      toast(errorText(failure), { error: true });
    }
  };
  const everywhere = async () => {
    const sure = await confirmDialog({
      title: "Sign out everywhere?",
      text: "All devices, this one too, have to sign in again.",
      confirm: "Sign out everywhere",
      danger: true,
    });
    if (!sure) return;
    await client.revokeAllSessionsForUser(myId.peek()).catch(() => {});
    await signOut();
  };
  return (
    <section class="settings__group">
      <h3>Where you are signed in</h3>
      {error && <p class="field__error">{error}</p>}
      {!list && !error && <Spinner />}
      <ul>
        {list?.map((session) => (
          <li key={session.id} class="session-row">
            {session.device_id ? <IconPhone /> : <IconMonitor />}
            <span class="person-row__text grow">
              <span class="truncate">{describe(session)}</span>
              <small>{isThis(session) ? "This device, active now" : `Active ${lastActive(session)}`}</small>
            </span>
            <Button small onClick={() => void revoke(session)}>
              Sign out
            </Button>
          </li>
        ))}
      </ul>
      <div class="settings__actions">
        <Button small onClick={() => void everywhere()}>
          Sign out everywhere
        </Button>
      </div>
    </section>
  );
}
