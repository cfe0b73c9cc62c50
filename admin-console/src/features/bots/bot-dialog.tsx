import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/bots.js";
import type { Bot } from "../../../../core/api/bots.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";

/** The names of a bot and what it is for; a new one without `bot`. */
export function BotDialog({
  bot,
  onClose,
  onSaved,
}: {
  bot?: Bot | undefined;
  onClose(): void;
  onSaved(): void;
}): JSX.Element {
  const [username, setUsername] = useState(bot?.username ?? "");
  const [display, setDisplay] = useState(bot?.display_name ?? "");
  const [description, setDescription] = useState(bot?.description ?? "");
  const task = useTask();
  const save = async () => {
    const body = { username: username.trim(), display_name: display.trim(), description: description.trim() };
    const done = await task.run(() =>
      bot
        ? call<typeof api.patchBot>("PUT", "/api/v4/bots/{bot_user_id}", { params: { bot_user_id: bot.user_id }, body })
        : call<typeof api.createBot>("POST", "/api/v4/bots", { body }),
    );
    if (!done) return;
    toast(bot ? `@${body.username}: saved.` : `@${body.username} is there. Next, make a token for it.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog
      title={bot ? `Change @${bot.username}` : "Add a bot"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={task.busy} disabled={!username.trim()} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <TextField
        label="User name"
        value={username}
        onValue={setUsername}
        maxLength={64}
        autocomplete="off"
        hint="People mention it with @ and this name."
        autofocus
      />
      <TextField label="Name shown" value={display} onValue={setDisplay} maxLength={64} autocomplete="off" />
      <TextField
        label="What it is for"
        value={description}
        onValue={setDescription}
        maxLength={1024}
        hint="Stands in its profile, for everybody."
      />
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
