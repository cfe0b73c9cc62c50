import { type FieldAttrs, MAX_TEXT } from "../../api/profile-attributes.js";
import { badBody } from "../../platform/app-error.js";
import { isId, newId } from "../../platform/ids.js";
import { isAddress } from "../../platform/mail/index.js";
import type { FieldRow } from "./store.js";

export const hasOptions = (type: FieldRow["type"]): boolean => type === "select" || type === "multiselect";

/** The attributes of a field as they are stored: complete, with ids for new options. @throws AppError 400 */
export function checkAttrs(type: FieldRow["type"], input: FieldAttrs, known: FieldAttrs = {}): FieldAttrs {
  const attrs: FieldAttrs = {
    sort_order: input.sort_order ?? known.sort_order ?? 0,
    visibility: input.visibility ?? known.visibility ?? "when_set",
    value_type: type === "text" ? (input.value_type ?? known.value_type ?? "") : "",
    managed: input.managed ?? known.managed ?? "",
  };
  if (!hasOptions(type)) return attrs;
  const before = new Set((known.options ?? []).map((option) => option.id));
  const options = (input.options ?? known.options ?? []).map((option) => ({
    ...option,
    id: option.id && (before.has(option.id) || isId(option.id)) ? option.id : newId(),
    name: option.name.trim(),
  }));
  const names = new Set(options.map((option) => option.name.toLowerCase()));
  const ids = new Set(options.map((option) => option.id));
  if (options.length === 0 || names.has("") || names.size < options.length || ids.size < options.length)
    throw badBody("attrs.options");
  return { ...attrs, options };
}

const isDate = (text: string) => {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

const isUrl = (text: string) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const forms: Record<string, (text: string) => boolean> = {
  email: isAddress,
  url: isUrl,
  phone: (text) => /^[+0-9][0-9 ()./-]{2,}$/.test(text),
};

/** A value as it is stored; undefined for an empty one. @throws AppError 400 that names the field */
export function checkValue(field: FieldRow, value: unknown): string | string[] | undefined {
  const wrong = () => badBody(field.id);
  const options = new Set((field.attrs.options ?? []).map((option) => option.id));
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return undefined;
  if (field.type === "multiselect") {
    if (!Array.isArray(value) || !value.every((one) => options.has(one))) throw wrong();
    return [...new Set(value as string[])];
  }
  if (typeof value !== "string") throw wrong();
  if (field.type === "select") {
    if (!options.has(value)) throw wrong();
    return value;
  }
  const text = value.trim();
  if (text === "") return undefined;
  const fits = field.type === "date" ? isDate : forms[field.attrs.value_type ?? ""];
  // Addresses of pages are longer than other texts.
  if (text.length > (field.attrs.value_type === "url" ? 512 : MAX_TEXT) || (fits && !fits(text))) throw wrong();
  return text;
}
