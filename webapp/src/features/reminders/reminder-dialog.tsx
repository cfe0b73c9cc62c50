import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Recurrence } from "../../../../core/api/reminders.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { longTime, nearTime } from "../scheduled/long-time.js";
import { TimeField } from "../scheduled/time-dialog.js";
import { fromField, reminderTimes, toField } from "../scheduled/times.js";
import { remind } from "./store.js";
import "../../styles/dialogs.css";

export const REPEATS: ReadonlyArray<[Recurrence, string]> = [
  ["", "Once"],
  ["daily", "Every day"],
  ["weekdays", "Every working day"],
  ["weekly", "Every week"],
  ["monthly", "Every month"],
];

const OTHER = -1;

/** Asks when to be reminded of a message, and how often. */
export function ReminderDialog({ postId, onClose }: { postId: string; onClose(): void }): JSX.Element {
  const [times] = useState(() => reminderTimes(Date.now()));
  const [chosen, setChosen] = useState(0);
  const [other, setOther] = useState(toField(Date.now() + 24 * 3_600_000));
  const [repeat, setRepeat] = useState<Recurrence>("");
  const [busy, setBusy] = useState(false);
  const choices: [number, string, string][] = [
    ...times.map((time, i): [number, string, string] => [i, time.label, nearTime(time.at)]),
    [OTHER, "Another time", ""],
  ];
  const at = chosen === OTHER ? fromField(other) : (times[chosen]?.at ?? Number.NaN);
  const save = async (event: Event) => {
    event.preventDefault();
    if (!(at > Date.now())) return;
    setBusy(true);
    const done = await remind(postId, at, repeat);
    setBusy(false);
    if (!done) return;
    toast(`You will be reminded: ${longTime(at)}`);
    onClose();
  };
  return (
    <Dialog
      title="Remind me of this message"
      size="small"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!(at > Date.now())} onClick={save}>
            Remind me
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={save}>
        <fieldset class="settings__group">
          <legend>When</legend>
          {choices.map(([value, label, hint]) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name="when"
                data-autofocus={value === 0 || undefined}
                checked={chosen === value}
                onChange={() => setChosen(value)}
              />
              <span class="grow">{label}</span>
              <span class="small muted">{hint}</span>
            </label>
          ))}
        </fieldset>
        {chosen === OTHER && (
          <TimeField value={other} onValue={setOther} error={at <= Date.now() ? "This time has passed." : ""} />
        )}
        <label class="field">
          <span class="field__label">How often</span>
          <select class="input" value={repeat} onChange={(event) => setRepeat(event.currentTarget.value as Recurrence)}>
            {REPEATS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </form>
    </Dialog>
  );
}
