import { type Queryable, statement } from "../../platform/database/database.js";

export interface DeniedRow {
  channel_id: string;
  denied_members: string[];
  denied_guests: string[];
  update_at: number;
}

const ONE = statement("moderation.one", "SELECT * FROM channel_moderations WHERE channel_id = $1");
const LOCK = statement("moderation.lock", "SELECT id FROM channels WHERE id = $1 FOR UPDATE");
const SAVE = statement(
  "moderation.save",
  `INSERT INTO channel_moderations (channel_id, denied_members, denied_guests, update_at) VALUES ($1, $2, $3, $4)
   ON CONFLICT (channel_id) DO UPDATE SET denied_members = $2, denied_guests = $3, update_at = $4`,
);
const OF_CHANNELS = statement("moderation.of_channels", "SELECT * FROM channel_moderations WHERE channel_id = ANY($1)");

export const moderationStore = {
  one: (db: Queryable, channelId: string) => db.row<DeniedRow>(ONE, [channelId]),
  /** Lets one at a time change the moderation of a channel. */
  lock: (db: Queryable, channelId: string) => db.run(LOCK, [channelId]),
  save: (db: Queryable, row: DeniedRow) =>
    db.run(SAVE, [row.channel_id, row.denied_members, row.denied_guests, row.update_at]),
  ofChannels: (db: Queryable, ids: readonly string[]) => db.rows<DeniedRow>(OF_CHANNELS, [ids]),
};
