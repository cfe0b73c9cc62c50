import { type Queryable, statement } from "../../platform/database/database.js";

const OF_USER = statement(
  "upkeep.groups_of_user",
  `SELECT g.id, coalesce(g.name, '') AS name, g.display_name, g.description, g.source, g.remote_id, g.create_at, g.update_at, g.delete_at,
     g.allow_reference, EXISTS (SELECT 1 FROM group_teams t WHERE t.group_id = g.id AND t.delete_at = 0)
       OR EXISTS (SELECT 1 FROM group_channels c WHERE c.group_id = g.id AND c.delete_at = 0) AS has_syncables
   FROM groups g JOIN group_members m ON m.group_id = g.id WHERE m.user_id = $1 AND m.delete_at = 0 AND g.delete_at = 0
   ORDER BY g.display_name, g.id`,
);

/** The groups a person is in, whoever keeps them and whether or not they are kept up to date now. */
export const groupsOf = (db: Queryable, userId: string) => db.rows<Record<string, unknown>>(OF_USER, [userId]);
