import { Model } from "objection";
import { AppError } from "../../platform/app-error.js";
import { type Queryable, statement, violates } from "../../platform/database/database.js";

export interface TeamRow {
  id: string;
  create_at: number;
  update_at: number;
  delete_at: number;
  name: string;
  display_name: string;
  description: string;
  email: string;
  type: "O" | "I";
  company_name: string;
  allowed_domains: string;
  invite_id: string;
  allow_open_invite: boolean;
  last_team_icon_update: number;
  scheme_id: string | null;
  group_constrained: boolean;
  policy_id: string | null;
}

export interface TeamMemberRow {
  team_id: string;
  user_id: string;
  roles: string;
  create_at: number;
  delete_at: number;
  scheme_guest: boolean;
  scheme_user: boolean;
  scheme_admin: boolean;
  /** Of the team. */
  scheme_id: string | null;
}

class TeamModel extends Model {
  static override readonly tableName = "teams";
}

/** Holds for members a guest knows: those they share a channel with, and themselves. '' = everybody is known. */
const knownTo = (guest: string) =>
  `(${guest} = '' OR m.user_id = ${guest} OR m.user_id IN (SELECT other.user_id FROM channel_members mine JOIN channel_members other USING (channel_id) WHERE mine.user_id = ${guest}))`;

const BY_ID = statement("teams.by_id", "SELECT * FROM teams WHERE id = $1");
const BY_NAME = statement("teams.by_name", "SELECT * FROM teams WHERE name = $1");
const BY_INVITE = statement("teams.by_invite", "SELECT * FROM teams WHERE invite_id = $1 AND delete_at = 0");
const OF_USER = statement(
  "teams.of_user",
  "SELECT t.* FROM teams t JOIN team_members m ON m.team_id = t.id WHERE m.user_id = $1 AND m.delete_at = 0 AND t.delete_at = 0 ORDER BY t.display_name, t.id",
);
// $1 = all teams, whether open or not, archived or not
const LIST = statement(
  "teams.list",
  `SELECT *, count(*) OVER () AS total FROM teams WHERE ($1 OR (delete_at = 0 AND allow_open_invite))
     AND ($4 = '' OR name LIKE $4 OR lower(display_name) LIKE $4) ORDER BY display_name, id LIMIT $2 OFFSET $3`,
);
/** The columns of a membership where `m` is the name of its table. */
export const MEMBERSHIP = "m.*, (SELECT t.scheme_id FROM teams t WHERE t.id = m.team_id) AS scheme_id";
const MEMBER = statement(
  "teams.member",
  `SELECT ${MEMBERSHIP} FROM team_members m WHERE m.team_id = $1 AND m.user_id = $2`,
);
const MEMBERS = statement(
  "teams.members",
  `SELECT ${MEMBERSHIP} FROM team_members m JOIN users u ON u.id = m.user_id
   WHERE m.team_id = $1 AND m.delete_at = 0 AND (NOT $4 OR u.delete_at = 0) AND ${knownTo("$6")}
   ORDER BY CASE WHEN $5 THEN u.username ELSE m.user_id END LIMIT $2 OFFSET $3`,
);
const MEMBERS_BY_IDS = statement(
  "teams.members_by_ids",
  `SELECT ${MEMBERSHIP} FROM team_members m WHERE team_id = $1 AND user_id = ANY($2) AND delete_at = 0 AND ${knownTo("$3")}`,
);
const MEMBERSHIPS = statement(
  "teams.memberships",
  `SELECT ${MEMBERSHIP} FROM team_members m WHERE m.user_id = $1 AND m.delete_at = 0`,
);
const ADD = statement(
  "teams.add_member",
  `INSERT INTO team_members AS m (team_id, user_id, create_at, scheme_user, scheme_admin, scheme_guest) VALUES ($1, $2, $3, $4, $5, $6)
   ON CONFLICT (team_id, user_id) DO UPDATE SET delete_at = 0, create_at = $3, roles = '', scheme_user = $4, scheme_admin = $5, scheme_guest = $6
   WHERE m.delete_at > 0 RETURNING ${MEMBERSHIP}`,
);
const REMOVE = statement(
  "teams.remove_member",
  "UPDATE team_members SET delete_at = $3 WHERE team_id = $1 AND user_id = $2 AND delete_at = 0",
);
const SET_ROLES = statement(
  "teams.set_roles",
  `UPDATE team_members m SET roles = $3, scheme_admin = $4, scheme_user = $5, scheme_guest = $6
   WHERE team_id = $1 AND user_id = $2 AND delete_at = 0 RETURNING ${MEMBERSHIP}`,
);
const STATS = statement(
  "teams.stats",
  `SELECT count(*) AS total, count(*) FILTER (WHERE u.delete_at = 0) AS active
   FROM team_members m JOIN users u ON u.id = m.user_id WHERE m.team_id = $1 AND m.delete_at = 0 AND ${knownTo("$2")}`,
);

export const teamStore = {
  byId: (db: Queryable, id: string) => db.row<TeamRow>(BY_ID, [id]),
  byName: (db: Queryable, name: string) => db.row<TeamRow>(BY_NAME, [name]),
  byInvite: (db: Queryable, inviteId: string) => db.row<TeamRow>(BY_INVITE, [inviteId]),
  ofUser: (db: Queryable, userId: string) => db.rows<TeamRow>(OF_USER, [userId]),
  list: (db: Queryable, all: boolean, limit: number, offset: number, like = "") =>
    db.rows<TeamRow & { total: number }>(LIST, [all, limit, offset, like]),
  member: (db: Queryable, teamId: string, userId: string) => db.row<TeamMemberRow>(MEMBER, [teamId, userId]),
  /** Members of a team, sorted; `knownTo` limits them to those a guest knows. */
  members: (
    db: Queryable,
    teamId: string,
    o: { limit: number; offset: number; active: boolean; byName: boolean; knownTo?: string },
  ) => db.rows<TeamMemberRow>(MEMBERS, [teamId, o.limit, o.offset, o.active, o.byName, o.knownTo ?? ""]),
  membersByIds: (db: Queryable, teamId: string, ids: readonly string[], knownTo = "") =>
    db.rows<TeamMemberRow>(MEMBERS_BY_IDS, [teamId, ids, knownTo]),
  memberships: (db: Queryable, userId: string) => db.rows<TeamMemberRow>(MEMBERSHIPS, [userId]),
  /** The new member; undefined when the person was one already. */
  add: (db: Queryable, teamId: string, userId: string, now: number, as: { admin: boolean; guest: boolean }) =>
    db.row<TeamMemberRow>(ADD, [teamId, userId, now, !as.guest, as.admin, as.guest]),
  remove: async (db: Queryable, teamId: string, userId: string, now: number) =>
    (await db.run(REMOVE, [teamId, userId, now])) === 1,
  setRoles: (
    db: Queryable,
    member: Pick<TeamMemberRow, "team_id" | "user_id" | "roles" | "scheme_admin" | "scheme_user" | "scheme_guest">,
  ) =>
    db.row<TeamMemberRow>(SET_ROLES, [
      member.team_id,
      member.user_id,
      member.roles,
      member.scheme_admin,
      member.scheme_user,
      member.scheme_guest,
    ]),
  stats: (db: Queryable, teamId: string, knownTo = "") =>
    db.row<{ total: number; active: number }>(STATS, [teamId, knownTo]),

  /** @throws AppError 400 when the address is taken. */
  async insert(db: Queryable, row: Partial<TeamRow> & { id: string }): Promise<TeamRow> {
    try {
      await TeamModel.query(db.knex).insert(row as never);
    } catch (error) {
      throw violates(error, "teams_name_key") ? new AppError("app.team.save.exists.app_error") : error;
    }
    return (await teamStore.byId(db, row.id)) as TeamRow;
  },

  async update(db: Queryable, id: string, change: Partial<TeamRow>): Promise<TeamRow | undefined> {
    await TeamModel.query(db.knex)
      .findById(id)
      .patch(change as never);
    return teamStore.byId(db, id);
  },
};
