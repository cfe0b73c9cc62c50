import type { Emoji } from "../../api/emoji.js";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";
import { beginsWith, holds } from "../../platform/database/like.js";

const LIVE = "SELECT * FROM emoji WHERE delete_at = 0";
const INSERT = statement(
  "emoji.insert",
  "INSERT INTO emoji (id, create_at, update_at, creator_id, name) VALUES ($1, $2, $2, $3, $4) RETURNING *",
);
const BY_ID = statement("emoji.by_id", `${LIVE} AND id = $1`);
const BY_NAMES = statement("emoji.by_names", `${LIVE} AND name = ANY($1)`);
const BY_NAME = statement("emoji.page_by_name", `${LIVE} ORDER BY name LIMIT $1 OFFSET $2`);
const BY_AGE = statement("emoji.page_by_age", `${LIVE} ORDER BY create_at, id LIMIT $1 OFFSET $2`);
const SEARCH = statement(
  "emoji.search",
  `${LIVE} AND lower(name) LIKE $1 ORDER BY starts_with(lower(name), $2) DESC, name LIMIT $3`,
);
const COUNT = statement("emoji.count", "SELECT count(*) AS count FROM emoji WHERE delete_at = 0");
const DELETE = statement(
  "emoji.delete",
  "UPDATE emoji SET delete_at = $2, update_at = $2 WHERE id = $1 AND delete_at = 0",
);

export const emojiStore = {
  /** @throws AppError 400 when the name is taken. */
  async insert(
    db: Queryable,
    emoji: { id: string; create_at: number; creator_id: string; name: string },
  ): Promise<Emoji> {
    try {
      return (await db.row<Emoji>(INSERT, [emoji.id, emoji.create_at, emoji.creator_id, emoji.name])) as Emoji;
    } catch (error) {
      throw violates(error, "emoji_name")
        ? new AppError("api.emoji.create.duplicate.app_error", { name: emoji.name })
        : error;
    }
  },
  byId: (db: Queryable, id: string) => db.row<Emoji>(BY_ID, [id]),
  byNames: (db: Queryable, names: readonly string[]) => db.rows<Emoji>(BY_NAMES, [names]),
  page: (db: Queryable, byName: boolean, limit: number, offset: number) =>
    db.rows<Emoji>(byName ? BY_NAME : BY_AGE, [limit, offset]),
  /** Names that begin with the lower-case term first. */
  search: (db: Queryable, term: string, prefixOnly: boolean, limit: number) => {
    return db.rows<Emoji>(SEARCH, [prefixOnly ? beginsWith(term) : holds(term), term, limit]);
  },
  count: async (db: Queryable) => (await db.row<{ count: number }>(COUNT))?.count ?? 0,
  delete: async (db: Queryable, id: string, now: number) => (await db.run(DELETE, [id, now])) === 1,
};
