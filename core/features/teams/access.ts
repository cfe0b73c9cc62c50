import { forbidden, notFound } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import type { Guard } from "../../platform/http/guards.js";
import type { Platform } from "../../platform/platform.js";
import { type Roles, roleNames } from "../roles/index.js";
import { type TeamMemberRow, type TeamRow, teamStore } from "./store.js";

/** A team together with what a caller may do in it. */
export interface TeamAccess {
  readonly team: TeamRow;
  readonly member: TeamMemberRow | null;
  can(permission: string): boolean;
}

/** The role names a membership of a team stands for: those of the team's scheme, where it has one. */
export function teamRoles({ schemes }: Roles, member: TeamMemberRow): string[] {
  const names = roleNames(member.roles);
  if (member.scheme_guest) names.push(schemes.roleFor("team_guest", member.scheme_id));
  if (member.scheme_user) names.push(schemes.roleFor("team_user", member.scheme_id));
  if (member.scheme_admin) names.push(schemes.roleFor("team_admin", member.scheme_id));
  return names;
}

/** Looks teams up through what a caller may see. */
export class TeamDoor {
  constructor(
    readonly platform: Platform,
    readonly roles: Roles,
  ) {}

  /** A team the caller may see, with their rights in it. @throws AppError 404 for unknown and hidden ones alike */
  async enter(caller: Caller, teamId: string): Promise<TeamAccess> {
    const { db } = this.platform;
    const [team, row] = await Promise.all([teamStore.byId(db, teamId), teamStore.member(db, teamId, caller.userId)]);
    const member = row && row.delete_at === 0 ? row : null;
    const own = member ? this.roles.permissionsOf(teamRoles(this.roles, member)) : undefined;
    const can = (permission: string) => caller.permissions.has(permission) || (own?.has(permission) ?? false);
    const open = team?.allow_open_invite && team.delete_at === 0 && can("list_public_teams");
    if (!team || !(member || open || can("list_private_teams") || can("manage_system"))) throw notFound("team");
    return { team, member, can };
  }
}

const KEY = Symbol("team");

/** The team the guard of this call let the caller into. */
export const teamOf = (call: { once<T>(key: unknown, make: () => T): T }): TeamAccess =>
  call.once<TeamAccess>(KEY, () => {
    throw new Error("This route has no team guard.");
  });

/** Those who have a permission in the team named in the path; for others who may not see it, it does not exist. */
export const inTeam =
  (door: TeamDoor, param = "team_id") =>
  (...permissions: string[]): Guard => ({
    words: `in the team: ${permissions.join(" or ")}`,
    session: true,
    async check(call: AnyCall) {
      const access = await door.enter(call.caller, call.params[param] as string);
      if (!permissions.some((permission) => access.can(permission))) throw forbidden();
      call.once(KEY, () => access);
    },
  });
