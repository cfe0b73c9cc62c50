import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/reports.js";
import type { AnyCall } from "../../platform/http/call.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Audits } from "../audit/index.js";
import type { UserExports } from "./export.js";
import type { Reports } from "./service.js";

const readsUsers = () => system("sysconsole_read_user_management_users", "manage_system");
const readsSite = () => system("sysconsole_read_reporting_site_statistics", "get_analytics", "manage_system");
const readsTeams = () => system("sysconsole_read_reporting_team_statistics", "get_analytics", "manage_system");

export function reportRoutes(reports: Reports, exports: UserExports, audits: Audits): Route[] {
  return [
    route(api.reportUsers, readsUsers(), ({ query }) => reports.people(query, Math.min(query.page_size || 50, 100)), {
      canWait: true,
    }),
    route(api.countReportUsers, readsUsers(), ({ query }) => reports.count(query), { canWait: true }),
    route(api.exportUsers, readsUsers(), async (call) => {
      await audits.record({ caller: call.caller, ip: call.ip, action: "users.export" });
      const day = new Date().toISOString().slice(0, 10);
      const answer = call.respond(reports.csv(call.query)).type("text/csv; charset=utf-8");
      return answer
        .header("Content-Disposition", `attachment; filename="people-${day}.csv"`)
        .header("Cache-Control", "no-store");
    }),
    route(api.startUsersExport, readsUsers(), async ({ caller, ip, query }) => {
      const object = await exports.start(caller, query);
      await audits.record({ caller, ip, action: "users.export", object });
      return OK;
    }),
    route(
      api.reportTeams,
      system("sysconsole_read_user_management_teams", "manage_system"),
      ({ query }) => reports.teams({ ...query, ...pageOf(query) }),
      { canWait: true },
    ),
    route(
      api.reportChannels,
      system("sysconsole_read_user_management_channels", "manage_system"),
      ({ query }) => reports.channels({ ...query, ...pageOf(query) }, query.team_id),
      { canWait: true },
    ),
    route(api.getTeamStatistics, readsTeams(), ({ params, query }) => reports.team(params.team_id, query.days ?? 30), {
      canWait: true,
    }),
    route(api.getOverview, readsSite(), ({ query }) => reports.overview(query.days ?? 30)),
    route(
      api.analytics,
      readsTeams(),
      async (call) => {
        const { name, team_id: teamId } = call.query;
        if (!teamId) await readsSite().check(call as unknown as AnyCall);
        return reports.analytics(name || "standard", teamId ?? "");
      },
      { canWait: true },
    ),
  ];
}
