import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconInfo, IconWarning } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { minPasswordLength } from "../login/account.js";
import { CodeField } from "../login/code-field.js";
import { leaveFor } from "../login/session.js";
import { directoryNameLabel, signInWays, wayName } from "../login/ways.js";
import { me } from "../users/store.js";
import { explainSwitch, type Place, type SwitchError } from "./errors.js";

export interface SwitchFormProps {
  /** The services, "" for a password of this server. One of the two is that. */
  from: string;
  to: string;
  onCancel(): void;
}

interface Proofs {
  /** The password as one signs in now. */
  current: string;
  code: string;
  /** The name at the directory, on the way there. */
  name: string;
  /** The password as one will sign in: at the directory, or the new one of this server. */
  next: string;
}

/** Asks the server for the change; returns where the browser goes then. */
async function request(from: string, to: string, proofs: Proofs): Promise<string> {
  const email = me.peek()?.email ?? "";
  const code = proofs.code.replace(/\s/g, "");
  const call =
    to === "ldap"
      ? client.switchEmailToLdap(email, proofs.current, proofs.name.trim(), proofs.next, code)
      : to !== ""
        ? client.switchEmailToOAuth(to, email, proofs.current, code)
        : from === "ldap"
          ? client.switchLdapToEmail(proofs.current, email, proofs.next, code)
          : client.switchOAuthToEmail(from, email, proofs.next);
  return (await call).follow_link;
}

/** Proves how one signs in now and how one will; then all sessions end, this one too. */
export function SwitchForm({ from, to, onCancel }: SwitchFormProps): JSX.Element {
  const [proofs, setProofs] = useState<Proofs>({ current: "", code: "", name: "", next: "" });
  const [error, setError] = useState<SwitchError | undefined>();
  const [askCode, setAskCode] = useState(me.peek()?.mfa_active ?? false);
  const [busy, setBusy] = useState(false);
  const put = (change: Partial<Proofs>) => setProofs((old) => ({ ...old, ...change }));
  const at = (place: Place) => (error?.place === place ? error.text : undefined);
  // Single sign-on proves people in the browser: no password of theirs is asked for here.
  const isElsewhere = (service: string) => signInWays().some((way) => way.service === service && way.href !== "");
  const needs = { current: !isElsewhere(from), name: to === "ldap", next: !isElsewhere(to) };
  const min = minPasswordLength();
  const complete =
    (!needs.current || proofs.current) &&
    (!askCode || !needs.current || proofs.code.trim()) &&
    (!needs.name || proofs.name.trim()) &&
    (!needs.next || proofs.next.length >= (to === "" ? min : 1));
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !complete) return;
    setBusy(true);
    setError(undefined);
    try {
      leaveFor(await request(from, to, proofs));
    } catch (failure) {
      const said = explainSwitch(failure, { from: from && wayName(from), to: to && wayName(to) });
      // Asked for the first time, a code is not missing yet.
      setError(said.place === "code" && !askCode ? undefined : said);
      if (said.place === "code") setAskCode(true);
      setBusy(false);
    }
  };
  return (
    <form class="settings__group" onSubmit={submit}>
      {needs.current && (
        <TextField
          label={from === "" ? "Your password here" : `Your password at ${wayName(from)}`}
          type="password"
          name="current"
          autocomplete="current-password"
          autofocus
          value={proofs.current}
          onValue={(current) => put({ current })}
          error={at("current")}
        />
      )}
      {askCode && needs.current && (
        <CodeField value={proofs.code} onValue={(code) => put({ code })} error={at("code")} autofocus={busy} />
      )}
      {needs.name && (
        <TextField
          label={directoryNameLabel()}
          name="directory-name"
          autocomplete="off"
          value={proofs.name}
          onValue={(name) => put({ name })}
        />
      )}
      {needs.next && (
        <TextField
          label={to === "" ? "New password for this server" : `Your password at ${wayName(to)}`}
          type="password"
          name="next"
          autocomplete={to === "" ? "new-password" : "off"}
          autofocus={!needs.current}
          value={proofs.next}
          onValue={(next) => put({ next })}
          hint={to === "" ? `At least ${min} characters.` : undefined}
          error={at(to === "" ? "next" : "directory")}
        />
      )}
      <p class="notice">
        <IconInfo />
        {isElsewhere(to)
          ? `${wayName(to)} opens and asks who you are. Your messages, channels and settings stay as they are.`
          : "You are then signed out everywhere and sign in anew. Your messages, channels and settings stay as they are."}
      </p>
      {at("form") && (
        <div class="notice notice--error" role="alert">
          <IconWarning />
          {at("form")}
        </div>
      )}
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={!complete}>
          {isElsewhere(to) ? `Go on to ${wayName(to)}` : "Change how you sign in"}
        </Button>
        <Button kind="quiet" disabled={busy} onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
