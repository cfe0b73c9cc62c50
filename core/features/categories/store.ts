import type { Category } from "../../api/categories.js";
import { type Queryable, statement } from "../../platform/database/database.js";

export type CategoryRow = Omit<Category, "channel_ids">;

/** A channel that was put into a category. */
export interface Place {
  category_id: string;
  channel_id: string;
}

const LIST = statement(
  "categories.list",
  "SELECT * FROM sidebar_categories WHERE user_id = $1 AND team_id = $2 ORDER BY sort_order, id",
);
const PLACES = statement(
  "categories.places",
  `SELECT s.category_id, s.channel_id FROM sidebar_channels s JOIN sidebar_categories c ON c.id = s.category_id
   WHERE c.user_id = $1 AND c.team_id = $2 ORDER BY s.sort_order, s.channel_id`,
);
// Two clients that come at the same moment make the same rows, so one of them makes none.
const DEFAULTS = statement(
  "categories.defaults",
  `INSERT INTO sidebar_categories (id, user_id, team_id, type, display_name, sorting, sort_order)
   SELECT t.type || '_' || $1 || '_' || $2, $1, $2, t.type, t.name, t.sorting, t.sort_order
   FROM (VALUES ('favorites', 'Favorites', '', 0), ('channels', 'Channels', '', 10), ('direct_messages', 'Direct Messages', 'recent', 20))
     AS t (type, name, sorting, sort_order) ON CONFLICT (id) DO NOTHING`,
);
const LOCK = statement(
  "categories.lock",
  "SELECT 1 AS one FROM sidebar_categories WHERE id = 'channels_' || $1 || '_' || $2 FOR UPDATE",
);
const TEAMS = statement("categories.teams", "SELECT DISTINCT team_id FROM sidebar_categories WHERE user_id = $1");
const INSERT = statement(
  "categories.insert",
  `INSERT INTO sidebar_categories (id, user_id, team_id, type, display_name, sorting, muted, collapsed, sort_order)
   VALUES ($1, $2, $3, 'custom', $4, $5, $6, $7, 0)`,
);
const UPDATE = statement(
  "categories.update",
  "UPDATE sidebar_categories SET display_name = $2, sorting = $3, muted = $4, collapsed = $5 WHERE id = $1",
);
const DELETE = statement("categories.delete", "DELETE FROM sidebar_categories WHERE id = $1");
const REORDER = statement(
  "categories.reorder",
  "UPDATE sidebar_categories c SET sort_order = (o.number - 1) * 10 FROM unnest($1::text[]) WITH ORDINALITY AS o (id, number) WHERE c.id = o.id",
);
const CLEAR = statement(
  "categories.clear",
  `DELETE FROM sidebar_channels s USING unnest($1::text[], $2::text[]) AS gone (category_id, channel_id)
   WHERE s.category_id = gone.category_id AND s.channel_id = gone.channel_id`,
);
// A favourite keeps its place among the others, to which it returns when it is no favourite any more.
const LEAVE = statement(
  "categories.leave",
  `DELETE FROM sidebar_channels s USING sidebar_categories c
   WHERE c.id = s.category_id AND c.user_id = $1 AND c.team_id = $2 AND c.type <> 'favorites' AND c.id <> $3 AND s.channel_id = ANY($4)`,
);
const PLACE = statement(
  "categories.place",
  `INSERT INTO sidebar_channels (category_id, channel_id, user_id, sort_order)
   SELECT $1, o.id, $2, o.number * 10 FROM unnest($3::text[]) WITH ORDINALITY AS o (id, number)
   ON CONFLICT (category_id, channel_id) DO UPDATE SET sort_order = excluded.sort_order`,
);

const columns = (list: readonly { from: string; channelId: string }[]) => [
  list.map((one) => one.from),
  list.map((one) => one.channelId),
];

export const categoryStore = {
  /** From top to bottom. */
  list: (db: Queryable, userId: string, teamId: string) => db.rows<CategoryRow>(LIST, [userId, teamId]),
  places: (db: Queryable, userId: string, teamId: string) => db.rows<Place>(PLACES, [userId, teamId]),
  makeDefaults: (db: Queryable, userId: string, teamId: string) => db.run(DEFAULTS, [userId, teamId]),
  /** Lets one change of a person's sidebar of a team wait for another. */
  lock: (db: Queryable, userId: string, teamId: string) => db.run(LOCK, [userId, teamId]),
  /** Teams in which the person has a sidebar. */
  teams: async (db: Queryable, userId: string) =>
    (await db.rows<{ team_id: string }>(TEAMS, [userId])).map((row) => row.team_id),
  insert: (db: Queryable, row: Omit<CategoryRow, "type" | "sort_order">) =>
    db.run(INSERT, [row.id, row.user_id, row.team_id, row.display_name, row.sorting, row.muted, row.collapsed]),
  update: (db: Queryable, row: CategoryRow) =>
    db.run(UPDATE, [row.id, row.display_name, row.sorting, row.muted, row.collapsed]),
  delete: (db: Queryable, id: string) => db.run(DELETE, [id]),
  reorder: (db: Queryable, ids: readonly string[]) => db.run(REORDER, [ids]),
  clear: (db: Queryable, list: readonly { from: string; channelId: string }[]) => db.run(CLEAR, columns(list)),
  /** Puts channels into a category in this order; they leave all others, but a favourite keeps its place at home. */
  async place(db: Queryable, row: CategoryRow, channelIds: readonly string[]): Promise<void> {
    if (row.type !== "favorites") await db.run(LEAVE, [row.user_id, row.team_id, row.id, channelIds]);
    await db.run(PLACE, [row.id, row.user_id, channelIds]);
  },
};
