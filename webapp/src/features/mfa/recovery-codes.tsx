import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { copyAndSay } from "../../../shared/lib/copy.js";
import { Button } from "../../../shared/ui/button.js";
import { IconCopy, IconDownload } from "../../../shared/ui/icons.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { errorText } from "../../lib/client.js";
import { makeRecoveryCodes } from "./store.js";

function save(codes: readonly string[]): void {
  const url = URL.createObjectURL(new Blob([`${codes.join("\n")}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = "recovery-codes.txt";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** Makes the codes that work without the app. They are shown once. */
export function RecoveryCodes({ onDone }: { onDone(): void }): JSX.Element {
  const [code, setCode] = useState("");
  const [codes, setCodes] = useState<string[] | undefined>();
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      setCodes(await makeRecoveryCodes(code.trim()));
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  if (codes) {
    return (
      <div class="settings__group">
        <p>
          Keep these codes in a safe place. Each of them works once instead of a code of your app, and they are not
          shown again.
        </p>
        <ul class="recovery-codes" aria-label="Recovery codes">
          {codes.map((one) => (
            <li key={one}>
              <code>{one}</code>
            </li>
          ))}
        </ul>
        <div class="settings__actions">
          <Button onClick={() => save(codes)}>
            <IconDownload size={16} />
            Save as a file
          </Button>
          <Button onClick={() => void copyAndSay(codes.join("\n"), "Codes copied")}>
            <IconCopy size={16} />
            Copy
          </Button>
          <span class="grow" />
          <Button kind="primary" onClick={onDone}>
            I have kept them
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form class="settings__group" onSubmit={submit}>
      <TextField
        label="Next code of your app"
        inputMode="numeric"
        autocomplete="one-time-code"
        autofocus
        value={code}
        onValue={setCode}
        error={error}
        hint="Each code counts once: wait for the next one if you have just used it. Earlier recovery codes stop working."
      />
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={code.trim().length < 6}>
          Make recovery codes
        </Button>
        <Button kind="quiet" onClick={onDone}>
          Not now
        </Button>
      </div>
    </form>
  );
}
