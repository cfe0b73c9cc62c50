import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorText } from "../../lib/client.js";
import { myId } from "../users/store.js";
import { switchMfa } from "./store.js";

/** The key as a picture and as text, and the field for the first code. */
export function MfaSetUp({ onDone, onCancel }: { onDone(): void; onCancel?(): void }): JSX.Element {
  const [secret, setSecret] = useState<{ secret: string; qr_code: string } | undefined>();
  const [code, setCode] = useState("");
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    client.generateMfaSecret(myId.peek()).then(setSecret, (failure) => setError(errorText(failure)));
  }, []);
  if (!secret) return error ? <p class="notice notice--error">{error}</p> : <Spinner />;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await switchMfa(true, code.trim());
      onDone();
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return (
    <form class="settings__group" onSubmit={submit}>
      <p>Scan this picture with your authenticator app, then enter the code it shows.</p>
      <MfaPicture code={secret.qr_code} />
      <p class="small">
        Or type in the key: <code class="mfa-key">{secret.secret}</code>
      </p>
      <TextField
        label="Code"
        inputMode="numeric"
        autocomplete="one-time-code"
        autofocus
        value={code}
        onValue={setCode}
        error={error}
      />
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={code.trim().length < 6}>
          Turn on
        </Button>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}

/** The server sends a PNG in base 64; a blob address is allowed where a data: address is not. */
function MfaPicture({ code }: { code: string }): JSX.Element | null {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const bytes = Uint8Array.from(atob(code), (char) => char.charCodeAt(0));
    const made = URL.createObjectURL(new Blob([bytes], { type: "image/png" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [code]);
  return url ? <img src={url} width={200} height={200} alt="QR code with the key for the authenticator app" /> : null;
}
