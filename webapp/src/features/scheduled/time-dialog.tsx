import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { openDialog } from "../../ui/overlay.js";
import { fromField, toField } from "./times.js";

export interface TimeOptions {
  title: string;
  confirm: string;
  /** ms since 1970; an hour from now unless given. */
  start?: number;
}

/** Asks for a time in the future. Resolves to it (ms), or to undefined. */
export function timeDialog(options: TimeOptions): Promise<number | undefined> {
  return new Promise((resolve) => {
    openDialog((close) => (
      <TimeView
        options={options}
        answer={(at) => {
          close();
          resolve(at);
        }}
      />
    ));
  });
}

const HOUR = 3_600_000;

function TimeView({ options, answer }: { options: TimeOptions; answer(at?: number): void }): JSX.Element {
  const [value, setValue] = useState(toField(Math.max(options.start ?? 0, Date.now() + HOUR)));
  const at = fromField(value);
  const past = !Number.isNaN(at) && at <= Date.now();
  const submit = (event: Event) => {
    event.preventDefault();
    if (at > Date.now()) answer(at);
  };
  return (
    <Dialog
      title={options.title}
      size="small"
      onClose={() => answer(undefined)}
      footer={
        <>
          <Button onClick={() => answer(undefined)}>Cancel</Button>
          <Button kind="primary" disabled={!(at > Date.now())} onClick={submit}>
            {options.confirm}
          </Button>
        </>
      }
    >
      <form onSubmit={submit}>
        <TimeField value={value} onValue={setValue} error={past ? "This time has passed." : ""} />
      </form>
    </Dialog>
  );
}

/** A field for date and time, local. */
export function TimeField({
  value,
  onValue,
  error,
}: {
  value: string;
  onValue(value: string): void;
  error: string;
}): JSX.Element {
  return (
    <label class="field">
      <span class="field__label">Date and time</span>
      <input
        class="input"
        type="datetime-local"
        data-autofocus
        min={toField(Date.now())}
        value={value}
        aria-invalid={error ? "true" : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {error && (
        <span class="field__error" role="alert">
          {error}
        </span>
      )}
    </label>
  );
}
