import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { InvitationResult } from "../../../../core/api/invitations.js";
import { Button } from "../../../shared/ui/button.js";
import { errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { TextArea } from "../../ui/text-area.js";
import { CopyField } from "./copy-field.js";

export interface InviteByAddressProps {
  /** What the field is called where mails are sent, and where they are not. */
  labels: { mail: string; link: string };
  /** More that has to be chosen, between the addresses and the button. */
  children?: ComponentChildren;
  /** Whether everything else is chosen. */
  ready?: boolean;
  mail(emails: string[]): Promise<InvitationResult[]>;
  link(email: string): Promise<{ link: string }>;
}

interface Outcome {
  email: string;
  error: string;
  /** To be handed over, where no mail is sent. */
  link: string;
}

async function linkAll(emails: string[], link: InviteByAddressProps["link"]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const email of emails) {
    try {
      outcomes.push({ email, error: "", link: (await link(email)).link });
    } catch (error) {
      outcomes.push({ email, error: errorText(error), link: "" });
    }
  }
  return outcomes;
}

async function mailAll(emails: string[], mail: InviteByAddressProps["mail"]): Promise<Outcome[]> {
  return (await mail(emails)).map((one) => ({ email: one.email, error: one.error?.message ?? "", link: "" }));
}

/** Invites single addresses: by mail, or by links to hand over where the server sends no mails. */
export function InviteByAddress({ labels, children, ready = true, mail, link }: InviteByAddressProps): JSX.Element {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([]);
  const byMail = configFlag("SendEmailNotifications");
  const emails = [...new Set(text.split(/[\s,;]+/).filter((one) => /.@./.test(one)))];
  const invite = async () => {
    setBusy(true);
    setError("");
    try {
      const results = await (byMail ? mailAll(emails, mail) : linkAll(emails, link));
      setOutcomes(results);
      // What did not work stays, to be put right.
      setText(
        results
          .filter((one) => one.error)
          .map((one) => one.email)
          .join("\n"),
      );
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return (
    <>
      <TextArea
        label={byMail ? labels.mail : labels.link}
        rows={2}
        value={text}
        onValue={setText}
        hint="Several addresses: put a space or comma between them."
      />
      {children}
      {error && <p class="notice notice--error">{error}</p>}
      <Outcomes list={outcomes} />
      <div>
        <Button kind="primary" busy={busy} disabled={emails.length === 0 || !ready} onClick={() => void invite()}>
          {byMail ? "Send invitations" : emails.length > 1 ? "Make links" : "Make a link"}
        </Button>
      </div>
    </>
  );
}

function Outcomes({ list }: { list: readonly Outcome[] }): JSX.Element {
  return (
    <ul class="invited" aria-label="Invited">
      {list.map((one) => (
        <li key={one.email}>
          {one.link ? (
            <CopyField label={`For ${one.email}`} value={one.link} />
          ) : one.error ? (
            <span class="field__error">
              {one.email}: {one.error}
            </span>
          ) : (
            <span>{one.email}: invitation sent</span>
          )}
        </li>
      ))}
    </ul>
  );
}
