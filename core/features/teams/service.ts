import type { Team, TeamMember } from "../../api/teams.js";
import { AppError, badBody, notFound } from "../../platform/app-error.js";
import type { Transaction } from "../../platform/database/database.js";
import type { Caller } from "../../platform/http/caller.js";
import { newId, newSecret } from "../../platform/ids.js";
import type { Platform } from "../../platform/platform.js";
import { isGuest, type MembershipKinds, membershipRoles, ofOtherKind, type Roles } from "../roles/index.js";
import type { UserRow, Users } from "../users/index.js";
import { type TeamAccess, teamRoles } from "./access.js";
import { GroupConstraint } from "./constraint.js";
import { type TeamMemberRow, type TeamRow, teamStore } from "./store.js";

// First parts of addresses that are pages of their own.
const RESERVED = new Set([
  "admin",
  "admin_console",
  "api",
  "channel",
  "claim",
  "create_team",
  "error",
  "files",
  "help",
  "hooks",
  "landing",
  "login",
  "mfa",
  "oauth",
  "plug",
  "plugins",
  "post",
  "reset_password",
  "signup",
  "signup_user_complete",
  "static",
  "metrics",
  "boards",
  "playbooks",
]);

/** What later slices do in the transaction in which a team or a membership is made or ended. */
export interface TeamHooks {
  created: ((tx: Transaction, team: TeamRow, creatorId: string) => Promise<void>)[];
  joined: ((
    tx: Transaction,
    team: TeamRow,
    userId: string,
    how: { guest: boolean; admin: boolean; by: string },
  ) => Promise<void>)[];
  left: ((tx: Transaction, team: TeamRow, userId: string, by: string) => Promise<void>)[];
}

/** A team as a reader sees it: the invitation id only for those who may invite, the e-mail only for those who manage. */
export function presentTeam(team: TeamRow, can: (permission: string) => boolean): Team {
  const { policy_id, scheme_id, ...rest } = team;
  delete (rest as { total?: number }).total;
  return {
    ...rest,
    scheme_id: scheme_id ?? "",
    policy_id,
    invite_id: can("invite_user") ? team.invite_id : "",
    email: can("manage_team") ? team.email : "",
    allowed_domains: can("manage_team") ? team.allowed_domains : "",
  };
}

/** The topic of what only those hear who may look through a team: its members, but no guests. */
export const teamDirectory = (teamId: string): string => `team_directory:${teamId}`;

/** Teams and who is in them. */
export class Teams {
  readonly hooks: TeamHooks = { created: [], joined: [], left: [] };
  readonly constraint: GroupConstraint;
  /** Lets somebody join by the token of an invitation mailed to them; set by a later slice. */
  joinByToken: ((token: string, caller: Caller) => Promise<TeamRow>) | undefined;

  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
    readonly users: Users,
    readonly maxMembers: () => number,
  ) {
    this.constraint = new GroupConstraint(platform.db, "team");
  }

  /** @throws AppError 404 */
  async get(id: string): Promise<TeamRow> {
    const team = await teamStore.byId(this.platform.db, id);
    if (!team) throw notFound("team");
    return team;
  }

  byInvite = (inviteId: string) => teamStore.byInvite(this.platform.db, inviteId);
  member = (teamId: string, userId: string) => teamStore.member(this.platform.db, teamId, userId);

  /** Makes a team with its default channels; its maker administers it. @throws AppError 400 */
  async create(
    input: { name: string; display_name: string; type?: "O" | "I" } & Partial<TeamRow>,
    creatorId: string,
  ): Promise<TeamRow> {
    const name = input.name.trim().toLowerCase();
    if (!/^[a-z][a-z0-9-]{1,63}$/.test(name) || RESERVED.has(name))
      throw new AppError("model.team.is_valid.name.app_error");
    const displayName = input.display_name.trim();
    if (!displayName) throw badBody("display_name");
    const now = Date.now();
    return this.platform.db.transaction(async (tx) => {
      const team = await teamStore.insert(tx, {
        id: newId(),
        create_at: now,
        update_at: now,
        name,
        display_name: displayName,
        description: input.description ?? "",
        company_name: input.company_name ?? "",
        email: input.email ?? "",
        allowed_domains: input.allowed_domains ?? "",
        type: input.type ?? (input.allow_open_invite ? "O" : "I"),
        allow_open_invite: input.allow_open_invite ?? input.type === "O",
        invite_id: newSecret(),
      });
      for (const hook of this.hooks.created) await hook(tx, team, creatorId);
      await this.#add(tx, team, await this.users.get(creatorId), { admin: true, by: creatorId });
      return team;
    });
  }

  /** Changes a team and tells its members. @throws AppError 404 */
  async update(id: string, change: Partial<TeamRow>): Promise<TeamRow> {
    if (change.display_name !== undefined && !change.display_name.trim()) throw badBody("display_name");
    const team = await teamStore.update(this.platform.db, id, { ...change, update_at: Date.now() });
    if (!team) throw notFound("team");
    this.#tell("update_team", team);
    return team;
  }

  /** Archives a team: it disappears for its members until somebody restores it. Nothing is deleted. */
  async archive(id: string): Promise<void> {
    const team = await this.update(id, { delete_at: Date.now() });
    this.#tell("delete_team", team);
  }

  async restore(id: string): Promise<TeamRow> {
    const team = await this.update(id, { delete_at: 0 });
    this.#tell("restore_team", team);
    return team;
  }

  #tell(event: "update_team" | "delete_team" | "restore_team", team: TeamRow) {
    const data = { team: JSON.stringify(presentTeam(team, () => false)) };
    this.platform.hub.publish({ event, data, broadcast: { team_id: team.id }, audience: { topic: `team:${team.id}` } });
  }

  /** Adds a person to a team; one who is in it already stays as they are. @throws AppError 400, 403 */
  async join(team: TeamRow, userId: string, by: string): Promise<TeamMemberRow> {
    const user = await this.users.get(userId);
    if (user.delete_at > 0 || team.delete_at > 0) throw notFound(team.delete_at > 0 ? "team" : "person");
    this.#mayBeMember(team, user);
    await this.constraint.admit(team, [userId]);
    const stats = await teamStore.stats(this.platform.db, team.id);
    const limit = this.maxMembers();
    if ((stats?.active ?? 0) >= limit) throw new AppError("app.team.join.max_users.app_error", { limit });
    return this.platform.db.transaction((tx) => this.#add(tx, team, user, { admin: false, by }));
  }

  #mayBeMember(team: TeamRow, user: UserRow) {
    const domains = team.allowed_domains.split(/[\s,@]+/).filter(Boolean);
    // Guests come from outside; the domains they may be of are a setting of their own.
    if (
      domains.length > 0 &&
      !user.is_bot &&
      !isGuest(user) &&
      !domains.some((domain) => user.email.endsWith(`@${domain.toLowerCase()}`))
    ) {
      throw new AppError("api.team.add_members.user_denied");
    }
  }

  async #add(
    tx: Transaction,
    team: TeamRow,
    user: UserRow,
    how: { admin: boolean; by: string },
  ): Promise<TeamMemberRow> {
    const guest = isGuest(user);
    const added = await teamStore.add(tx, team.id, user.id, Date.now(), { admin: how.admin, guest });
    if (!added) return (await teamStore.member(tx, team.id, user.id)) as TeamMemberRow;
    for (const hook of this.hooks.joined) await hook(tx, team, user.id, { guest, ...how });
    tx.afterCommit(() => {
      const { hub, events } = this.platform;
      hub.subscribe(user.id, `team:${team.id}`);
      if (!guest) hub.subscribe(user.id, teamDirectory(team.id));
      hub.publish({
        event: "added_to_team",
        data: { team_id: team.id, user_id: user.id },
        broadcast: { user_id: user.id },
        audience: { users: [user.id] },
      });
      events.emit("team.member.added", { teamId: team.id, userId: user.id, by: how.by });
    });
    return added;
  }

  /** Takes a person out of a team and all its channels. @throws AppError 404 */
  async leave(team: TeamRow, userId: string, by: string): Promise<void> {
    await this.platform.db.transaction(async (tx) => {
      if (!(await teamStore.remove(tx, team.id, userId, Date.now()))) throw notFound("membership");
      for (const hook of this.hooks.left) await hook(tx, team, userId, by);
      tx.afterCommit(() => {
        const { hub, events } = this.platform;
        hub.unsubscribe(userId, `team:${team.id}`);
        hub.unsubscribe(userId, teamDirectory(team.id));
        // Guests do not know who else is in the team; the person hears it whoever they are.
        for (const audience of [{ topic: teamDirectory(team.id) }, { users: [userId] }]) {
          hub.publish({
            event: "leave_team",
            data: { user_id: userId, team_id: team.id },
            broadcast: { team_id: team.id },
            audience,
          });
        }
        events.emit("team.member.removed", { teamId: team.id, userId, by });
      });
    });
  }

  /** Sets the roles of a member: team_admin, team_user and team_guest by name, others explicitly. @throws AppError 400, 404 */
  async setRoles(teamId: string, userId: string, roles: string): Promise<TeamMemberRow> {
    const read = membershipRoles(this.roles, "team", roles);
    return this.#saveMember({ team_id: teamId, user_id: userId, ...read });
  }

  async setSchemeRoles(teamId: string, userId: string, change: Partial<MembershipKinds>): Promise<TeamMemberRow> {
    const member = await this.member(teamId, userId);
    if (!member || member.delete_at > 0) throw notFound("membership");
    return this.#saveMember(ofOtherKind(member, change));
  }

  async #saveMember(
    next: Pick<TeamMemberRow, "team_id" | "user_id" | "roles" | "scheme_admin" | "scheme_user" | "scheme_guest">,
  ): Promise<TeamMemberRow> {
    const member = await teamStore.setRoles(this.platform.db, next);
    if (!member) throw notFound("membership");
    this.platform.events.emit("team.member.changed", { teamId: member.team_id, userId: member.user_id });
    this.tellMember(member);
    return member;
  }

  /** Tells a person what their membership of a team is now. */
  tellMember(member: TeamMemberRow): void {
    const { user_id } = member;
    const data = { member: JSON.stringify(this.presentMember(member)) };
    this.platform.hub.publish({
      event: "memberrole_updated",
      data,
      broadcast: { user_id },
      audience: { users: [user_id] },
    });
  }

  /** A membership as clients see it. */
  presentMember = (member: TeamMemberRow): TeamMember => ({
    team_id: member.team_id,
    user_id: member.user_id,
    roles: teamRoles(this.roles, member).join(" "),
    delete_at: member.delete_at,
    scheme_guest: member.scheme_guest,
    scheme_user: member.scheme_user,
    scheme_admin: member.scheme_admin,
    explicit_roles: member.roles,
  });

  regenerateInvite = (id: string) => this.update(id, { invite_id: newSecret() });

  present(access: TeamAccess): Team {
    return presentTeam(access.team, access.can);
  }
}
