import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

/** One thing a person prefers: a text under a category and a name. */
export const Preference = Type.Object({
  user_id: Id,
  category: Type.String({ minLength: 1, maxLength: 32 }),
  name: Type.String({ maxLength: 32 }),
  value: Type.String({ maxLength: 2000 }),
});
export type Preference = Static<typeof Preference>;

/** At most this many preferences are written or deleted in one call. */
export const MAX_PREFERENCES = 100;

const preferences = `${API}/users/{user_id}/preferences` as const;

export const getPreferences = endpoint({
  method: "GET",
  path: preferences,
  reply: Type.Array(Preference),
  summary: "All preferences of a person.",
});
export const getPreferencesByCategory = endpoint({
  method: "GET",
  path: `${preferences}/{category}`,
  reply: Type.Array(Preference),
  summary: "The preferences of one category.",
});
export const getPreference = endpoint({
  method: "GET",
  path: `${preferences}/{category}/name/{preference_name}`,
  reply: Preference,
  summary: "One preference.",
});
export const savePreferences = endpoint({
  method: "PUT",
  path: preferences,
  body: Type.Array(Preference, { maxItems: MAX_PREFERENCES }),
  reply: StatusOk,
  summary: "Write preferences; those that are there already are replaced.",
});
export const deletePreferences = endpoint({
  method: "POST",
  path: `${preferences}/delete`,
  body: Type.Array(Type.Object({ ...Preference.properties, value: Type.Optional(Type.String()) }), {
    maxItems: MAX_PREFERENCES,
  }),
  reply: StatusOk,
  summary: "Delete preferences; those that are not there are no error.",
});
