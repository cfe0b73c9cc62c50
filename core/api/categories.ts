import { type Static, Type } from "@sinclair/typebox";
import { API, Id, StatusOk } from "./common.js";
import { endpoint } from "./endpoint.js";

const sortings = ["", "manual", "recent", "alpha"] as const;
const types = ["favorites", "channels", "direct_messages", "custom"] as const;

/** How a category sorts its channels: as dragged ("" and manual), by the last message, or by name. */
export const Sorting = Type.Unsafe<(typeof sortings)[number]>(Type.String({ enum: [...sortings] }));
export const CategoryType = Type.Unsafe<(typeof types)[number]>(Type.String({ enum: [...types] }));

/** One group of a person's sidebar in one team. The default ones have ids longer than other ids. */
export const Category = Type.Object({
  id: Type.String(),
  user_id: Id,
  team_id: Id,
  sort_order: Type.Integer(),
  sorting: Sorting,
  type: CategoryType,
  display_name: Type.String(),
  muted: Type.Boolean(),
  collapsed: Type.Boolean(),
  channel_ids: Type.Array(Id),
});
export type Category = Static<typeof Category>;

export const OrderedCategories = Type.Object({ categories: Type.Array(Category), order: Type.Array(Type.String()) });

/** At most this many categories are in a person's sidebar of one team. */
export const MAX_CATEGORIES = 200;

const CategoryId = Type.String({ minLength: 1, maxLength: 100 });
const change = {
  user_id: Type.Optional(Type.String()),
  team_id: Type.Optional(Type.String()),
  display_name: Type.Optional(Type.String({ maxLength: 64 })),
  sorting: Type.Optional(Sorting),
  type: Type.Optional(Type.String()),
  muted: Type.Optional(Type.Boolean()),
  collapsed: Type.Optional(Type.Boolean()),
  channel_ids: Type.Optional(Type.Union([Type.Array(Id, { maxItems: 10_000 }), Type.Null()])),
};
const CategoryChange = Type.Object({ id: CategoryId, ...change });
/** What may be changed of a category; what is left out stays, with `channel_ids` a whole new list. */
export type CategoryChange = Static<typeof CategoryChange>;

const categories = `${API}/users/{user_id}/teams/{team_id}/channels/categories` as const;

export const getCategories = endpoint({
  method: "GET",
  path: categories,
  reply: OrderedCategories,
  summary: "A person's sidebar of a team: every channel in exactly one category.",
});
export const createCategory = endpoint({
  method: "POST",
  path: categories,
  body: Type.Object({ ...change, id: Type.Optional(Type.String()), display_name: Type.String({ maxLength: 64 }) }),
  reply: Category,
  summary: "Make a category.",
});
export const updateCategories = endpoint({
  method: "PUT",
  path: categories,
  body: Type.Array(CategoryChange, { maxItems: MAX_CATEGORIES }),
  reply: Type.Array(Category),
  summary: "Change several categories at once, for example the two between which a channel moves.",
});
export const getCategoryOrder = endpoint({
  method: "GET",
  path: `${categories}/order`,
  reply: Type.Array(Type.String()),
  summary: "The ids of the categories from top to bottom.",
});
export const updateCategoryOrder = endpoint({
  method: "PUT",
  path: `${categories}/order`,
  body: Type.Array(CategoryId, { maxItems: MAX_CATEGORIES }),
  reply: Type.Array(Type.String()),
  summary: "Set the order of the categories: all ids, from top to bottom.",
});
export const getCategory = endpoint({
  method: "GET",
  path: `${categories}/{category_id}`,
  reply: Category,
  summary: "One category.",
});
export const updateCategory = endpoint({
  method: "PUT",
  path: `${categories}/{category_id}`,
  body: Type.Object({ ...change, id: Type.Optional(Type.String()) }),
  reply: Category,
  summary: "Change a category.",
});
export const deleteCategory = endpoint({
  method: "DELETE",
  path: `${categories}/{category_id}`,
  reply: StatusOk,
  summary: "Delete a category one made; its channels go back to the default ones.",
});
