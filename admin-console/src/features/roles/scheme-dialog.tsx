import type { Scheme, SchemeScope } from "@mattermost/types/schemes";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { client } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { PLACES } from "./words.js";

export interface SchemeDialogProps {
  /** The scheme to change; a new one without it. */
  scheme?: Scheme;
  onClose(): void;
  onSaved(scheme: Scheme): void;
}

/** The name and the description of a scheme; of a new one also what it is for. */
export function SchemeDialog({ scheme, onClose, onSaved }: SchemeDialogProps): JSX.Element {
  const [name, setName] = useState(scheme?.display_name ?? "");
  const [description, setDescription] = useState(scheme?.description ?? "");
  const [scope, setScope] = useState<SchemeScope>("team");
  const task = useTask();
  const save = async () => {
    const words = { display_name: name.trim(), description: description.trim() };
    const done = await task.run(async () =>
      onSaved(await (scheme ? client.patchScheme(scheme.id, words) : client.createScheme({ ...words, scope }))),
    );
    if (done) onClose();
  };
  return (
    <Dialog
      title={scheme ? "Edit the scheme" : "New scheme"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={task.busy} disabled={!name.trim()} onClick={() => void save()}>
            {scheme ? "Save" : "Make the scheme"}
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} onValue={setName} maxLength={64} autofocus />
      <TextField
        label="Description"
        hint="What it is for, so that others understand it later."
        value={description}
        onValue={setDescription}
        maxLength={1024}
      />
      {!scheme && (
        <Choice
          label="For"
          hint="That of a team counts in the team and in all its channels; that of a channel only there."
          value={scope}
          onValue={(value) => setScope(value as SchemeScope)}
          choices={Object.entries(PLACES)}
        />
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
