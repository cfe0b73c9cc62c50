import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ProfileField } from "../../../../core/api/profile-attributes.js";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { errorText } from "../../lib/client.js";
import { myId } from "../users/store.js";
import { loadProfileFields, profileFields, profileValues, saveProfileValues, type Values } from "./store.js";

/** One's own values of the organisation's profile fields. Nothing where there are none. */
export function OwnFields(): JSX.Element | null {
  useEffect(() => void loadProfileFields().catch(() => {}), []);
  const fields = profileFields.value ?? [];
  const values = profileValues(myId.value);
  if (fields.length === 0 || !values) return null;
  return <Form key={fields.map(({ id, update_at }) => `${id}${update_at}`).join()} fields={fields} values={values} />;
}

function Form({ fields, values }: { fields: readonly ProfileField[]; values: Values }): JSX.Element {
  const [draft, setDraft] = useState<Record<string, string | string[]>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError("");
    try {
      await saveProfileValues(myId.peek(), draft);
      setDraft({});
      toast("Saved");
    } catch (failure) {
      setError(errorText(failure));
    }
    setBusy(false);
  };
  return (
    <form class="settings__group" onSubmit={save}>
      <h3>More about you</h3>
      {fields.map((field) => (
        <FieldInput
          key={field.id}
          field={field}
          value={draft[field.id] ?? values[field.id]}
          onValue={(value) => setDraft({ ...draft, [field.id]: value })}
        />
      ))}
      {error && <p class="notice notice--error">{error}</p>}
      <div class="settings__actions">
        <Button kind="primary" type="submit" busy={busy} disabled={Object.keys(draft).length === 0}>
          Save
        </Button>
      </div>
    </form>
  );
}

interface InputProps {
  field: ProfileField;
  value: string | string[] | undefined;
  onValue(value: string | string[]): void;
}

function FieldInput({ field, value, onValue }: InputProps): JSX.Element {
  const fixed = field.attrs.managed === "admin";
  const hint = fixed ? "Administrators fill this in." : undefined;
  const options = (field.attrs.options ?? []).map(({ id = "", name }) => ({ id, name }));
  const chosen = Array.isArray(value) ? value : value ? [value] : [];
  if (field.type === "select")
    return (
      <label class="field">
        <span class="field__label">{field.name}</span>
        <select
          class="input"
          disabled={fixed}
          value={chosen[0] ?? ""}
          onChange={(event) => onValue(event.currentTarget.value)}
        >
          <option value="">–</option>
          {options.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        {hint && <span class="field__hint">{hint}</span>}
      </label>
    );
  if (field.type === "multiselect")
    return (
      <fieldset class="settings__group" disabled={fixed}>
        <legend>{field.name}</legend>
        {options.map(({ id, name }) => (
          <label key={id} class="choice">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onValue(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
              }
            />
            {name}
          </label>
        ))}
        {hint && <p class="field__hint">{hint}</p>}
      </fieldset>
    );
  if (field.type === "date")
    return (
      <label class="field">
        <span class="field__label">{field.name}</span>
        <input
          class="input"
          type="date"
          disabled={fixed}
          value={chosen[0] ?? ""}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
        {hint && <span class="field__hint">{hint}</span>}
      </label>
    );
  return (
    <TextField
      label={field.name}
      maxLength={64}
      disabled={fixed}
      hint={hint}
      value={chosen[0] ?? ""}
      onValue={onValue}
    />
  );
}
