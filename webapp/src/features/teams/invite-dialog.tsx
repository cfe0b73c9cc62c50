import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { InvitationResult } from "../../../../core/api/invitations.js";
import { call, client, errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { inviteUrl } from "../../lib/routes.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { IconRetry } from "../../ui/icons.js";
import { confirmDialog } from "../../ui/overlay.js";
import { TextArea } from "../../ui/text-field.js";
import { toast } from "../../ui/toast.js";
import { CopyField } from "./copy-field.js";
import { isTeamAdmin, receiveTeam, teamsById } from "./store.js";
import "../../styles/dialogs.css";

/** Ways into a team: a link for everybody, and mails or links for single addresses. */
export function InviteDialog({ teamId, onClose }: { teamId: string; onClose(): void }): JSX.Element {
  const team = teamsById.get(teamId);
  useEffect(() => {
    // The list of teams may leave the invite id out.
    if (!team?.invite_id) client.getTeam(teamId).then(receiveTeam, () => {});
  }, []);
  return (
    <Dialog title={`Invite people to ${team?.display_name ?? ""}`} onClose={onClose}>
      <div class="stack">
        {team?.invite_id ? (
          <>
            <CopyField label="Invite link" value={inviteUrl(team.invite_id)} />
            <p class="muted small">
              Anyone with this link can create an account and join the team. Share it with people you trust.
            </p>
            {isTeamAdmin(teamId) && <Renew teamId={teamId} />}
          </>
        ) : (
          <p class="muted">You may not invite people to this team. Ask an administrator.</p>
        )}
        {team?.invite_id && configFlag("EnableEmailInvitations") && <ByAddress teamId={teamId} />}
      </div>
    </Dialog>
  );
}

function Renew({ teamId }: { teamId: string }): JSX.Element {
  const renew = async () => {
    const sure = await confirmDialog({
      title: "Make a new link?",
      text: "The link that people have now stops working.",
      confirm: "Make a new link",
    });
    if (!sure) return;
    try {
      receiveTeam(await client.regenerateTeamInviteId(teamId));
      toast("The old link no longer works");
    } catch (error) {
      toast(errorText(error), { error: true });
    }
  };
  return (
    <div>
      <Button small onClick={() => void renew()}>
        <IconRetry size={16} />
        Make a new link
      </Button>
    </div>
  );
}

interface Outcome {
  email: string;
  error: string;
  /** To be handed over, where no mail is sent. */
  link: string;
}

async function mailAll(teamId: string, emails: string[]): Promise<Outcome[]> {
  const results = (await client.sendEmailInvitesToTeamGracefully(teamId, emails)) as unknown as InvitationResult[];
  return results.map((one) => ({ email: one.email, error: one.error?.message ?? "", link: "" }));
}

async function linkAll(teamId: string, emails: string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const email of emails) {
    try {
      const made = await call<{ link: string }>("POST", `/courtyard/teams/${teamId}/invite_link`, { email });
      outcomes.push({ email, error: "", link: made.link });
    } catch (error) {
      outcomes.push({ email, error: errorText(error), link: "" });
    }
  }
  return outcomes;
}

/** Invites single addresses: by mail, or by links to hand over where the server sends no mails. */
function ByAddress({ teamId }: { teamId: string }): JSX.Element {
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
      const results = await (byMail ? mailAll : linkAll)(teamId, emails);
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
        label={byMail ? "Or invite by email" : "Or make a link for one person"}
        rows={2}
        value={text}
        onValue={setText}
        hint="Several addresses: put a space or comma between them."
      />
      {error && <p class="notice notice--error">{error}</p>}
      <ul class="invited" aria-label="Invited">
        {outcomes.map((one) => (
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
      <div>
        <Button kind="primary" busy={busy} disabled={emails.length === 0} onClick={() => void invite()}>
          {byMail ? "Send invitations" : emails.length > 1 ? "Make links" : "Make a link"}
        </Button>
      </div>
    </>
  );
}
