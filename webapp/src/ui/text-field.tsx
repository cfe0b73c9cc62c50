import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "../../shared/ui/button.js";
import { IconEye, IconEyeOff } from "../../shared/ui/icons.js";

export interface TextFieldProps {
  label: string;
  value: string;
  onValue(value: string): void;
  type?: "text" | "email" | "password" | "search" | "url";
  hint?: ComponentChildren;
  error?: string;
  name?: string;
  autocomplete?: string;
  placeholder?: string;
  maxLength?: number;
  required?: boolean;
  disabled?: boolean;
  inputMode?: "text" | "numeric" | "email";
  /** Takes the focus when its dialog or page opens. */
  autofocus?: boolean;
  onBlur?(): void;
}

/** A labelled line of text with hint and error; passwords can be shown. */
export function TextField({
  label,
  value,
  onValue,
  hint,
  error,
  type = "text",
  autofocus,
  ...rest
}: TextFieldProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (autofocus) input.current?.focus();
  }, []);
  const id = useId();
  const [shown, setShown] = useState(false);
  const password = type === "password";
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      <div class={password ? "input-wrap input-wrap--end" : "input-wrap"}>
        <input
          {...rest}
          ref={input}
          id={id}
          class="input"
          type={(password && shown ? "text" : type) as "text"}
          data-autofocus={autofocus || undefined}
          value={value}
          aria-invalid={error ? "true" : undefined}
          aria-describedby={hint || error ? `${id}-note` : undefined}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
        {password && (
          <IconButton
            label={shown ? "Hide password" : "Show password"}
            class="input-wrap__button"
            small
            pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <IconEyeOff /> : <IconEye />}
          </IconButton>
        )}
      </div>
      {error ? (
        <p id={`${id}-note`} class="field__error" role="alert">
          {error}
        </p>
      ) : hint ? (
        <p id={`${id}-note`} class="field__hint">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

export interface TextAreaProps {
  label: string;
  value: string;
  onValue(value: string): void;
  hint?: string;
  maxLength?: number;
  rows?: number;
  disabled?: boolean;
}

export function TextArea({ label, value, onValue, hint, maxLength, rows = 3, disabled }: TextAreaProps): JSX.Element {
  return (
    <label class="field">
      <span class="field__label">{label}</span>
      <textarea
        class="input"
        rows={rows}
        disabled={disabled}
        maxLength={maxLength}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      {hint && <span class="field__hint">{hint}</span>}
    </label>
  );
}
