import { type Queryable, statement } from "../../platform/database/database.js";
import type { ReactionRow } from "../posts/index.js";

// Adds a reaction unless the message has as many different ones as it may have. The row of the message is locked, so
// that two who come at the same moment are counted one after the other.
const ADD = statement(
  "reactions.add",
  `WITH post AS (
     UPDATE posts SET has_reactions = true, update_at = greatest($5, update_at + 1) WHERE id = $1 AND delete_at = 0 RETURNING id, channel_id
   ), room AS (
     SELECT 1 FROM post WHERE EXISTS (SELECT 1 FROM reactions WHERE post_id = $1 AND emoji_name = $3)
       OR (SELECT count(DISTINCT emoji_name) FROM reactions WHERE post_id = $1) < $4
   )
   INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at)
   SELECT id, $2, $3, channel_id, $5 FROM post WHERE EXISTS (SELECT 1 FROM room)
   ON CONFLICT DO NOTHING RETURNING *`,
);
const ONE = statement(
  "reactions.one",
  "SELECT * FROM reactions WHERE post_id = $1 AND user_id = $2 AND emoji_name = $3",
);
const REMOVE = statement(
  "reactions.remove",
  "DELETE FROM reactions WHERE post_id = $1 AND user_id = $2 AND emoji_name = $3 RETURNING *",
);
const SETTLE = statement(
  "reactions.settle",
  "UPDATE posts SET has_reactions = EXISTS (SELECT 1 FROM reactions WHERE post_id = $1), update_at = greatest($2, update_at + 1) WHERE id = $1",
);

export const reactionStore = {
  /** The new reaction; undefined when it was there already or the message has too many different ones. */
  add: (db: Queryable, postId: string, userId: string, name: string, limit: number, now: number) =>
    db.row<ReactionRow>(ADD, [postId, userId, name, limit, now]),
  one: (db: Queryable, postId: string, userId: string, name: string) =>
    db.row<ReactionRow>(ONE, [postId, userId, name]),
  remove: (db: Queryable, postId: string, userId: string, name: string) =>
    db.row<ReactionRow>(REMOVE, [postId, userId, name]),
  settle: (db: Queryable, postId: string, now: number) => db.run(SETTLE, [postId, now]),
};
