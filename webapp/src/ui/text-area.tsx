import type { JSX } from "preact";

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
