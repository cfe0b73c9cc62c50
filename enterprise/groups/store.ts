import { type Queryable, statement } from "../../core/platform/database/database.js";
import { holds } from "../../core/platform/database/like.js";

export type Kind = "team" | "channel";

export interface GroupRow {
  id: string;
  name: string | null;
  display_name: string;
  description: string;
  source: string;
  remote_id: string | null;
  allow_reference: boolean;
  create_at: number;
  update_at: number;
  delete_at: number;
  synced_at: number;
  has_syncables: boolean;
  member_count: number;
  scheme_admin?: boolean;
  total?: number;
}

/** What a group has to do with a team or channel. */
export interface LinkRow {
  group_id: string;
  place_id: string;
  display_name: string;
  type: string;
  team_id: string;
  team_display_name: string;
  team_type: string;
  auto_add: boolean;
  scheme_admin: boolean;
  create_at: number;
  update_at: number;
  delete_at: number;
}

const SOURCE = "ldap";
const SHOWN = `g.*, EXISTS (SELECT 1 FROM group_teams t WHERE t.group_id = g.id AND t.delete_at = 0)
    OR EXISTS (SELECT 1 FROM group_channels c WHERE c.group_id = g.id AND c.delete_at = 0) AS has_syncables,
  (SELECT count(*) FROM group_members m JOIN users u ON u.id = m.user_id WHERE m.group_id = g.id AND m.delete_at = 0 AND u.delete_at = 0) AS member_count`;
const MATCHES = "($1 = '' OR g.display_name ILIKE $1 OR g.name ILIKE $1)";

const BY_ID = statement("groups.by_id", `SELECT ${SHOWN} FROM groups g WHERE g.id = $1 AND g.delete_at = 0`);
const BY_REMOTE = statement(
  "groups.by_remote",
  `SELECT ${SHOWN} FROM groups g WHERE g.source = '${SOURCE}' AND g.remote_id = ANY($1)`,
);
const LINKED = statement(
  "groups.linked",
  `SELECT ${SHOWN} FROM groups g WHERE g.source = '${SOURCE}' AND g.delete_at = 0 ORDER BY g.display_name`,
);
const BY_NAMES = statement(
  "groups.by_names",
  `SELECT ${SHOWN} FROM groups g WHERE g.delete_at = 0 AND g.allow_reference AND g.name = ANY($1) ORDER BY g.name`,
);
const LIST = statement(
  "groups.list",
  `SELECT ${SHOWN} FROM groups g WHERE g.delete_at = 0 AND ${MATCHES} AND (NOT $2 OR (g.allow_reference AND g.name IS NOT NULL))
     AND ($3 = '' OR NOT EXISTS (SELECT 1 FROM group_teams t WHERE t.group_id = g.id AND t.team_id = $3 AND t.delete_at = 0))
     AND ($4 = '' OR NOT EXISTS (SELECT 1 FROM group_channels c WHERE c.group_id = g.id AND c.channel_id = $4 AND c.delete_at = 0))
     AND ($5 = '' OR EXISTS (SELECT 1 FROM group_members m WHERE m.group_id = g.id AND m.user_id = $5 AND m.delete_at = 0))
     AND ($6 = '' OR g.source = $6) AND g.update_at >= $7
   ORDER BY g.display_name, g.id LIMIT $8 OFFSET $9`,
);
const LINK = statement(
  "groups.link",
  `INSERT INTO groups (id, display_name, source, remote_id, create_at, update_at) VALUES ($1, $2, '${SOURCE}', $3, $4, $4)
   ON CONFLICT (source, remote_id) WHERE remote_id IS NOT NULL DO UPDATE SET delete_at = 0, update_at = $4`,
);
const UNLINK = statement(
  "groups.unlink",
  `UPDATE groups SET delete_at = $2, update_at = $2 WHERE source = '${SOURCE}' AND remote_id = $1 AND delete_at = 0`,
);
const UPDATE = statement(
  "groups.update",
  "UPDATE groups SET name = $2, display_name = $3, description = $4, allow_reference = $5, update_at = $6 WHERE id = $1 AND delete_at = 0",
);
const SYNCED = statement("groups.synced", "UPDATE groups SET synced_at = $2 WHERE id = $1");
const NAME_TAKEN = statement(
  "groups.name_taken",
  "SELECT EXISTS (SELECT 1 FROM users WHERE username = $1 UNION ALL SELECT 1 FROM groups WHERE name = $1 AND id <> $2) AS taken",
);

const MEMBER_IDS = statement(
  "groups.member_ids",
  "SELECT user_id FROM group_members WHERE group_id = $1 AND delete_at = 0",
);
const GROUP_IDS = statement(
  "groups.ids_of_user",
  `SELECT m.group_id FROM group_members m JOIN groups g ON g.id = m.group_id WHERE m.user_id = $1 AND m.delete_at = 0 AND g.source = '${SOURCE}'`,
);
const MEMBERS = statement(
  "groups.members",
  `SELECT m.user_id FROM group_members m JOIN users u ON u.id = m.user_id WHERE m.group_id = $1 AND m.delete_at = 0 AND u.delete_at = 0
   ORDER BY u.username LIMIT $2 OFFSET $3`,
);
const ADD = statement(
  "groups.add_members",
  `INSERT INTO group_members (group_id, user_id, create_at) SELECT g, u, $3 FROM unnest($1::text[], $2::text[]) AS new (g, u)
   ON CONFLICT (group_id, user_id) DO UPDATE SET create_at = $3, delete_at = 0 WHERE group_members.delete_at > 0`,
);
const REMOVE = statement(
  "groups.remove_members",
  `UPDATE group_members m SET delete_at = $3 FROM unnest($1::text[], $2::text[]) AS old (g, u)
   WHERE m.group_id = old.g AND m.user_id = old.u AND m.delete_at = 0`,
);

const LINKS = {
  team: `SELECT l.group_id, l.team_id AS place_id, t.display_name, t.type, t.id AS team_id, t.display_name AS team_display_name, t.type AS team_type,
    l.auto_add, l.scheme_admin, l.create_at, l.update_at, l.delete_at FROM group_teams l JOIN teams t ON t.id = l.team_id`,
  channel: `SELECT l.group_id, l.channel_id AS place_id, c.display_name, c.type, c.team_id, coalesce(t.display_name, '') AS team_display_name,
    coalesce(t.type, '') AS team_type, l.auto_add, l.scheme_admin, l.create_at, l.update_at, l.delete_at
    FROM group_channels l JOIN channels c ON c.id = l.channel_id LEFT JOIN teams t ON t.id = c.team_id`,
};
const forKind = (kind: Kind) => {
  const table = `group_${kind}s`;
  const column = `${kind}_id`;
  return {
    links: statement(`groups.${kind}s`, `${LINKS[kind]} WHERE l.group_id = $1 AND l.delete_at = 0 ORDER BY 3`),
    link: statement(`groups.${kind}`, `${LINKS[kind]} WHERE l.group_id = $1 AND l.${column} = $2 AND l.delete_at = 0`),
    save: statement(
      `groups.save_${kind}`,
      `INSERT INTO ${table} (group_id, ${column}, auto_add, scheme_admin, create_at, update_at) VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT (group_id, ${column}) DO UPDATE SET auto_add = $3, scheme_admin = $4, update_at = $5, delete_at = 0`,
    ),
    drop: statement(
      `groups.drop_${kind}`,
      `UPDATE ${table} SET delete_at = $3, update_at = $3 WHERE group_id = $1 AND ${column} = $2 AND delete_at = 0`,
    ),
    of: statement(
      `groups.of_${kind}`,
      `SELECT ${SHOWN}, l.scheme_admin, count(*) OVER () AS total FROM groups g JOIN ${table} l ON l.group_id = g.id AND l.delete_at = 0
       WHERE l.${column} = $4 AND g.delete_at = 0 AND ${MATCHES} AND (NOT $5 OR (g.allow_reference AND g.name IS NOT NULL))
       ORDER BY g.display_name, g.id LIMIT $2 OFFSET $3`,
    ),
  };
};
const KINDS = { team: forKind("team"), channel: forKind("channel") };

/** Signs with a meaning in patterns are taken as they are. */
const like = (text = "") => (text === "" ? "" : holds(text));

export interface GroupFilter {
  q?: string;
  filter_allow_reference?: boolean;
  not_associated_to_team?: string;
  not_associated_to_channel?: string;
  filter_has_member?: string;
  group_source?: string;
  since?: number;
}

export interface Page {
  limit: number;
  offset: number;
}

export const groupStore = {
  byId: (db: Queryable, id: string) => db.row<GroupRow>(BY_ID, [id]),
  /** Groups of the directory that were ever linked. */
  byRemote: (db: Queryable, ids: readonly string[]) => db.rows<GroupRow>(BY_REMOTE, [ids]),
  linked: (db: Queryable) => db.rows<GroupRow>(LINKED),
  byNames: (db: Queryable, names: readonly string[]) => db.rows<GroupRow>(BY_NAMES, [names]),
  list: (db: Queryable, filter: GroupFilter, { limit, offset }: Page) =>
    db.rows<GroupRow>(LIST, [
      like(filter.q),
      filter.filter_allow_reference ?? false,
      filter.not_associated_to_team ?? "",
      filter.not_associated_to_channel ?? "",
      filter.filter_has_member ?? "",
      filter.group_source ?? "",
      filter.since ?? 0,
      limit,
      offset,
    ]),
  ofPlace: (db: Queryable, kind: Kind, id: string, filter: GroupFilter, { limit, offset }: Page) =>
    db.rows<GroupRow>(KINDS[kind].of, [like(filter.q), limit, offset, id, filter.filter_allow_reference ?? false]),
  link: (db: Queryable, id: string, title: string, remoteId: string) => db.run(LINK, [id, title, remoteId, Date.now()]),
  unlink: async (db: Queryable, remoteId: string) => (await db.run(UNLINK, [remoteId, Date.now()])) === 1,
  update: (db: Queryable, group: GroupRow) =>
    db.run(UPDATE, [group.id, group.name, group.display_name, group.description, group.allow_reference, Date.now()]),
  synced: (db: Queryable, id: string) => db.run(SYNCED, [id, Date.now()]),
  nameTaken: async (db: Queryable, name: string, except: string) =>
    (await db.row<{ taken: boolean }>(NAME_TAKEN, [name, except]))?.taken ?? false,

  memberIds: async (db: Queryable, groupId: string) =>
    (await db.rows<{ user_id: string }>(MEMBER_IDS, [groupId])).map((row) => row.user_id),
  groupIdsOf: async (db: Queryable, userId: string) =>
    (await db.rows<{ group_id: string }>(GROUP_IDS, [userId])).map((row) => row.group_id),
  members: async (db: Queryable, groupId: string, { limit, offset }: Page) =>
    (await db.rows<{ user_id: string }>(MEMBERS, [groupId, limit, offset])).map((row) => row.user_id),
  addMembers: (db: Queryable, pairs: readonly Pair[]) => db.run(ADD, [...columns(pairs), Date.now()]),
  removeMembers: (db: Queryable, pairs: readonly Pair[]) => db.run(REMOVE, [...columns(pairs), Date.now()]),

  links: (db: Queryable, kind: Kind, groupId: string) => db.rows<LinkRow>(KINDS[kind].links, [groupId]),
  placeLink: (db: Queryable, kind: Kind, groupId: string, placeId: string) =>
    db.row<LinkRow>(KINDS[kind].link, [groupId, placeId]),
  saveLink: (db: Queryable, kind: Kind, groupId: string, placeId: string, autoAdd: boolean, admin: boolean) =>
    db.run(KINDS[kind].save, [groupId, placeId, autoAdd, admin, Date.now()]),
  dropLink: async (db: Queryable, kind: Kind, groupId: string, placeId: string) =>
    (await db.run(KINDS[kind].drop, [groupId, placeId, Date.now()])) === 1,
};

export interface Pair {
  readonly groupId: string;
  readonly userId: string;
}

const columns = (pairs: readonly Pair[]) => [pairs.map(({ groupId }) => groupId), pairs.map(({ userId }) => userId)];
