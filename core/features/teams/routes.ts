import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/teams.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import { holds } from "../../platform/database/like.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Caller } from "../../platform/http/caller.js";
import { anyone, self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor, teamOf, teamRoles } from "./access.js";
import { presentTeam, type Teams } from "./service.js";
import { type TeamMemberRow, type TeamRow, teamStore } from "./store.js";

/** Whose acquaintance limits what is listed: guests see those they share a channel with. */
const guestOf = (caller: Caller) => (caller.isGuest ? caller.userId : "");

export function teamRoutes(teams: Teams, door: TeamDoor): Route[] {
  const { db } = teams.platform;
  const { presentMember } = teams;
  const can = inTeam(door);
  const presentFor = (caller: Caller, team: TeamRow, member?: TeamMemberRow) => {
    const own = member ? teams.roles.permissionsOf(teamRoles(teams.roles, member)) : undefined;
    return presentTeam(team, (permission) => caller.permissions.has(permission) || (own?.has(permission) ?? false));
  };
  const list = async (caller: Caller, page: { page?: number; per_page?: number }, term = "") => {
    const { limit, offset } = pageOf(page);
    if (!caller.permissions.has("list_public_teams")) return { teams: [], total_count: 0 };
    const like = term ? holds(term.toLowerCase()) : "";
    const rows = await teamStore.list(db, caller.permissions.has("list_private_teams"), limit, offset, like);
    return { teams: rows.map((row) => presentFor(caller, row)), total_count: rows[0]?.total ?? 0 };
  };
  /** The route's team, for somebody who is a member or may add members. */
  const addOne = async (call: { caller: Caller } & Pick<AnyCall, "once">, userId: string) => {
    const access = teamOf(call);
    const joinsOpen = userId === call.caller.userId && access.team.allow_open_invite && access.can("join_public_teams");
    if (!joinsOpen && !access.can("add_user_to_team")) throw forbidden();
    return presentMember(await teams.join(access.team, userId, call.caller.userId));
  };
  return [
    route(api.createTeam, system("create_team"), async ({ caller, body }) => {
      const team = await teams.create(body, caller.userId);
      return presentFor(caller, team, await teams.member(team.id, caller.userId));
    }),
    route(api.listTeams, signedIn(), async ({ caller, query }) => {
      const found = await list(caller, query);
      return query.include_total_count ? found : found.teams;
    }),
    route(
      api.searchTeams,
      signedIn(),
      async ({ caller, body }) => {
        const found = await list(caller, body, body.term);
        return body.page !== undefined && body.per_page !== undefined ? found : found.teams;
      },
      { canWait: true },
    ),
    route(
      api.getInviteInfo,
      anyone(),
      async ({ params }) => {
        const team = await teams.byInvite(params.invite_id);
        if (!team) throw new AppError("api.team.invalid_invite.app_error");
        return { id: team.id, name: team.name, display_name: team.display_name, description: team.description };
      },
      { perMinute: 300 },
    ),
    route(api.getTeamByName, signedIn(), async ({ caller, params }) => {
      const team = await teamStore.byName(db, params.team_name.toLowerCase());
      if (!team) throw notFound("team");
      return teams.present(await door.enter(caller, team.id));
    }),
    route(api.teamExists, signedIn(), async ({ caller, params }) => {
      const team = await teamStore.byName(db, params.team_name.toLowerCase());
      // Whoever may make teams learns of taken addresses anyway, when making one fails.
      const exists =
        team !== undefined &&
        (caller.permissions.has("create_team") ||
          (await door.enter(caller, team.id).then(
            () => true,
            () => false,
          )));
      return { exists };
    }),
    route(api.getTeam, can("view_team", "list_public_teams", "list_private_teams"), (call) =>
      teams.present(teamOf(call)),
    ),
    route(api.updateTeam, can("manage_team"), async (call) => {
      const { id: _, ...change } = call.body;
      const team = await teams.update(call.params.team_id, change);
      return presentTeam(team, teamOf(call).can);
    }),
    route(api.patchTeam, can("manage_team"), async (call) => {
      const { team, can: may } = teamOf(call);
      const constrained = call.body.group_constrained ?? team.group_constrained;
      if (constrained !== team.group_constrained) {
        if (!call.caller.permissions.has("sysconsole_write_user_management_groups")) throw forbidden();
        if (constrained) await teams.constraint.mayBegin(team);
      }
      return presentTeam(await teams.update(team.id, call.body), may);
    }),
    route(api.updateTeamPrivacy, can("manage_team"), async (call) => {
      const open = call.body.privacy === "O";
      return presentTeam(
        await teams.update(call.params.team_id, { type: call.body.privacy, allow_open_invite: open }),
        teamOf(call).can,
      );
    }),
    route(api.archiveTeam, can("manage_team"), async ({ params }) => {
      await teams.archive(params.team_id);
      return OK;
    }),
    route(api.restoreTeam, can("manage_team"), async (call) =>
      presentTeam(await teams.restore(call.params.team_id), teamOf(call).can),
    ),
    route(api.regenerateInvite, can("manage_team"), async (call) =>
      presentTeam(await teams.regenerateInvite(call.params.team_id), teamOf(call).can),
    ),
    route(
      api.getTeamStats,
      can("view_team"),
      async ({ caller, params }) => {
        const stats = await teamStore.stats(db, params.team_id, guestOf(caller));
        return {
          team_id: params.team_id,
          total_member_count: stats?.total ?? 0,
          active_member_count: stats?.active ?? 0,
        };
      },
      { canWait: true },
    ),

    route(api.getTeamMembers, can("view_team"), async ({ caller, params, query }) => {
      const rows = await teamStore.members(db, params.team_id, {
        ...pageOf(query),
        active: query.exclude_deleted_users === true,
        byName: query.sort === "Username",
        knownTo: guestOf(caller),
      });
      return rows.map(presentMember);
    }),
    route(api.getTeamMembersByIds, can("view_team"), async ({ caller, params, body }) =>
      (await teamStore.membersByIds(db, params.team_id, body, guestOf(caller))).map(presentMember),
    ),
    route(api.getTeamMember, can("view_team"), async ({ caller, params }) => {
      const [member] = await teamStore.membersByIds(db, params.team_id, [params.user_id], guestOf(caller));
      if (!member) throw notFound("membership");
      return presentMember(member);
    }),
    route(api.addTeamMember, can("view_team", "join_public_teams", "add_user_to_team"), async (call) => {
      if (call.body.team_id && call.body.team_id !== call.params.team_id) throw badBody("team_id");
      return addOne(call, call.body.user_id);
    }),
    route(api.addTeamMembers, can("add_user_to_team"), async (call) => {
      const results: unknown[] = [];
      for (const { user_id } of call.body) {
        try {
          const member = await addOne(call, user_id);
          results.push(call.query.graceful ? { user_id, member, error: null } : member);
        } catch (error) {
          if (!call.query.graceful || !(error instanceof AppError)) throw error;
          results.push({
            user_id,
            member: null,
            error: { id: error.id, message: error.message, status_code: error.status },
          });
        }
      }
      return results;
    }),
    route(
      api.joinByInvite,
      {
        words: "signed in; guests by a token only",
        session: true,
        check({ caller, query }) {
          if (caller.isGuest && !query.token) throw forbidden();
        },
      },
      async ({ caller, query }) => {
        const byToken = query.token && (await teams.joinByToken?.(query.token, caller));
        const team =
          byToken || (query.invite_id && !caller.isGuest ? await teams.byInvite(query.invite_id) : undefined);
        if (!team) throw new AppError("api.team.invalid_invite.app_error");
        return presentMember(await teams.join(team, caller.userId, caller.userId));
      },
      { perMinute: 120 },
    ),
    route(api.removeTeamMember, can("view_team", "remove_user_from_team"), async (call) => {
      const { caller, params } = call;
      if (params.user_id !== caller.userId && !teamOf(call).can("remove_user_from_team")) throw forbidden();
      await teams.leave(teamOf(call).team, params.user_id, caller.userId);
      return OK;
    }),
    route(api.updateTeamMemberRoles, can("manage_team_roles"), async ({ params, body }) => {
      await teams.setRoles(params.team_id, params.user_id, body.roles);
      return OK;
    }),
    route(api.updateTeamMemberSchemeRoles, can("manage_team_roles"), async ({ params, body }) => {
      await teams.setSchemeRoles(params.team_id, params.user_id, body);
      return OK;
    }),

    route(
      api.getUserTeams,
      self("manage_system"),
      async ({ caller, params }) => {
        const [rows, members] = await Promise.all([
          teamStore.ofUser(db, params.user_id),
          teamStore.memberships(db, params.user_id),
        ]);
        return rows.map((team) =>
          presentFor(
            caller,
            team,
            members.find((member) => member.team_id === team.id && member.user_id === caller.userId),
          ),
        );
      },
      { etag: true },
    ),
    route(api.getUserTeamMembers, self("manage_system"), async ({ params }) =>
      (await teamStore.memberships(db, params.user_id)).map(presentMember),
    ),
  ];
}
