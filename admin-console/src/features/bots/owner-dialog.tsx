import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/bots.js";
import type { Bot } from "../../../../core/api/bots.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call, client } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";

/** Hands a bot over to somebody, who answers for it from then on. */
export function OwnerDialog({ bot, onClose, onSaved }: { bot: Bot; onClose(): void; onSaved(): void }): JSX.Element {
  const [name, setName] = useState("");
  const task = useTask();
  const wanted = name.trim().replace(/^@/, "").toLowerCase();
  const save = async () => {
    const done = await task.run(async () => {
      const person = await client.getUserByUsername(wanted);
      const params = { bot_user_id: bot.user_id, user_id: person.id };
      await call<typeof api.assignBot>("POST", "/api/v4/bots/{bot_user_id}/assign/{user_id}", { params });
    });
    if (!done) return;
    toast(`@${wanted} answers for @${bot.username} now.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog
      title={`Hand over @${bot.username}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={task.busy} disabled={!wanted} onClick={() => void save()}>
            Hand over
          </Button>
        </>
      }
    >
      <TextField
        label="User name of who answers for it"
        value={name}
        onValue={setName}
        autocomplete="off"
        hint="Its tokens stay as they are. Make new ones if the former owner must not use them any more."
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
