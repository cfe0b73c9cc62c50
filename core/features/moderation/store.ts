import { type Queryable, statement } from "../../platform/database/database.js";

export interface DeniedRow {
  channel_id: string;
  denied_members: string[];
  denied_guests: string[];
  update_at: number;
  /** Of the channel or its team. */
  scheme_id: string | null;
}

/** What is denied in a channel, nothing where nobody ever changed it, with the scheme that holds there. */
const LIMITS = `SELECT c.id AS channel_id, coalesce(o.denied_members, '{}') AS denied_members, coalesce(o.denied_guests, '{}') AS denied_guests,
  coalesce(o.update_at, 0) AS update_at, coalesce(c.scheme_id, t.scheme_id) AS scheme_id
  FROM channels c LEFT JOIN channel_moderations o ON o.channel_id = c.id LEFT JOIN teams t ON t.id = c.team_id`;
const ONE = statement("moderation.one", `${LIMITS} WHERE c.id = $1`);
const LOCK = statement("moderation.lock", "SELECT id FROM channels WHERE id = $1 FOR UPDATE");
const SAVE = statement(
  "moderation.save",
  `INSERT INTO channel_moderations (channel_id, denied_members, denied_guests, update_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (channel_id) DO UPDATE SET denied_members = $2, denied_guests = $3, update_at = $4`,
);
const OF_CHANNELS = statement("moderation.of_channels", `${LIMITS} WHERE c.id = ANY($1) AND o.channel_id IS NOT NULL`);

export const moderationStore = {
  one: (db: Queryable, channelId: string) => db.row<DeniedRow>(ONE, [channelId]),
  /** Lets one at a time change the moderation of a channel. */
  lock: (db: Queryable, channelId: string) => db.run(LOCK, [channelId]),
  save: (db: Queryable, row: Omit<DeniedRow, "scheme_id">) =>
    db.run(SAVE, [row.channel_id, row.denied_members, row.denied_guests, row.update_at]),
  ofChannels: (db: Queryable, ids: readonly string[]) => db.rows<DeniedRow>(OF_CHANNELS, [ids]),
};
