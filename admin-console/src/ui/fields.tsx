import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";
import { Field, type FieldProps } from "../../../webapp/shared/ui/text-field.js";

export interface ChoiceProps extends FieldProps {
  disabled?: boolean;
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
