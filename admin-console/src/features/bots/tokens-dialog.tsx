import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/access-tokens.js";
import type { Bot } from "../../../../core/api/bots.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { ToHandOver } from "../../ui/to-hand-over.js";
import { UserTokens } from "../users/user-tokens.js";

/** The access tokens of a bot; a new one is shown once. */
export function TokensDialog({ bot, onClose }: { bot: Bot; onClose(): void }): JSX.Element {
  const [description, setDescription] = useState("");
  const [made, setMade] = useState<{ id: string; token: string }>();
  const task = useTask();
  const make = () =>
    task.run(async () => {
      const { id, token = "" } = await call<typeof api.createAccessToken>("POST", "/api/v4/users/{user_id}/tokens", {
        params: { user_id: bot.user_id },
        body: { description: description.trim() },
      });
      setMade({ id, token });
      setDescription("");
    });
  return (
    <Dialog
      size="wide"
      title={`Tokens of @${bot.username}`}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <TextField
        label="What the new token is for"
        value={description}
        onValue={setDescription}
        maxLength={255}
        autocomplete="off"
        autofocus
      />
      <div>
        <Button kind="primary" busy={task.busy} disabled={!description.trim()} onClick={() => void make()}>
          Make a token
        </Button>
      </div>
      {made && (
        <>
          <p class="notice" role="status">
            Copy the token now and give it to the program. It is not shown again.
          </p>
          <ToHandOver label="Token" text={made.token} action="Copy the token" />
        </>
      )}
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
      <UserTokens key={made?.id} user={{ id: bot.user_id }} writes />
    </Dialog>
  );
}
