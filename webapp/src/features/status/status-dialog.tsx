import { CustomStatusDuration, type UserCustomStatus } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { client, errorText } from "../../lib/client.js";
import { Popover } from "../../ui/popover.js";
import { Emoji } from "../emoji/emoji.js";
import { EmojiPicker } from "../emoji/emoji-picker.js";
import { me, usersById } from "../users/store.js";
import { customStatusOf } from "./custom-status.js";
import { expiry } from "./expiry.js";
import "../../styles/dialogs.css";

const IDEAS: ReadonlyArray<[string, string, CustomStatusDuration]> = [
  ["calendar", "In a meeting", CustomStatusDuration.ONE_HOUR],
  ["hamburger", "Out for lunch", CustomStatusDuration.THIRTY_MINUTES],
  ["sneezing_face", "Out sick", CustomStatusDuration.TODAY],
  ["house", "Working from home", CustomStatusDuration.TODAY],
  ["palm_tree", "On holiday", CustomStatusDuration.THIS_WEEK],
];

const DURATIONS: ReadonlyArray<[CustomStatusDuration, string]> = [
  [CustomStatusDuration.DONT_CLEAR, "Until I clear it"],
  [CustomStatusDuration.THIRTY_MINUTES, "30 minutes"],
  [CustomStatusDuration.ONE_HOUR, "1 hour"],
  [CustomStatusDuration.FOUR_HOURS, "4 hours"],
  [CustomStatusDuration.TODAY, "Today"],
  [CustomStatusDuration.THIS_WEEK, "This week"],
];

/** Shows the status at once; the event of the server brings the same. */
function apply(status: UserCustomStatus | undefined): void {
  const own = me.peek();
  if (own)
    usersById.set(own.id, { ...own, props: { ...own.props, customStatus: status ? JSON.stringify(status) : "" } });
}

export function StatusDialog({ onClose }: { onClose(): void }): JSX.Element {
  const current = me.value && customStatusOf(me.value);
  const [emoji, setEmoji] = useState(current?.emoji || "speech_balloon");
  const [text, setText] = useState(current?.text ?? "");
  const [duration, setDuration] = useState<CustomStatusDuration>(current?.duration ?? CustomStatusDuration.TODAY);
  const [picking, setPicking] = useState(false);
  const [busy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const run = async (call: () => Promise<void>) => {
    setBusy(true);
    try {
      await call();
      onClose();
    } catch (error) {
      toast(errorText(error), { error: true });
      setBusy(false);
    }
  };
  const save = () =>
    run(async () => {
      const ends = expiry(duration, new Date());
      const status: UserCustomStatus = { emoji, text: text.trim(), duration, ...(ends ? { expires_at: ends } : {}) };
      await client.updateCustomStatus(status);
      apply(status);
    });
  const clear = () =>
    run(async () => {
      await client.unsetCustomStatus();
      apply(undefined);
    });
  return (
    <Dialog
      title="Set a status"
      size="small"
      onClose={onClose}
      footer={
        <>
          {current && (
            <Button kind="quiet" onClick={() => void clear()}>
              Clear status
            </Button>
          )}
          <span class="grow" />
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!text.trim()} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <div class="stack">
        <div class="row">
          <button
            ref={button}
            type="button"
            class="btn btn--secondary"
            aria-label="Choose an emoji"
            onClick={() => setPicking(!picking)}
          >
            <Emoji name={emoji} size={20} />
          </button>
          <input
            class="input"
            data-autofocus
            aria-label="Status"
            maxLength={100}
            placeholder="What are you up to?"
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        {picking && button.current && (
          <Popover anchor={button.current} label="Emoji" onClose={() => setPicking(false)}>
            <EmojiPicker
              onPick={(name) => {
                setEmoji(name);
                setPicking(false);
              }}
              onClose={() => setPicking(false)}
            />
          </Popover>
        )}
        {!text && (
          <ul>
            {IDEAS.map(([name, idea, time]) => (
              <li key={name}>
                <button
                  type="button"
                  class="menu__item"
                  onClick={() => {
                    setEmoji(name);
                    setText(idea);
                    setDuration(time);
                  }}
                >
                  <Emoji name={name} size={18} />
                  {idea}
                  <span class="menu__hint">{DURATIONS.find(([value]) => value === time)?.[1]}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
        <label class="field">
          <span class="field__label">Clear after</span>
          <select
            class="input"
            value={duration}
            onChange={(event) => setDuration(event.currentTarget.value as CustomStatusDuration)}
          >
            {DURATIONS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </Dialog>
  );
}
