import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconWarning } from "../../../shared/ui/icons.js";
import { errorText } from "../../lib/client.js";

export interface AuthFormProps {
  submit: string;
  /** Does the work. What it throws is shown above the button. */
  onSubmit(): Promise<void>;
  disabled?: boolean;
  /** Turns an error into a sentence; the server's message unless given. */
  explain?(error: unknown): string;
  children?: ComponentChildren;
}

/** A form with one button, an error line and no double submit. */
export function AuthForm({ submit, onSubmit, disabled, explain = errorText, children }: AuthFormProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const run = async (event: Event) => {
    event.preventDefault();
    if (busy || disabled) return;
    setBusy(true);
    setError("");
    try {
      await onSubmit();
    } catch (failure) {
      setError(explain(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="auth__form" onSubmit={run} noValidate>
      {children}
      {error && (
        <div class="notice notice--error" role="alert">
          <IconWarning />
          {error}
        </div>
      )}
      <Button kind="primary" type="submit" wide busy={busy} disabled={disabled}>
        {submit}
      </Button>
    </form>
  );
}
