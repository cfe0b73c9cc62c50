import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/invitations.js";
import { call } from "../../lib/client.js";
import { moment } from "../../lib/format.js";
import { Button } from "../../ui/button.js";
import { Dialog } from "../../ui/dialog.js";
import { TextField } from "../../ui/fields.js";
import { complain, say } from "../../ui/toast.js";
import { useTask } from "../users/use-task.js";

/** Invites somebody to a team: by mail, again if need be, or with a link to hand over. */
export function InviteDialog({ team, onClose }: { team: Team; onClose(): void }): JSX.Element {
  const [email, setEmail] = useState("");
  const [link, setLink] = useState<{ link: string; expires_at: number } | undefined>();
  const task = useTask();
  const params = { team_id: team.id };
  const send = async () => {
    const work = () =>
      call<typeof api.inviteByEmail>("POST", "/api/v4/teams/{team_id}/invite/email", { params, body: [email.trim()] });
    if (await task.run(work)) {
      say(`The invitation for ${email.trim()} is on its way.`);
      onClose();
    }
  };
  const make = () =>
    task.run(async () => {
      setLink(
        await call<typeof api.createInvitationLink>("POST", "/api/v4/courtyard/teams/{team_id}/invite_link", {
          params,
          body: { email: email.trim() },
        }),
      );
    });
  return (
    <Dialog
      title={`Invite to ${team.display_name}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <TextField
        label="E-mail"
        type="email"
        value={email}
        onValue={setEmail}
        autocomplete="off"
        autofocus
        hint="An invitation that was lost can be sent again; the newest one counts."
      />
      <div class="row">
        <Button kind="primary" busy={task.busy} disabled={!email.includes("@")} onClick={() => void send()}>
          Send by mail
        </Button>
        <Button busy={task.busy} disabled={!email.includes("@")} onClick={() => void make()}>
          Make a link to hand over
        </Button>
      </div>
      {link && (
        <>
          <TextField label={`Link, until ${moment(link.expires_at)}`} value={link.link} onValue={() => undefined} />
          <div>
            <Button onClick={() => void navigator.clipboard.writeText(link.link).then(() => say("Copied."), complain)}>
              Copy the link
            </Button>
          </div>
        </>
      )}
      {task.error && (
        <p class="notice notice--danger" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
