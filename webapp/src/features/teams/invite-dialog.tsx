import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { InvitationResult } from "../../../../core/api/invitations.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconRetry } from "../../../shared/ui/icons.js";
import { call, client, errorText } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { confirmDialog } from "../../ui/overlay.js";
import { Tabs } from "../../ui/tabs.js";
import { InviteLink } from "./copy-field.js";
import { InviteByAddress } from "./invite-by-address.js";
import { InviteGuests } from "./invite-guests.js";
import { useMayInTeam } from "./permissions.js";
import { isTeamAdmin, receiveTeam, teamsById } from "./store.js";
import "../../styles/dialogs.css";

type Kind = "members" | "guests";

/** Ways into a team: a link for everybody, and mails or links for single addresses, of members or of guests. */
export function InviteDialog({ teamId, onClose }: { teamId: string; onClose(): void }): JSX.Element {
  const team = teamsById.get(teamId);
  const [kind, setKind] = useState<Kind>("members");
  const mayInviteGuests = useMayInTeam(teamId, "invite_guest") && configFlag("EnableGuestAccounts");
  useEffect(() => {
    // The list of teams may leave the invite id out.
    if (!team?.invite_id) client.getTeam(teamId).then(receiveTeam, () => {});
  }, []);
  return (
    <Dialog title={`Invite people to ${team?.display_name ?? ""}`} onClose={onClose}>
      <div class="stack">
        {mayInviteGuests && (
          <Tabs<Kind>
            label="Whom to invite"
            value={kind}
            onSelect={setKind}
            tabs={[
              { id: "members", label: "Members" },
              { id: "guests", label: "Guests" },
            ]}
          />
        )}
        {mayInviteGuests && kind === "guests" ? <InviteGuests teamId={teamId} /> : <InviteMembers teamId={teamId} />}
      </div>
    </Dialog>
  );
}

function InviteMembers({ teamId }: { teamId: string }): JSX.Element {
  const team = teamsById.get(teamId);
  if (!team?.invite_id) return <p class="muted">You may not invite people to this team. Ask an administrator.</p>;
  return (
    <>
      <InviteLink inviteId={team.invite_id} />
      <p class="muted small">
        Anyone with this link can create an account and join the team. Share it with people you trust.
      </p>
      {isTeamAdmin(teamId) && <Renew teamId={teamId} />}
      {configFlag("EnableEmailInvitations") && (
        <InviteByAddress
          labels={{ mail: "Or invite by email", link: "Or make a link for one person" }}
          mail={(emails) =>
            client.sendEmailInvitesToTeamGracefully(teamId, emails) as unknown as Promise<InvitationResult[]>
          }
          link={(email) => call<{ link: string }>("POST", `/courtyard/teams/${teamId}/invite_link`, { email })}
        />
      )}
    </>
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
