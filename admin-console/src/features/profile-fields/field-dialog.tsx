import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/profile-attributes.js";
import { type FieldType, MAX_TEXT, type ProfileField } from "../../../../core/api/profile-attributes.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice, Switch } from "../../ui/fields.js";
import { KINDS } from "./words.js";

const fieldsPath = "/api/v4/custom_profile_attributes/fields" as const;
const FORMS = [
  ["", "Anything"],
  ["email", "E-mail address"],
  ["url", "Web address"],
  ["phone", "Telephone number"],
] as const;

export interface FieldDialogProps {
  /** The field to change; a new one without it. */
  field?: ProfileField | undefined;
  /** Where a new one stands in the order. */
  place: number;
  onClose(): void;
  onSaved(): void;
}

/** A profile field: its name, its kind, who fills it in and who sees it. */
export function FieldDialog({ field, place, onClose, onSaved }: FieldDialogProps): JSX.Element {
  const [name, setName] = useState(field?.name ?? "");
  const [type, setType] = useState<FieldType>(field?.type ?? "text");
  const [form, setForm] = useState<string>(field?.attrs.value_type ?? "");
  const [options, setOptions] = useState((field?.attrs.options ?? []).map((option) => option.name).join(", "));
  const [managed, setManaged] = useState(field?.attrs.managed === "admin");
  const [hidden, setHidden] = useState(field?.attrs.visibility === "hidden");
  const task = useTask();
  const choosing = type === "select" || type === "multiselect";
  const names = [...new Set(options.split(",").map((one) => one.trim()))].filter(Boolean);
  const attrs = (): api.FieldAttrs => {
    const known = new Map((field?.attrs.options ?? []).map((option) => [option.name, option]));
    return {
      sort_order: field?.attrs.sort_order ?? place,
      visibility: hidden ? "hidden" : "when_set",
      managed: managed ? "admin" : "",
      ...(type === "text" ? { value_type: form as "" | "email" | "url" | "phone" } : {}),
      // Options that keep their names keep their ids, and with them what people have chosen.
      ...(choosing ? { options: names.map((one) => known.get(one) ?? { name: one }) } : {}),
    };
  };
  const save = async () => {
    const body = { name: name.trim(), type, attrs: attrs() };
    const done = await task.run(() =>
      field
        ? call<typeof api.patchProfileField>("PATCH", `${fieldsPath}/{field_id}`, {
            params: { field_id: field.id },
            body,
          })
        : call<typeof api.createProfileField>("POST", fieldsPath, { body }),
    );
    if (!done) return;
    toast(`${body.name}: saved.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog
      title={field ? `Change ${field.name}` : "Add a field"}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={task.busy}
            disabled={!name.trim() || (choosing && names.length === 0)}
            onClick={() => void save()}
          >
            Save
          </Button>
        </>
      }
    >
      <TextField label="Name" value={name} onValue={setName} maxLength={MAX_TEXT} autofocus />
      <Choice
        label="Kind"
        hint={field && type !== field.type ? "What people have entered so far is removed where it does not fit." : ""}
        value={type}
        onValue={(value) => setType(value as FieldType)}
        choices={Object.entries(KINDS)}
      />
      {type === "text" && <Choice label="What may be entered" value={form} onValue={setForm} choices={FORMS} />}
      {choosing && (
        <TextField
          label="What can be chosen"
          hint="Separated by commas. What people have chosen goes when its word goes."
          value={options}
          onValue={setOptions}
        />
      )}
      <Switch label="Only administrators fill it in" value={managed} onValue={setManaged} />
      <Switch label="Only the person and administrators see it" value={hidden} onValue={setHidden} />
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
