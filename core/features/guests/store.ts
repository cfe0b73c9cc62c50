import { type Queryable, statement } from "../../platform/database/database.js";
import { TEAM_MEMBERSHIP, type TeamMemberRow } from "../teams/index.js";

// Guests administer nothing, so what somebody was given in teams and channels ends when they become one.
const TURN = `scheme_guest = $2, scheme_user = NOT $2, scheme_admin = scheme_admin AND NOT $2, roles = CASE WHEN $2 THEN '' ELSE roles END`;
const TEAMS = statement(
  "guests.teams",
  `UPDATE team_members m SET ${TURN} WHERE user_id = $1 AND delete_at = 0 AND scheme_guest <> $2
   RETURNING ${TEAM_MEMBERSHIP}`,
);
const CHANNELS = statement(
  "guests.channels",
  `UPDATE channel_members SET ${TURN}, last_update_at = $3 WHERE user_id = $1 AND scheme_guest <> $2 RETURNING channel_id`,
);
const SET_EXPIRY = statement("guests.set_expiry", "UPDATE users SET guest_expires_at = $2 WHERE id = $1");
const EXPIRY = statement("guests.expiry", "SELECT guest_expires_at AS expires_at FROM users WHERE id = $1");
const EXPIRED = statement(
  "guests.expired",
  `SELECT id FROM users WHERE guest_expires_at > 0 AND guest_expires_at <= $1 AND delete_at = 0
     AND 'system_guest' = ANY (string_to_array(roles, ' ')) ORDER BY guest_expires_at LIMIT 100`,
);
const ACTIVE = statement(
  "guests.active",
  "SELECT id FROM users WHERE roles LIKE '%system_guest%' AND delete_at = 0 AND EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = users.id)",
);

const ids = (rows: { id: string }[]) => rows.map((row) => row.id);

export const guestStore = {
  /** Makes somebody a guest, or a member, in all their teams; returns the memberships that changed. */
  turnTeams: (db: Queryable, userId: string, guest: boolean) => db.rows<TeamMemberRow>(TEAMS, [userId, guest]),
  /** The same in all their channels; returns the ids of those that changed. */
  turnChannels: async (db: Queryable, userId: string, guest: boolean, now: number) =>
    (await db.rows<{ channel_id: string }>(CHANNELS, [userId, guest, now])).map((row) => row.channel_id),
  setExpiry: (db: Queryable, userId: string, at: number) => db.run(SET_EXPIRY, [userId, at]),
  expiry: async (db: Queryable, userId: string) =>
    (await db.row<{ expires_at: number }>(EXPIRY, [userId]))?.expires_at ?? 0,
  /** Guests whose time is over, at most 100. */
  expired: async (db: Queryable, now: number) => ids(await db.rows<{ id: string }>(EXPIRED, [now])),
  /** Guests who are signed in. */
  signedIn: async (db: Queryable) => ids(await db.rows<{ id: string }>(ACTIVE)),
};
