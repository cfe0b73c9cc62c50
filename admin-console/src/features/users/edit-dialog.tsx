import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";

export interface PersonDialogProps {
  user: UserProfile;
  onClose(): void;
  onChanged(): void;
}

const FIELDS = [
  ["username", "User name"],
  ["email", "E-mail"],
  ["first_name", "First name"],
  ["last_name", "Last name"],
  ["nickname", "Nickname"],
  ["position", "Position"],
] as const;

type Key = (typeof FIELDS)[number][0];

export function EditDialog({ user, onClose, onChanged }: PersonDialogProps): JSX.Element {
  const [values, setValues] = useState<Record<Key, string>>(
    () => Object.fromEntries(FIELDS.map(([key]) => [key, user[key]])) as Record<Key, string>,
  );
  const task = useTask();
  const save = async () => {
    const patch = Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== user[key as Key]));
    if (await task.run(() => client.patchUser({ id: user.id, ...patch } as UserProfile))) {
      toast("The profile is saved.");
      onChanged();
    }
  };
  return (
    <Dialog
      title={`Profile of @${user.username}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={task.busy} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      {FIELDS.map(([key, label]) => (
        <TextField
          key={key}
          label={label}
          value={values[key]}
          onValue={(value) => setValues({ ...values, [key]: value })}
          maxLength={128}
          autocomplete="off"
          autofocus={key === "username"}
        />
      ))}
      {user.auth_service && (
        <p class="field__hint">Some of this comes from {user.auth_service} and may be set again at the next sign-in.</p>
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
