import { type Queryable, statement, type Transaction } from "../../platform/database/database.js";
import { postStore, type ReactionRow } from "../posts/index.js";

// Adds a reaction unless the message has as many different ones as it may have. A statement sees only what was committed
// when it began: the message is locked before it, so that those who come at one moment are counted one after the other.
const ADD = statement(
  "reactions.add",
  `WITH room AS (
     SELECT 1 WHERE EXISTS (SELECT 1 FROM reactions WHERE post_id = $1 AND emoji_name = $3)
       OR (SELECT count(DISTINCT emoji_name) FROM reactions WHERE post_id = $1) < $4
   ), added AS (
     INSERT INTO reactions (post_id, user_id, emoji_name, channel_id, create_at)
     SELECT id, $2, $3, channel_id, $5 FROM posts WHERE id = $1 AND delete_at = 0 AND EXISTS (SELECT 1 FROM room)
     ON CONFLICT DO NOTHING RETURNING *
   ), noted AS (
     UPDATE posts SET has_reactions = true, update_at = greatest($5, update_at + 1) WHERE id IN (SELECT post_id FROM added)
   )
   SELECT * FROM added`,
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
  add: async (tx: Transaction, postId: string, userId: string, name: string, limit: number, now: number) => {
    await postStore.lock(tx, postId);
    return tx.row<ReactionRow>(ADD, [postId, userId, name, limit, now]);
  },
  one: (db: Queryable, postId: string, userId: string, name: string) =>
    db.row<ReactionRow>(ONE, [postId, userId, name]),
  remove: (db: Queryable, postId: string, userId: string, name: string) =>
    db.row<ReactionRow>(REMOVE, [postId, userId, name]),
  settle: (db: Queryable, postId: string, now: number) => db.run(SETTLE, [postId, now]),
};
