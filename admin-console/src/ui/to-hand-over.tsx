import type { JSX } from "preact";
import { copyAndSay } from "../../../webapp/shared/lib/copy.js";
import { Button } from "../../../webapp/shared/ui/button.js";
import { TextField } from "../../../webapp/shared/ui/text-field.js";

/** A link or a secret that is shown now, to be copied and handed to somebody. */
export function ToHandOver({ label, text, action }: { label: string; text: string; action: string }): JSX.Element {
  return (
    <>
      <TextField label={label} value={text} onValue={() => undefined} />
      <div>
        <Button onClick={() => void copyAndSay(text)}>{action}</Button>
      </div>
    </>
  );
}
