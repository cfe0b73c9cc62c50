import type { Team } from "@mattermost/types/teams";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/invitations.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { moment } from "../../lib/format.js";
import { can, clientConfig } from "../../lib/session.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { ToHandOver } from "../../ui/to-hand-over.js";
import { ChannelPicker, type PickedChannel } from "./channel-picker.js";

interface Made {
  link: string;
  expires_at: number;
}

/** Whom to invite, and what a guest gets. */
interface Invitation {
  email: string;
  guest: boolean;
  channels: readonly PickedChannel[];
  /** The last day of a guest; '' = no end. */
  day: string;
}

const endOf = ({ day }: Invitation) => (day ? { guest_expires_at: new Date(`${day}T23:59:59`).getTime() } : {});

async function mail(teamId: string, invitation: Invitation): Promise<void> {
  const params = { team_id: teamId };
  const emails = [invitation.email.trim()];
  if (!invitation.guest)
    await call<typeof api.inviteByEmail>("POST", "/api/v4/teams/{team_id}/invite/email", { params, body: emails });
  else
    await call<typeof api.inviteGuestsByEmail>("POST", "/api/v4/teams/{team_id}/invite-guests/email", {
      params,
      body: { emails, channels: invitation.channels.map(({ id }) => id), ...endOf(invitation) },
    });
}

function makeLink(teamId: string, invitation: Invitation): Promise<Made> {
  const params = { team_id: teamId };
  const email = invitation.email.trim();
  return invitation.guest
    ? call<typeof api.createGuestInvitationLink>("POST", "/api/v4/courtyard/teams/{team_id}/invite_guest_link", {
        params,
        body: { email, channel_ids: invitation.channels.map(({ id }) => id), ...endOf(invitation) },
      })
    : call<typeof api.createInvitationLink>("POST", "/api/v4/courtyard/teams/{team_id}/invite_link", {
        params,
        body: { email },
      });
}

/** Invites a member or a guest to a team: by mail, again if need be, or with a link to hand over. */
export function InviteDialog({ team, onClose }: { team: Team; onClose(): void }): JSX.Element {
  const [invitation, setInvitation] = useState<Invitation>({ email: "", guest: false, channels: [], day: "" });
  const [link, setLink] = useState<Made | undefined>();
  const task = useTask();
  const change = (part: Partial<Invitation>) => {
    setInvitation({ ...invitation, ...part });
    setLink(undefined);
  };
  const { email, guest } = invitation;
  const complete = email.includes("@") && (!guest || invitation.channels.length > 0);
  const send = async () => {
    if (!(await task.run(() => mail(team.id, invitation)))) return;
    toast(`The invitation for ${email.trim()} is on its way.`);
    onClose();
  };
  const make = () => task.run(async () => setLink(await makeLink(team.id, invitation)));
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
        onValue={(value) => change({ email: value })}
        autocomplete="off"
        autofocus
        hint="An invitation that was lost can be sent again; the newest one counts."
      />
      {can("invite_guest") && clientConfig.value["EnableGuestAccounts"] === "true" && (
        <Choice
          label="As"
          value={guest ? "guest" : "member"}
          onValue={(value) => change({ guest: value === "guest" })}
          choices={[
            ["member", "Member"],
            ["guest", "Guest, who sees only some channels"],
          ]}
        />
      )}
      {guest && (
        <>
          <ChannelPicker teamId={team.id} picked={invitation.channels} onPicked={(channels) => change({ channels })} />
          <TextField
            label="Last day (optional)"
            type="date"
            value={invitation.day}
            onValue={(day) => change({ day })}
            hint="After it, a new guest account ends by itself."
          />
        </>
      )}
      <div class="row">
        <Button kind="primary" busy={task.busy} disabled={!complete} onClick={() => void send()}>
          Send by mail
        </Button>
        <Button busy={task.busy} disabled={!complete} onClick={() => void make()}>
          Make a link to hand over
        </Button>
      </div>
      {link && <ToHandOver label={`Link, until ${moment(link.expires_at)}`} text={link.link} action="Copy the link" />}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
