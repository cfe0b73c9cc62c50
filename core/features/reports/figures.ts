import { type Queryable, statement } from "../../platform/database/database.js";
import { holds } from "../../platform/database/like.js";

const DAY = 86_400_000;
const like = (term: string | undefined) => (term ? holds(term.trim().toLowerCase()) : "");

const COUNTS = statement(
  "reports.counts",
  `SELECT
     (SELECT count(*) FROM users WHERE delete_at = 0 AND NOT is_bot) AS people,
     (SELECT count(*) FROM users WHERE delete_at > 0 AND NOT is_bot) AS inactive,
     (SELECT count(*) FROM users WHERE delete_at = 0 AND 'system_guest' = ANY(string_to_array(roles, ' '))) AS guests,
     (SELECT count(*) FROM users WHERE delete_at = 0 AND is_bot) AS bots,
     (SELECT count(*) FROM statuses WHERE last_activity_at > $1) AS active_today,
     (SELECT count(*) FROM statuses WHERE last_activity_at > $2) AS active_month,
     (SELECT count(*) FROM sessions WHERE expires_at = 0 OR expires_at > $3) AS sessions,
     (SELECT count(*) FROM teams WHERE delete_at = 0) AS teams,
     (SELECT count(*) FROM channels WHERE type = 'O' AND delete_at = 0) AS open_channels,
     (SELECT count(*) FROM channels WHERE type = 'P' AND delete_at = 0) AS private_channels,
     (SELECT coalesce(sum(total_msg_count), 0)::bigint FROM channels) AS messages`,
);
const STORAGE = statement(
  "reports.storage",
  `SELECT coalesce(c.team_id, '') AS team_id, coalesce(t.display_name, '') AS name, count(*) AS files, coalesce(sum(f.size), 0)::bigint AS bytes
   FROM file_infos f LEFT JOIN channels c ON c.id = f.channel_id LEFT JOIN teams t ON t.id = c.team_id
   WHERE f.delete_at = 0 GROUP BY 1, 2 ORDER BY bytes DESC`,
);
const DATABASE = statement(
  "reports.database",
  "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes",
);
const TEAM = statement(
  "reports.team",
  `SELECT
     (SELECT count(*) FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0) AS members,
     (SELECT count(*) FROM team_members WHERE team_id = $1 AND delete_at = 0 AND scheme_guest) AS guests,
     (SELECT count(*) FROM channels WHERE team_id = $1 AND type = 'O' AND delete_at = 0) AS open_channels,
     (SELECT count(*) FROM channels WHERE team_id = $1 AND type = 'P' AND delete_at = 0) AS private_channels,
     (SELECT coalesce(sum(total_msg_count), 0)::bigint FROM channels WHERE team_id = $1) AS messages`,
);
const RECENT = statement(
  "reports.team_recent",
  `SELECT u.id AS user_id, u.username, s.last_activity_at AS at FROM team_members m JOIN users u ON u.id = m.user_id JOIN statuses s ON s.user_id = u.id
   WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0 ORDER BY s.last_activity_at DESC LIMIT 20`,
);
const JOINED = statement(
  "reports.team_joined",
  `SELECT u.id AS user_id, u.username, m.create_at AS at FROM team_members m JOIN users u ON u.id = m.user_id
   WHERE m.team_id = $1 AND m.delete_at = 0 AND u.delete_at = 0 ORDER BY m.create_at DESC LIMIT 20`,
);
const TEAMS = statement(
  "reports.teams",
  `SELECT t.id, t.name, t.display_name, t.type, t.create_at, t.delete_at,
     (SELECT count(*) FROM team_members m WHERE m.team_id = t.id AND m.delete_at = 0) AS members,
     (SELECT count(*) FROM channels c WHERE c.team_id = t.id AND c.delete_at = 0) AS channels
   FROM teams t WHERE ($1 = '' OR lower(t.display_name) LIKE $1 OR t.name LIKE $1) AND (t.delete_at > 0) = $2
   ORDER BY lower(t.display_name), t.id LIMIT $3 OFFSET $4`,
);
const CHANNELS = statement(
  "reports.channels",
  `SELECT c.id, c.team_id, t.display_name AS team_name, c.name, c.display_name, c.type, c.create_at, c.delete_at, c.last_post_at,
     coalesce(c.scheme_id, '') AS scheme_id, c.total_msg_count AS messages, (SELECT count(*) FROM channel_members m WHERE m.channel_id = c.id) AS members
   FROM channels c JOIN teams t ON t.id = c.team_id
   WHERE c.type IN ('O', 'P') AND ($1 = '' OR lower(c.display_name) LIKE $1 OR c.name LIKE $1) AND (c.delete_at > 0) = $2 AND ($5 = '' OR c.team_id = $5)
   ORDER BY lower(c.display_name), c.id LIMIT $3 OFFSET $4`,
);

export interface Counts {
  people: number;
  inactive: number;
  guests: number;
  bots: number;
  active_today: number;
  active_month: number;
  sessions: number;
  teams: number;
  open_channels: number;
  private_channels: number;
  messages: number;
}

export interface TeamStorage {
  team_id: string;
  name: string;
  files: number;
  bytes: number;
}

interface Page {
  term?: string;
  archived?: boolean;
  limit: number;
  offset: number;
}

export const figures = {
  counts: async (db: Queryable, now: number) =>
    (await db.row<Counts>(COUNTS, [now - DAY, now - 30 * DAY, now])) as Counts,
  storage: (db: Queryable) => db.rows<TeamStorage>(STORAGE),
  database: async (db: Queryable) =>
    (await db.row<{ version: string; bytes: number }>(DATABASE)) as { version: string; bytes: number },
  team: async (db: Queryable, id: string) =>
    (await db.row<Pick<Counts, "guests" | "open_channels" | "private_channels" | "messages"> & { members: number }>(
      TEAM,
      [id],
    )) as Pick<Counts, "guests" | "open_channels" | "private_channels" | "messages"> & { members: number },
  recentlyActive: (db: Queryable, id: string) =>
    db.rows<{ user_id: string; username: string; at: number }>(RECENT, [id]),
  newlyJoined: (db: Queryable, id: string) => db.rows<{ user_id: string; username: string; at: number }>(JOINED, [id]),
  teams: <Row extends object>(db: Queryable, { term, archived = false, limit, offset }: Page) =>
    db.rows<Row>(TEAMS, [like(term), archived, limit, offset]),
  channels: <Row extends object>(db: Queryable, { term, archived = false, limit, offset }: Page, teamId = "") =>
    db.rows<Row>(CHANNELS, [like(term), archived, limit, offset, teamId]),
};
