import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import type { PersonDialogProps } from "./edit-dialog.js";
import { signInWith } from "./user-facts.js";

/** Links an account to another way of signing in, or back to a password. */
export function SignInMethodDialog({ user, onClose, onChanged }: PersonDialogProps): JSX.Element {
  const [service, setService] = useState(user.auth_service);
  const [data, setData] = useState(user.auth_data ?? "");
  const task = useTask();
  const save = async () => {
    const change = { auth_service: service, auth_data: service ? data.trim() : "", password: "" };
    if (await task.run(() => client.updateUserAuth(user.id, change as never))) {
      toast(`@${user.username} signs in with ${signInWith(service)}.`);
      onChanged();
    }
  };
  return (
    <Dialog
      title={`How @${user.username} signs in`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={task.busy}
            disabled={service !== "" && data.trim() === ""}
            onClick={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <Choice
        label="Signs in with"
        value={service}
        onValue={setService}
        choices={["", "ldap", "saml", "openid", "gitlab", "google", "office365"].map(
          (name) => [name, signInWith(name)] as const,
        )}
      />
      {service ? (
        <TextField
          label="Id of the person there"
          value={data}
          onValue={setData}
          hint="The value of the attribute that identifies people, such as uid or sub."
          autocomplete="off"
        />
      ) : (
        <p class="field__hint">The person then needs a password: set one with “Reset password”.</p>
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
