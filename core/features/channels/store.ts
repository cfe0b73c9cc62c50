import { Model } from "objection";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";

export interface ChannelRow {
  id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  team_id: string;
  type: "O" | "P" | "D" | "G";
  display_name: string;
  name: string;
  header: string;
  purpose: string;
  last_post_at: number;
  last_root_post_at: number;
  total_msg_count: number;
  total_msg_count_root: number;
  extra_update_at: number;
  creator_id: string;
  scheme_id: string | null;
  /** Whether members or guests may do less here than elsewhere. */
  moderated: boolean;
  props: Record<string, unknown>;
  group_constrained: boolean;
  shared: boolean;
  policy_id: string | null;
}

export interface ChannelMemberRow {
  channel_id: string;
  user_id: string;
  roles: string;
  create_at: number;
  last_viewed_at: number;
  msg_count: number;
  msg_count_root: number;
  notify_props: Record<string, string>;
  last_update_at: number;
  scheme_guest: boolean;
  scheme_user: boolean;
  scheme_admin: boolean;
  /** The scheme that holds in the channel: its own, or that of its team. */
  scheme_id: string | null;
  /** Of the channel. */
  moderated: boolean;
}

class ChannelModel extends Model {
  static override readonly tableName = "channels";
  static override readonly jsonAttributes = ["props"];
}

const BY_ID = statement("channels.by_id", "SELECT * FROM channels WHERE id = $1");
const BY_IDS = statement("channels.by_ids", "SELECT * FROM channels WHERE id = ANY($1)");
const BY_NAME = statement("channels.by_name", "SELECT * FROM channels WHERE team_id = $1 AND name = $2");
/** The columns of a membership where `m` is the name of its table. */
const MEMBERSHIP = `m.*, (SELECT coalesce(c.scheme_id, t.scheme_id) FROM channels c LEFT JOIN teams t ON t.id = c.team_id WHERE c.id = m.channel_id) AS scheme_id,
  (SELECT c.moderated FROM channels c WHERE c.id = m.channel_id) AS moderated`;
const MEMBER = statement(
  "channels.member",
  `SELECT ${MEMBERSHIP} FROM channel_members m WHERE m.channel_id = $1 AND m.user_id = $2`,
);
const MEMBERS = statement(
  "channels.members",
  `SELECT ${MEMBERSHIP} FROM channel_members m WHERE m.channel_id = $1 ORDER BY m.user_id LIMIT $2 OFFSET $3`,
);
const MEMBERS_BY_IDS = statement(
  "channels.members_by_ids",
  `SELECT ${MEMBERSHIP} FROM channel_members m WHERE m.channel_id = $1 AND m.user_id = ANY($2)`,
);
const MEMBER_IDS = statement(
  "channels.member_ids",
  "SELECT user_id FROM channel_members WHERE channel_id = $1 ORDER BY user_id",
);
// A new member has read everything that was there before: the counters start at the channel's own, and whoever comes back
// finds the threads they followed read.
const ADD = statement(
  "channels.add_member",
  `WITH again AS (
     UPDATE thread_memberships f SET last_viewed = greatest(f.last_viewed, t.last_reply_at) FROM threads t
     WHERE t.channel_id = $1 AND t.last_reply_at > 0 AND f.post_id = t.post_id AND f.user_id = ANY($2) AND t.last_reply_at > f.last_viewed
       AND NOT EXISTS (SELECT 1 FROM channel_members c WHERE c.channel_id = $1 AND c.user_id = f.user_id)
   ) INSERT INTO channel_members AS m (channel_id, user_id, create_at, last_viewed_at, last_update_at, msg_count, msg_count_root, scheme_user, scheme_admin, scheme_guest)
   SELECT c.id, u.id, $3, greatest($3, c.last_post_at), $3, c.total_msg_count, c.total_msg_count_root, NOT $5, $4, $5
   FROM channels c CROSS JOIN unnest($2::text[]) AS u (id) WHERE c.id = $1
   ON CONFLICT DO NOTHING RETURNING ${MEMBERSHIP}`,
);
const REMOVE = statement(
  "channels.remove_member",
  "DELETE FROM channel_members WHERE channel_id = $1 AND user_id = $2",
);
const REMOVE_FROM_TEAM = statement(
  "channels.remove_from_team",
  "DELETE FROM channel_members m USING channels c WHERE c.id = m.channel_id AND c.team_id = $1 AND m.user_id = $2 RETURNING m.channel_id",
);
const HISTORY_JOIN = statement(
  "channels.history_join",
  "INSERT INTO channel_member_history (channel_id, user_id, join_time) SELECT $1, unnest($2::text[]), $3 ON CONFLICT DO NOTHING",
);
const HISTORY_LEAVE = statement(
  "channels.history_leave",
  "UPDATE channel_member_history SET leave_time = $3 WHERE channel_id = ANY($1) AND user_id = $2 AND leave_time = 0",
);
const SET_ROLES = statement(
  "channels.set_roles",
  `UPDATE channel_members SET roles = $3, scheme_admin = $4, scheme_user = $5, scheme_guest = $6, last_update_at = $7
   WHERE channel_id = $1 AND user_id = $2`,
);
const SET_NOTIFY = statement(
  "channels.set_notify",
  "UPDATE channel_members SET notify_props = notify_props || $3, last_update_at = $4 WHERE channel_id = $1 AND user_id = $2",
);
const COUNTS = statement(
  "channels.counts",
  `SELECT count(*) AS members, count(*) FILTER (WHERE scheme_guest) AS guests,
     (SELECT count(*) FROM posts WHERE channel_id = $1 AND is_pinned AND delete_at = 0) AS pinned,
     CASE WHEN $2 THEN -1 ELSE (SELECT count(*) FROM file_infos WHERE channel_id = $1 AND post_id <> '' AND delete_at = 0) END AS files
   FROM channel_members WHERE channel_id = $1`,
);
const MEMBER_COUNTS = statement(
  "channels.member_counts",
  "SELECT channel_id, count(*) AS members FROM channel_members WHERE channel_id = ANY($1) GROUP BY channel_id",
);
const COUNT_IN_TEAM = statement(
  "channels.count_in_team",
  "SELECT count(*) AS count FROM channels WHERE team_id = $1 AND delete_at = 0",
);
const TIMEZONES = statement(
  "channels.timezones",
  `SELECT DISTINCT CASE WHEN u.timezone->>'useAutomaticTimezone' = 'false' THEN u.timezone->>'manualTimezone' ELSE u.timezone->>'automaticTimezone' END AS zone
   FROM channel_members m JOIN users u ON u.id = m.user_id WHERE m.channel_id = $1 AND u.delete_at = 0`,
);
const TOPICS = statement(
  "channels.topics",
  `SELECT 'channel:' || channel_id AS topic FROM channel_members WHERE user_id = $1
   UNION ALL SELECT 'team:' || team_id FROM team_members WHERE user_id = $1 AND delete_at = 0
   UNION ALL SELECT 'team_directory:' || team_id FROM team_members WHERE user_id = $1 AND delete_at = 0 AND NOT scheme_guest`,
);

export const channelStore = {
  byId: (db: Queryable, id: string) => db.row<ChannelRow>(BY_ID, [id]),
  byIds: (db: Queryable, ids: readonly string[]) => db.rows<ChannelRow>(BY_IDS, [ids]),
  byName: (db: Queryable, teamId: string, name: string) => db.row<ChannelRow>(BY_NAME, [teamId, name]),
  member: (db: Queryable, channelId: string, userId: string) => db.row<ChannelMemberRow>(MEMBER, [channelId, userId]),
  members: (db: Queryable, channelId: string, limit: number, offset: number) =>
    db.rows<ChannelMemberRow>(MEMBERS, [channelId, limit, offset]),
  membersByIds: (db: Queryable, channelId: string, ids: readonly string[]) =>
    db.rows<ChannelMemberRow>(MEMBERS_BY_IDS, [channelId, ids]),
  memberIds: async (db: Queryable, channelId: string) =>
    (await db.rows<{ user_id: string }>(MEMBER_IDS, [channelId])).map((row) => row.user_id),
  counts: (db: Queryable, channelId: string, withoutFiles: boolean) =>
    db.row<{ members: number; guests: number; pinned: number; files: number }>(COUNTS, [channelId, withoutFiles]),
  memberCounts: (db: Queryable, ids: readonly string[]) =>
    db.rows<{ channel_id: string; members: number }>(MEMBER_COUNTS, [ids]),
  countInTeam: async (db: Queryable, teamId: string) =>
    (await db.row<{ count: number }>(COUNT_IN_TEAM, [teamId]))?.count ?? 0,
  timezones: async (db: Queryable, channelId: string) =>
    (await db.rows<{ zone: string | null }>(TIMEZONES, [channelId])).flatMap((row) => row.zone || []),
  topicsOf: async (db: Queryable, userId: string) =>
    (await db.rows<{ topic: string }>(TOPICS, [userId])).map((row) => row.topic),

  /** Adds people; returns the memberships that are new, and records them in the history. */
  async add(
    db: Queryable,
    channelId: string,
    userIds: readonly string[],
    now: number,
    as: { admin?: boolean; guest?: boolean } = {},
  ): Promise<ChannelMemberRow[]> {
    const added = await db.rows<ChannelMemberRow>(ADD, [channelId, userIds, now, as.admin ?? false, as.guest ?? false]);
    if (added.length > 0) await db.run(HISTORY_JOIN, [channelId, added.map((row) => row.user_id), now]);
    return added;
  },

  /** Takes a person out; false when they were not in. */
  async remove(db: Queryable, channelId: string, userId: string, now: number): Promise<boolean> {
    if ((await db.run(REMOVE, [channelId, userId])) === 0) return false;
    await db.run(HISTORY_LEAVE, [[channelId], userId, now]);
    return true;
  },

  /** Takes a person out of all channels of a team; returns their ids. */
  async removeFromTeam(db: Queryable, teamId: string, userId: string, now: number): Promise<string[]> {
    const ids = (await db.rows<{ channel_id: string }>(REMOVE_FROM_TEAM, [teamId, userId])).map(
      (row) => row.channel_id,
    );
    await db.run(HISTORY_LEAVE, [ids, userId, now]);
    return ids;
  },

  /** False when the person is no member. */
  setRoles: async (
    db: Queryable,
    m: Pick<ChannelMemberRow, "channel_id" | "user_id" | "roles" | "scheme_admin" | "scheme_user" | "scheme_guest">,
    now: number,
  ) =>
    (await db.run(SET_ROLES, [
      m.channel_id,
      m.user_id,
      m.roles,
      m.scheme_admin,
      m.scheme_user,
      m.scheme_guest,
      now,
    ])) === 1,
  /** False when the person is no member. */
  setNotify: async (db: Queryable, channelId: string, userId: string, props: Record<string, string>, now: number) =>
    (await db.run(SET_NOTIFY, [channelId, userId, JSON.stringify(props), now])) === 1,

  /** @throws AppError 400 when the address is taken in the team. */
  async insert(db: Queryable, row: Partial<ChannelRow> & { id: string }): Promise<ChannelRow> {
    try {
      await ChannelModel.query(db.knex).insert(row as never);
    } catch (error) {
      throw violates(error, "channels_name")
        ? new AppError("store.sql_channel.save_channel.exists.app_error", {}, { cause: error })
        : error;
    }
    return (await channelStore.byId(db, row.id)) as ChannelRow;
  },

  /** @throws AppError 400 when the new address is taken in the team. */
  async update(db: Queryable, id: string, change: Partial<ChannelRow>): Promise<ChannelRow | undefined> {
    try {
      await ChannelModel.query(db.knex)
        .findById(id)
        .patch(change as never);
    } catch (error) {
      throw violates(error, "channels_name") ? new AppError("store.sql_channel.save_channel.exists.app_error") : error;
    }
    return channelStore.byId(db, id);
  },
};
