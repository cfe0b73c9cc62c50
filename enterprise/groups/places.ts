import type { Host } from "../../core/edition/contract.js";
import { AppError } from "../../core/platform/app-error.js";
import { statement } from "../../core/platform/database/database.js";

interface Where {
  place_id: string;
  user_id: string;
}

const GROUPS = "JOIN groups g ON g.id = l.group_id AND g.delete_at = 0";
const PEOPLE = `JOIN group_members m ON m.group_id = l.group_id AND m.delete_at = 0
  JOIN users u ON u.id = m.user_id AND u.delete_at = 0 AND NOT u.is_bot AND NOT ('system_guest' = ANY(string_to_array(u.roles, ' ')))`;
// $1 = one person, '' = everybody; $2 = also those who left since they are in the group
const TEAMS_TO_JOIN = statement(
  "group_places.teams_to_join",
  `SELECT DISTINCT t.id AS place_id, m.user_id FROM (
     SELECT group_id, team_id, update_at FROM group_teams WHERE delete_at = 0 AND auto_add
     UNION ALL SELECT l.group_id, c.team_id, l.update_at FROM group_channels l JOIN channels c ON c.id = l.channel_id AND c.delete_at = 0
       WHERE l.delete_at = 0 AND l.auto_add) l
   ${GROUPS} ${PEOPLE} JOIN teams t ON t.id = l.team_id AND t.delete_at = 0
   LEFT JOIN team_members old ON old.team_id = t.id AND old.user_id = m.user_id
   WHERE ($1 = '' OR m.user_id = $1)
     AND (old.user_id IS NULL OR (old.delete_at > 0 AND ($2 OR old.delete_at < greatest(m.create_at, l.update_at))))`,
);
const CHANNELS_TO_JOIN = statement(
  "group_places.channels_to_join",
  `SELECT DISTINCT c.id AS place_id, m.user_id FROM group_channels l ${GROUPS} ${PEOPLE}
   JOIN channels c ON c.id = l.channel_id AND c.delete_at = 0
   JOIN team_members t ON t.team_id = c.team_id AND t.user_id = m.user_id AND t.delete_at = 0
   WHERE l.delete_at = 0 AND l.auto_add AND ($1 = '' OR m.user_id = $1)
     AND NOT EXISTS (SELECT 1 FROM channel_members old WHERE old.channel_id = c.id AND old.user_id = m.user_id)
     AND ($2 OR NOT EXISTS (SELECT 1 FROM channel_member_history h
       WHERE h.channel_id = c.id AND h.user_id = m.user_id AND h.leave_time >= greatest(m.create_at, l.update_at)))`,
);
const outsiders = (kind: "team" | "channel", live: string) =>
  `SELECT p.${kind}_id AS place_id, p.user_id FROM ${kind}_members p JOIN ${kind}s o ON o.id = p.${kind}_id AND o.group_constrained
   JOIN users u ON u.id = p.user_id AND NOT u.is_bot
   WHERE ${live} AND ($1 = '' OR p.user_id = $1)
     AND EXISTS (SELECT 1 FROM group_${kind}s l ${GROUPS} WHERE l.${kind}_id = p.${kind}_id AND l.delete_at = 0)
     AND NOT EXISTS (SELECT 1 FROM group_${kind}s l ${GROUPS} JOIN group_members m ON m.group_id = l.group_id AND m.delete_at = 0
       WHERE l.${kind}_id = p.${kind}_id AND l.delete_at = 0 AND m.user_id = p.user_id)`;
const TEAMS_TO_LEAVE = statement("group_places.teams_to_leave", outsiders("team", "p.delete_at = 0"));
const CHANNELS_TO_LEAVE = statement("group_places.channels_to_leave", outsiders("channel", "true"));

/** Members whose link makes them administrators of the place and who are not, and in places of groups only the reverse. */
const administrators = (kind: "team" | "channel", live: string) =>
  `SELECT p.${kind}_id AS place_id, p.user_id, NOT p.scheme_admin AS admin FROM ${kind}_members p JOIN ${kind}s o ON o.id = p.${kind}_id
   CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM group_${kind}s l ${GROUPS} JOIN group_members m ON m.group_id = l.group_id AND m.delete_at = 0
     WHERE l.${kind}_id = p.${kind}_id AND l.delete_at = 0 AND l.scheme_admin AND m.user_id = p.user_id) AS wanted) w
   WHERE ${live} AND NOT p.scheme_guest AND ($1 = '' OR p.user_id = $1) AND ((w.wanted AND NOT p.scheme_admin)
     OR (NOT w.wanted AND p.scheme_admin AND o.group_constrained
       AND EXISTS (SELECT 1 FROM group_${kind}s l ${GROUPS} WHERE l.${kind}_id = p.${kind}_id AND l.delete_at = 0 AND l.scheme_admin)))`;
const TEAM_ADMINS = statement("group_places.team_admins", administrators("team", "p.delete_at = 0"));
const CHANNEL_ADMINS = statement("group_places.channel_admins", administrators("channel", "true"));

/** What was done, in numbers, and what could not be. */
export interface Moves {
  joined: number;
  left: number;
  problems: string[];
}

/** Puts people where their groups belong, and takes them out of places that are for groups only. */
export class GroupPlaces {
  constructor(readonly host: Host) {}

  /** Does it for one person, or ('') everybody. `again`: also for those who left a place by themselves. */
  async apply(userId: string, again: boolean, signal: AbortSignal): Promise<Moves> {
    const { db } = this.host.platform;
    const { teams, channels } = this.host.services;
    const moves: Moves = { joined: 0, left: 0, problems: [] };
    const each = async <W extends Where>(
      rows: W[],
      key: "joined" | "left" | undefined,
      work: (row: W) => Promise<unknown>,
    ) => {
      for (const row of rows) {
        signal.throwIfAborted();
        try {
          await work(row);
          if (key) moves[key] += 1;
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (moves.problems.length < 20) moves.problems.push(error.message);
        }
      }
    };
    await each(await db.rows<Where>(TEAMS_TO_JOIN, [userId, again]), "joined", async (row) =>
      teams.join(await teams.get(row.place_id), row.user_id, row.user_id),
    );
    await each(await db.rows<Where>(CHANNELS_TO_JOIN, [userId, again]), "joined", async (row) =>
      channels.add(await channels.get(row.place_id), [row.user_id], row.user_id, "joined"),
    );
    await each(await db.rows<Where>(CHANNELS_TO_LEAVE, [userId]), "left", async (row) =>
      channels.remove(await channels.get(row.place_id), row.user_id, row.user_id),
    );
    await each(await db.rows<Where>(TEAMS_TO_LEAVE, [userId]), "left", async (row) =>
      teams.leave(await teams.get(row.place_id), row.user_id, row.user_id),
    );
    await each(await db.rows<Where & { admin: boolean }>(TEAM_ADMINS, [userId]), undefined, (row) =>
      teams.setSchemeRoles(row.place_id, row.user_id, { scheme_admin: row.admin }),
    );
    await each(await db.rows<Where & { admin: boolean }>(CHANNEL_ADMINS, [userId]), undefined, (row) =>
      channels.setSchemeRoles(row.place_id, row.user_id, { scheme_admin: row.admin }),
    );
    return moves;
  }
}
