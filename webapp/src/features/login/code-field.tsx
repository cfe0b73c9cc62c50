import type { JSX } from "preact";
import { TextField } from "../../../shared/ui/text-field.js";
import { errorId } from "../../lib/client.js";

/** True if the server asks for the code of an authenticator app. */
export function wantsCode(error: unknown): boolean {
  const id = errorId(error);
  return id === "mfa.validate_token.authenticate.app_error" || id.startsWith("ent.mfa.validate_token");
}

export interface CodeFieldProps {
  value: string;
  onValue(code: string): void;
  error?: string | undefined;
  autofocus?: boolean;
}

export function CodeField({ value, onValue, error, autofocus = true }: CodeFieldProps): JSX.Element {
  return (
    <TextField
      key="code"
      label="Six-digit code"
      name="code"
      inputMode="numeric"
      autocomplete="one-time-code"
      autofocus={autofocus}
      value={value}
      onValue={onValue}
      error={error}
    />
  );
}
