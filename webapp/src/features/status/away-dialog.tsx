import type { UserNotifyProps } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { TextArea } from "../../ui/text-area.js";
import { patchNotify } from "../profile/save.js";
import { me } from "../users/store.js";
import { dayOf, endOfAway, tomorrow } from "./away.js";

/** The end is an addition of this server: the published types do not know it. */
type AwayProps = Partial<UserNotifyProps> & { auto_responder_until?: string };

/** Says that one is out of office, what people are told meanwhile, and when one is back. */
export function AwayDialog({ onClose }: { onClose(): void }): JSX.Element {
  const props: AwayProps = me.value?.notify_props ?? {};
  const away = props.auto_responder_active === "true";
  const [message, setMessage] = useState(props.auto_responder_message ?? "");
  const [back, setBack] = useState(dayOf(Number(props.auto_responder_until || 0)));
  const [busy, setBusy] = useState(false);
  const save = async (active: boolean) => {
    const change: AwayProps = {
      auto_responder_active: active ? "true" : "false",
      auto_responder_message: message.trim(),
      auto_responder_until: active && back ? String(endOfAway(back)) : "",
    };
    setBusy(true);
    if (await patchNotify(change)) onClose();
    else setBusy(false);
  };
  return (
    <Dialog
      title="Out of office"
      size="small"
      onClose={onClose}
      footer={
        <>
          {away && (
            <Button kind="quiet" onClick={() => void save(false)}>
              I am back
            </Button>
          )}
          <span class="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!message.trim()} onClick={() => void save(true)}>
            {away ? "Save" : "Start"}
          </Button>
        </>
      }
    >
      <div class="stack">
        <TextArea
          label="What people are told"
          hint="Whoever writes to you alone gets this answer, once a day."
          maxLength={4000}
          value={message}
          onValue={setMessage}
        />
        <TextField
          type="date"
          label="Back on (optional)"
          min={tomorrow()}
          value={back}
          onValue={setBack}
          hint="It ends by itself on this day, or as soon as you choose another status."
        />
      </div>
    </Dialog>
  );
}
