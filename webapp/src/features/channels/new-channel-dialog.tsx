import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { errorText } from "../../lib/client.js";
import { navigate } from "../../lib/navigation.js";
import { mayInTeam } from "../permissions/store.js";
import { currentTeamId } from "../teams/store.js";
import { channelPath, createChannel } from "./actions.js";
import "../../styles/dialogs.css";

export function NewChannelDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [title, setTitle] = useState("");
  const [purpose, setPurpose] = useState("");
  const mayOpen = mayInTeam("create_public_channel", currentTeamId.value);
  const mayHidden = mayInTeam("create_private_channel", currentTeamId.value);
  const [chosen, setPrivate] = useState(false);
  const isPrivate = mayHidden && (chosen || !mayOpen);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!title.trim() || busy) return;
    setBusy(true);
    try {
      const channel = await createChannel({ title: title.trim(), purpose: purpose.trim(), isPrivate });
      onClose();
      navigate(channelPath(channel));
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Create a channel"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!title.trim()} onClick={submit}>
            Create channel
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={submit}>
        <TextField
          label="Name"
          autofocus
          maxLength={64}
          placeholder="Garden planning"
          value={title}
          onValue={setTitle}
          error={error}
        />
        <div class="option-cards" role="radiogroup" aria-label="Who can find it">
          <label class="option-card">
            <input
              type="radio"
              name="type"
              checked={!isPrivate}
              disabled={!mayOpen}
              onChange={() => setPrivate(false)}
            />
            <span>
              Public<small>Everyone in the team can find and join it.</small>
            </span>
          </label>
          <label class="option-card">
            <input
              type="radio"
              name="type"
              checked={isPrivate}
              disabled={!mayHidden}
              onChange={() => setPrivate(true)}
            />
            <span>
              Private<small>Only people who are added can see it.</small>
            </span>
          </label>
        </div>
        <TextField label="What is it for? (optional)" maxLength={250} value={purpose} onValue={setPurpose} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
