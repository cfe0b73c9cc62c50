import { signal } from "@preact/signals";
import type { ProfileField } from "../../../../core/api/profile-attributes.js";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";

export type Values = Readonly<Record<string, string | string[]>>;

/** The profile fields administrators have added, in their order; undefined before they are loaded. */
export const profileFields = signal<readonly ProfileField[] | undefined>(undefined);
/** What people have written in them, by person. */
const valuesById = new SignalMap<Values>();
const asked = new Set<string>();

export async function loadProfileFields(): Promise<void> {
  profileFields.value = (await client.getCustomProfileAttributeFields()) as unknown as ProfileField[];
}

/** The values of a person, followed; fetched when they are first asked for. */
export function profileValues(userId: string): Values | undefined {
  const known = valuesById.get(userId);
  if (!known && userId && !asked.has(userId)) void fetchValues(userId);
  return known;
}

async function fetchValues(userId: string): Promise<void> {
  asked.add(userId);
  try {
    if (!profileFields.peek()) await loadProfileFields();
    const none = profileFields.peek()?.length === 0;
    valuesById.set(userId, none ? {} : await client.getUserCustomProfileAttributesValues(userId));
  } catch {
    // Asked again when the profile is opened the next time.
    asked.delete(userId);
  }
}

export function receiveProfileValues(userId: string, values: Values): void {
  valuesById.update(userId, (old) => ({ ...old, ...values }));
}

/** Fields were added, changed or removed: what is known of values may not fit them any more. */
export function profileFieldsChanged(): void {
  asked.clear();
  valuesById.clear();
  if (profileFields.peek()) void loadProfileFields().catch(() => {});
}

/** Saves one's own values. @throws ClientError */
export async function saveProfileValues(userId: string, values: Record<string, string | string[]>): Promise<void> {
  receiveProfileValues(userId, await client.updateCustomProfileAttributeValues(values));
}

const list = (value: string | string[] | undefined): string[] =>
  value === undefined || value === "" ? [] : Array.isArray(value) ? value : [value];

/** A value in words: options by their names; "" when there is none. */
export function valueInWords(field: ProfileField, value: string | string[] | undefined): string {
  if (field.type === "text" || field.type === "date") return list(value).join(", ");
  const names = new Map((field.attrs.options ?? []).map((option) => [option.id ?? "", option.name]));
  return list(value)
    .flatMap((id) => names.get(id) ?? [])
    .join(", ");
}
