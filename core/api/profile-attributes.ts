import { type Static, Type } from "@sinclair/typebox";
import { AnyObject, API, Id, StatusOk, Timestamp } from "./common.js";
import { endpoint } from "./endpoint.js";

export const fieldTypes = ["text", "select", "multiselect", "date"] as const;
export type FieldType = (typeof fieldTypes)[number];
export const MAX_FIELDS = 20;
export const MAX_OPTIONS = 64;
/** Longest name of a field or an option, and longest text of a value. */
export const MAX_TEXT = 64;

const FieldOption = Type.Object({
  id: Type.Optional(Type.String({ maxLength: 26 })),
  name: Type.String({ minLength: 1, maxLength: MAX_TEXT }),
  color: Type.Optional(Type.String({ maxLength: 32 })),
});

export const FieldAttrs = Type.Object({
  sort_order: Type.Optional(Type.Number()),
  /** hidden: only the person and administrators see the value. */
  visibility: Type.Optional(
    Type.Unsafe<"always" | "hidden" | "when_set">(Type.String({ enum: ["always", "hidden", "when_set"] })),
  ),
  value_type: Type.Optional(
    Type.Unsafe<"" | "email" | "url" | "phone">(Type.String({ enum: ["", "email", "url", "phone"] })),
  ),
  options: Type.Optional(Type.Array(FieldOption, { maxItems: MAX_OPTIONS })),
  /** admin: people cannot change their own value. */
  managed: Type.Optional(Type.Unsafe<"" | "admin">(Type.String({ enum: ["", "admin"] }))),
});
export type FieldAttrs = Static<typeof FieldAttrs>;

export const ProfileField = Type.Object({
  id: Id,
  group_id: Type.String(),
  name: Type.String(),
  type: Type.Unsafe<FieldType>(Type.String()),
  attrs: FieldAttrs,
  target_id: Type.String(),
  target_type: Type.String(),
  object_type: Type.String(),
  create_at: Timestamp,
  update_at: Timestamp,
  delete_at: Timestamp,
  created_by: Type.String(),
  updated_by: Type.String(),
});
export type ProfileField = Static<typeof ProfileField>;

/** By the id of the field: a text, the id of an option, or a list of them. */
export const ProfileValues = Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]));
export type ProfileValues = Static<typeof ProfileValues>;

const FieldName = Type.String({ minLength: 1, maxLength: MAX_TEXT });
const FieldKind = Type.Unsafe<FieldType>(Type.String({ enum: [...fieldTypes] }));
const fields = `${API}/custom_profile_attributes/fields` as const;

export const listProfileFields = endpoint({
  method: "GET",
  path: fields,
  reply: Type.Array(ProfileField),
  summary: "The profile fields administrators have added, in their order.",
});
export const createProfileField = endpoint({
  method: "POST",
  path: fields,
  status: 201,
  body: Type.Object({ name: FieldName, type: FieldKind, attrs: Type.Optional(FieldAttrs) }),
  reply: ProfileField,
  summary: "Add a field to the profiles of everybody.",
});
export const patchProfileField = endpoint({
  method: "PATCH",
  path: `${fields}/{field_id}`,
  body: Type.Object({
    name: Type.Optional(FieldName),
    type: Type.Optional(FieldKind),
    attrs: Type.Optional(FieldAttrs),
  }),
  reply: ProfileField,
  summary: "Change a profile field; values that do not fit any more are removed.",
});
export const deleteProfileField = endpoint({
  method: "DELETE",
  path: `${fields}/{field_id}`,
  reply: StatusOk,
  summary: "Remove a profile field with the values of everybody.",
});
export const setOwnProfileValues = endpoint({
  method: "PATCH",
  path: `${API}/custom_profile_attributes/values`,
  body: AnyObject,
  reply: ProfileValues,
  summary: "Set values of one's own profile fields; an empty value removes one.",
});
export const getProfileValues = endpoint({
  method: "GET",
  path: `${API}/users/{user_id}/custom_profile_attributes`,
  reply: ProfileValues,
  summary: "The values of somebody's profile fields, as far as the caller may see them.",
});
export const setProfileValues = endpoint({
  method: "PATCH",
  path: `${API}/users/{user_id}/custom_profile_attributes`,
  body: AnyObject,
  reply: ProfileValues,
  summary: "Set values of somebody's profile fields.",
});
