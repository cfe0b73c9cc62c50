import type { Acknowledgement } from "../../api/acknowledgements.js";
import { type Queryable, statement } from "../../platform/database/database.js";

const ADD = statement(
  "acknowledgements.add",
  "INSERT INTO post_acknowledgements (post_id, user_id, acknowledged_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING *",
);
const ONE = statement(
  "acknowledgements.one",
  "SELECT * FROM post_acknowledgements WHERE post_id = $1 AND user_id = $2",
);
const REMOVE = statement(
  "acknowledgements.remove",
  "DELETE FROM post_acknowledgements WHERE post_id = $1 AND user_id = $2 AND acknowledged_at >= $3 RETURNING *",
);
const OF_POSTS = statement(
  "acknowledgements.of_posts",
  "SELECT * FROM post_acknowledgements WHERE post_id = ANY($1) ORDER BY acknowledged_at, user_id",
);

export const acknowledgementStore = {
  /** The new row; undefined when it was there already. */
  add: (db: Queryable, postId: string, userId: string, now: number) =>
    db.row<Acknowledgement>(ADD, [postId, userId, now]),
  one: (db: Queryable, postId: string, userId: string) => db.row<Acknowledgement>(ONE, [postId, userId]),
  /** The row that is gone now; undefined when it was older or not there. */
  remove: (db: Queryable, postId: string, userId: string, notBefore: number) =>
    db.row<Acknowledgement>(REMOVE, [postId, userId, notBefore]),
  ofPosts: (db: Queryable, ids: readonly string[]) => db.rows<Acknowledgement>(OF_POSTS, [ids]),
};
