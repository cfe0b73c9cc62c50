import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/guests.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call, client } from "../../lib/client.js";
import { day } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { can, clientConfig } from "../../lib/session.js";
import { useTask } from "../../lib/use-task.js";
import { ask, Dialog } from "../../ui/dialog.js";
import { isAdmin, isGuest } from "./user-facts.js";
import type { PersonProps } from "./user-page.js";

/** Makes guests of members and back, and says when a guest's access ends. */
export function GuestActions({ user, onChange }: PersonProps): JSX.Element | null {
  const [ending, setEnding] = useState(false);
  const name = `@${user.username}`;
  if (isGuest(user)) {
    return (
      <>
        {can("promote_guest") && (
          <Button
            onClick={() =>
              ask({
                title: `Make ${name} a member?`,
                text: "They see the open channels of their teams and the people of the server from then on.",
                action: "Make member",
                async run() {
                  await client.promoteGuestToUser(user.id);
                  toast(`${name} is a member.`);
                  onChange();
                },
              })
            }
          >
            Make member
          </Button>
        )}
        <Button onClick={() => setEnding(true)}>End of access</Button>
        {ending && <ExpiryDialog id={user.id} name={name} onClose={() => setEnding(false)} />}
      </>
    );
  }
  if (isAdmin(user) || !can("demote_to_guest") || clientConfig.value["EnableGuestAccounts"] !== "true") return null;
  return (
    <Button
      onClick={() =>
        ask({
          title: `Make ${name} a guest?`,
          text: "They keep their channels and see nothing else from then on.",
          action: "Make guest",
          danger: true,
          async run() {
            await client.demoteUserToGuest(user.id);
            toast(`${name} is a guest.`);
            onChange();
          },
        })
      }
    >
      Make guest
    </Button>
  );
}

function ExpiryDialog({ id, name, onClose }: { id: string; name: string; onClose(): void }): JSX.Element {
  const params = { user_id: id };
  const known = useLoad(
    () => call<typeof api.getGuestExpiry>("GET", "/api/v4/courtyard/users/{user_id}/guest_expiry", { params }),
    [id],
  );
  const [date, setDate] = useState("");
  const task = useTask();
  const save = async (time: number) => {
    const work = () =>
      call<typeof api.setGuestExpiry>("PUT", "/api/v4/courtyard/users/{user_id}/guest_expiry", {
        params,
        body: { expires_at: time },
      });
    if (!(await task.run(work))) return;
    toast(time > 0 ? `The access of ${name} ends on ${day(time)}.` : `The access of ${name} does not end by itself.`);
    onClose();
  };
  return (
    <Dialog
      title={`End of access of ${name}`}
      onClose={onClose}
      footer={
        <>
          <Button busy={task.busy} onClick={() => void save(0)}>
            Never by itself
          </Button>
          <Button
            kind="primary"
            busy={task.busy}
            disabled={Number.isNaN(Date.parse(date))}
            onClick={() => void save(Date.parse(`${date}T23:59:59`))}
          >
            Save
          </Button>
        </>
      }
    >
      <p>
        {known.data && (known.data.expires_at > 0 ? `Now: ${day(known.data.expires_at)}.` : "Now: never by itself.")}
      </p>
      <TextField label="Last day" type="date" value={date} onValue={setDate} />
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
