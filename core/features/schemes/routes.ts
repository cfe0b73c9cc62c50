import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/schemes.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { presentChannel } from "../channels/index.js";
import { presentTeam } from "../teams/index.js";
import { presentScheme, type SchemeDesk } from "./service.js";
import { placeStore } from "./store.js";

const READ = "sysconsole_read_user_management_permissions";
const WRITE = "sysconsole_write_user_management_permissions";

export function schemeRoutes(desk: SchemeDesk): Route[] {
  const { db } = desk.roles.platform;
  const reads = system(READ, WRITE, "manage_system");
  const writes = system(WRITE, "manage_system");
  return [
    route(api.listSchemes, reads, ({ query }) => {
      const { limit, offset } = pageOf(query);
      return desk.list(query.scope ?? "", limit, offset).map(presentScheme);
    }),
    route(api.createScheme, writes, async (call) => presentScheme(await desk.create(call, call.body))),
    route(api.getScheme, reads, ({ params }) => presentScheme(desk.get(params.scheme_id))),
    route(api.patchScheme, writes, async (call) =>
      presentScheme(await desk.patch(call, call.params.scheme_id, call.body)),
    ),
    route(api.deleteScheme, writes, async (call) => {
      await desk.delete(call, call.params.scheme_id);
      return OK;
    }),
    route(api.listSchemeTeams, reads, async ({ params, query, caller }) => {
      const { limit, offset } = pageOf(query);
      const rows = await placeStore.teams(db, desk.get(params.scheme_id).id, limit, offset);
      return rows.map((row) => presentTeam(row, (permission) => caller.permissions.has(permission)));
    }),
    route(api.listSchemeChannels, reads, async ({ params, query }) => {
      const { limit, offset } = pageOf(query);
      return (await placeStore.channels(db, desk.get(params.scheme_id).id, limit, offset)).map(presentChannel);
    }),
    route(api.setTeamScheme, writes, async (call) => {
      await desk.setTeam(call, call.params.team_id, call.body.scheme_id);
      return OK;
    }),
    route(api.setChannelScheme, writes, async (call) => {
      await desk.setChannel(call, call.params.channel_id, call.body.scheme_id);
      return OK;
    }),
  ];
}
