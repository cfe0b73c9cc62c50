import type { FieldType } from "../../../../core/api/profile-attributes.js";

/** The kinds of profile fields in words. */
export const KINDS: Record<FieldType, string> = {
  text: "Text",
  select: "One of several",
  multiselect: "Some of several",
  date: "Date",
};
