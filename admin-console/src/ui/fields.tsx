import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface Common {
  label: string;
  hint?: ComponentChildren;
  error?: string;
  disabled?: boolean;
  class?: string;
}

/** The parts around an input: its name, what it means, what is wrong. */
export function Field({
  label,
  hint,
  error,
  children,
  class: extra,
  id,
}: Common & { id: string; children: ComponentChildren }): JSX.Element {
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
      ) : (
        hint && (
          <p id={`${id}-note`} class="field__hint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

export interface TextFieldProps extends Common {
  value: string;
  onValue(value: string): void;
  type?: "text" | "email" | "password" | "search" | "number" | "date";
  autocomplete?: string;
  maxLength?: number;
  autofocus?: boolean;
  placeholder?: string;
}

export function TextField({
  label,
  value,
  onValue,
  hint,
  error,
  type = "text",
  class: extra,
  autofocus,
  ...rest
}: TextFieldProps): JSX.Element {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error} class={extra}>
      <input
        {...rest}
        id={id}
        class="input"
        type={type as "text"}
        value={value}
        data-autofocus={autofocus || undefined}
        aria-invalid={error ? "true" : undefined}
        aria-describedby={hint || error ? `${id}-note` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Field>
  );
}

export interface ChoiceProps extends Common {
  value: string;
  onValue(value: string): void;
  /** Value and what is shown for it. */
  choices: readonly (readonly [string, string])[];
}

export function Choice({
  label,
  value,
  onValue,
  hint,
  error,
  choices,
  disabled,
  class: extra,
}: ChoiceProps): JSX.Element {
  const id = useId();
  return (
    <Field id={id} label={label} hint={hint} error={error} class={extra}>
      <select
        id={id}
        class="input"
        value={value}
        disabled={disabled}
        aria-describedby={hint || error ? `${id}-note` : undefined}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {choices.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function Switch({
  label,
  value,
  onValue,
  disabled,
}: {
  label: ComponentChildren;
  value: boolean;
  onValue(value: boolean): void;
  disabled?: boolean;
}): JSX.Element {
  return (
    <label class="switch">
      <input
        type="checkbox"
        checked={value}
        disabled={disabled}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}
