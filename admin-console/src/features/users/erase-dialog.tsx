import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as privacy from "../../../../core/api/privacy.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import type { PersonDialogProps } from "./edit-dialog.js";

/** Erases a person for good; the name is typed so that it does not happen by mistake. */
export function EraseDialog({ user, onClose, onChanged }: PersonDialogProps): JSX.Element {
  const [mode, setMode] = useState("anonymise");
  const [typed, setTyped] = useState("");
  const task = useTask();
  const erase = async () => {
    const body = { mode: mode as "anonymise" | "remove", confirm: typed };
    if (
      await task.run(() =>
        call<typeof privacy.eraseUser>("POST", "/api/v4/courtyard/users/{user_id}/erase", {
          params: { user_id: user.id },
          body,
        }),
      )
    ) {
      toast("The person is erased. The receipt is kept.");
      onChanged();
    }
  };
  return (
    <Dialog
      title={`Erase @${user.username}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="danger" busy={task.busy} disabled={typed !== user.username} onClick={() => void erase()}>
            Erase for good
          </Button>
        </>
      }
    >
      <p>
        This cannot be undone. Profile, sign-ins and files go; a receipt says what there was. To keep somebody out for
        now, deactivate them instead.
      </p>
      <Choice
        label="Messages"
        value={mode}
        onValue={setMode}
        choices={[
          ["anonymise", "stay, without a name"],
          ["remove", "are deleted, too"],
        ]}
      />
      <TextField
        label={`Type ${user.username} to go on`}
        value={typed}
        onValue={setTyped}
        autocomplete="off"
        autofocus
      />
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
