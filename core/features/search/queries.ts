import { type Queryable, statement } from "../../platform/database/database.js";
import type { FileRow } from "../files/index.js";

/** A channel that somebody may read. */
export interface ReadableChannel {
  id: string;
  name: string;
  /** Display name, lower-case. */
  title: string;
  type: "O" | "P" | "D" | "G";
  /** How many messages it holds. */
  messages: number;
}

const READABLE = statement(
  "search.readable_channels",
  `SELECT c.id, c.name, lower(c.display_name) AS title, c.type, c.total_msg_count AS messages
   FROM channel_members m
   JOIN channels c ON c.id = m.channel_id
   LEFT JOIN team_members t ON t.team_id = c.team_id AND t.user_id = m.user_id
   WHERE m.user_id = $1 AND (c.delete_at = 0 OR $3)
     AND (c.team_id = '' OR (t.delete_at = 0 AND ($2 = '' OR c.team_id = $2)))`,
);
const PEOPLE = statement(
  "search.people",
  "SELECT id, username AS name FROM users WHERE username = ANY($1) OR id = ANY($1)",
);
const NICKNAMES = statement(
  "search.nicknames",
  "SELECT id, lower(nickname) AS name FROM users WHERE lower(nickname) = ANY($1)",
);
const FILES = statement(
  "search.files",
  `SELECT f.* FROM file_infos f JOIN posts p ON p.id = f.post_id AND p.delete_at = 0
   WHERE f.id = ANY($1) AND f.delete_at = 0 AND f.channel_id = ANY($2)`,
);

export const searchQueries = {
  /** The channels a person is in, of one team (and direct messages) or of all teams when it is ''. */
  readable: (db: Queryable, userId: string, teamId: string, archived: boolean) =>
    db.rows<ReadableChannel>(READABLE, [userId, teamId, archived]),

  /** Ids of people by user name, id or nickname (lower-case); nobody appears for a name that nobody has. */
  async people(db: Queryable, names: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    const add = (name: string, id: string) => found.set(name, [...(found.get(name) ?? []), id]);
    if (!names.length) return found;
    for (const { id, name } of await db.rows<{ id: string; name: string }>(PEOPLE, [names]))
      for (const key of [id, name]) add(key, id);
    const unknown = names.filter((name) => !found.has(name));
    if (unknown.length)
      for (const { id, name } of await db.rows<{ id: string; name: string }>(NICKNAMES, [unknown])) add(name, id);
    return found;
  },

  /** Files by id, those that have been deleted meanwhile or lie in other channels left out. */
  files: (db: Queryable, ids: readonly string[], channelIds: readonly string[]) =>
    db.rows<FileRow>(FILES, [ids, channelIds]),
};
