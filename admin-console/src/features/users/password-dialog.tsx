import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as license from "../../../../core/api/license.js";
import { copyAndSay } from "../../../../webapp/shared/lib/copy.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call, client } from "../../lib/client.js";
import { moment } from "../../lib/format.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import type { PersonDialogProps } from "./edit-dialog.js";

/** Twenty letters and digits that are hard to confuse: about 100 random bits. */
function randomPassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  const bytes = crypto.getRandomValues(new Uint32Array(20));
  const text = [...bytes].map((value) => letters[value % letters.length]).join("");
  // Whatever the rules for passwords ask for is in it.
  return `${text.slice(0, 10)}-${text.slice(10)}aA1`;
}

/** Three ways to a new password: a link by mail, a link to hand over, or a password set here. */
export function PasswordDialog({ user, onClose, onChanged }: PersonDialogProps): JSX.Element {
  const [password, setPassword] = useState("");
  const [link, setLink] = useState<{ link: string; expires_at: number } | undefined>();
  const task = useTask();
  const mail = async () => {
    if (await task.run(() => client.sendPasswordResetEmail(user.email))) {
      toast(`A mail to ${user.email} is on its way.`);
      onClose();
    }
  };
  const makeLink = () =>
    task.run(async () => {
      setLink(
        await call<typeof license.createSignInLink>("POST", "/api/v4/courtyard/users/{user_id}/sign_in_link", {
          params: { user_id: user.id },
        }),
      );
    });
  const set = async () => {
    if (await task.run(() => client.updateUserPassword(user.id, "", password))) {
      toast(`The password of @${user.username} is set; they are signed out everywhere.`);
      onChanged();
    }
  };
  return (
    <Dialog
      title={`New password for @${user.username}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {link ? (
        <>
          <p>
            Give this link to {user.username}. It works once, until {moment(link.expires_at)}.
          </p>
          <TextField label="Link" value={link.link} onValue={() => undefined} />
          <div>
            <Button kind="primary" onClick={() => void copyAndSay(link.link)}>
              Copy the link
            </Button>
          </div>
        </>
      ) : (
        <>
          <div class="row">
            {!user.auth_service && (
              <Button kind="primary" busy={task.busy} onClick={() => void mail()}>
                Send a link by mail
              </Button>
            )}
            <Button busy={task.busy} onClick={() => void makeLink()}>
              Make a link to hand over
            </Button>
          </div>
          {!user.auth_service && (
            <>
              <TextField
                label="Or set a password"
                value={password}
                onValue={setPassword}
                autocomplete="new-password"
                hint="The person should change it after signing in."
                maxLength={256}
              />
              <div class="row">
                <Button onClick={() => setPassword(randomPassword())}>Make one up</Button>
                {password && <Button onClick={() => void copyAndSay(password)}>Copy</Button>}
                <Button kind="primary" busy={task.busy} disabled={password === ""} onClick={() => void set()}>
                  Set this password
                </Button>
              </div>
            </>
          )}
          {user.auth_service && (
            <p class="field__hint">
              This account signs in with {user.auth_service}. A password set by the link counts only while that is not
              active.
            </p>
          )}
        </>
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
