import type { JSX } from "preact";
import { Button } from "./button.js";
import { TextField } from "./fields.js";
import { copy } from "./toast.js";

/** A link or a secret that is shown now, to be copied and handed to somebody. */
export function ToHandOver({ label, text, action }: { label: string; text: string; action: string }): JSX.Element {
  return (
    <>
      <TextField label={label} value={text} onValue={() => undefined} />
      <div>
        <Button onClick={() => void copy(text)}>{action}</Button>
      </div>
    </>
  );
}
