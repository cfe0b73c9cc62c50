import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { IconButton } from "./button.js";
import { IconEye, IconEyeOff } from "./icons.js";

export interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  error?: string;
  class?: string;
}

/** The parts around the input `id`: its name, and in `${id}-note` what it means or what is wrong. */
export function Field({
  id,
  label,
  hint,
  error,
  class: extra,
  children,
}: FieldProps & { id: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class={["field", extra].filter(Boolean).join(" ")}>
      <label class="field__label" for={id}>
        {label}
      </label>
      {children}
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

export interface TextFieldProps extends FieldProps {
  value: string;
  onValue(value: string): void;
  type?: "text" | "email" | "password" | "search" | "url" | "number" | "date";
  name?: string;
  autocomplete?: string;
  placeholder?: string;
  maxLength?: number;
  /** The first day a date field takes. */
  min?: string;
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
  class: extra,
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
  const line = (
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
  );
  return (
    <Field id={id} label={label} hint={hint} error={error} class={extra}>
      {password ? (
        <div class="input-wrap input-wrap--end">
          {line}
          <IconButton
            label={shown ? "Hide password" : "Show password"}
            class="input-wrap__button"
            small
            pressed={shown}
            onClick={() => setShown(!shown)}
          >
            {shown ? <IconEyeOff /> : <IconEye />}
          </IconButton>
        </div>
      ) : (
        line
      )}
    </Field>
  );
}
