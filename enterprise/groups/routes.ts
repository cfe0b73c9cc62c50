import { OK, pageOf } from "../../core/api/common.js";
import * as api from "../../core/api/groups.js";
import type { Host } from "../../core/edition/contract.js";
import { ChannelDoor, readsChannel } from "../../core/features/channels/index.js";
import { inTeam, TeamDoor } from "../../core/features/teams/index.js";
import type { AnyCall } from "../../core/platform/http/call.js";
import { notGuest, signedIn, system } from "../../core/platform/http/guards.js";
import { type Route, route } from "../../core/platform/http/route.js";
import { type GroupDesk, presentGroup, presentLink } from "./desk.js";
import type { GroupPlaces } from "./places.js";
import { type GroupRow, groupStore, type Kind } from "./store.js";

const READ = "sysconsole_read_user_management_groups";
const WRITE = "sysconsole_write_user_management_groups";
const mayRead = () => system(READ, WRITE);
const mayWrite = () => system(WRITE);

/** `changed` is called when a synchronisation should follow soon. */
export function groupRoutes(host: Host, desk: GroupDesk, places: GroupPlaces, changed: () => Promise<void>): Route[] {
  return [
    ...directoryGroups(host, desk, places, changed),
    ...groups(host, desk, changed),
    ...links(host, desk, changed),
    ...ofPlaces(host),
  ];
}

function directoryGroups(host: Host, desk: GroupDesk, places: GroupPlaces, changed: () => Promise<void>): Route[] {
  const { audits, users } = host.services;
  return [
    route(api.listLdapGroups, mayRead(), ({ query }) => {
      const { limit, offset } = pageOf(query);
      return desk.list(query, limit, offset);
    }),
    route(api.linkLdapGroup, mayWrite(), async ({ params, caller, ip }) => {
      const group = await desk.link(params.remote_key);
      await audits.record({ caller, ip, action: "groups.link", object: group.id });
      await changed();
      return presentGroup(group);
    }),
    route(api.unlinkLdapGroup, mayWrite(), async ({ params, caller, ip }) => {
      await desk.unlink(params.remote_key);
      await audits.record({ caller, ip, action: "groups.unlink", extra: { remote_id: params.remote_key } });
      await changed();
      return OK;
    }),
    route(api.syncUserGroups, mayWrite(), async ({ params, caller, ip }) => {
      const user = await users.get(params.user_id);
      await audits.record({ caller, ip, action: "groups.apply", object: user.id });
      await places.apply(user.id, true, host.signal);
      return OK;
    }),
  ];
}

function groups(host: Host, desk: GroupDesk, changed: () => Promise<void>): Route[] {
  const { db } = host.platform;
  const { audits, users } = host.services;
  const all = (call: Pick<AnyCall, "caller">) => [READ, WRITE].some((name) => call.caller.permissions.has(name));
  /** Who does not manage groups knows those that can be mentioned. */
  const seen = async (call: Pick<AnyCall, "caller">, id: string): Promise<GroupRow> => {
    const group = await desk.get(id);
    return all(call) || (group.allow_reference && group.name !== null) ? group : desk.get("");
  };
  return [
    route(api.listGroups, notGuest(), async (call) => {
      const { query } = call;
      const filter = { ...query, filter_allow_reference: !all(call) || query.filter_allow_reference };
      const rows = await groupStore.list(db, filter, pageOf(query));
      return rows.map((row) => presentGroup(row, query.include_member_count));
    }),
    route(api.getGroupsByNames, signedIn(), async ({ body }) =>
      (await groupStore.byNames(db, body)).map((row) => presentGroup(row)),
    ),
    route(api.getGroup, notGuest(), async (call) =>
      presentGroup(await seen(call, call.params.group_id), call.query.include_member_count),
    ),
    route(api.getGroupStats, notGuest(), async (call) => {
      const { id, member_count } = await seen(call, call.params.group_id);
      return { group_id: id, total_member_count: member_count };
    }),
    route(api.listGroupMembers, notGuest(), async (call) => {
      const group = await seen(call, call.params.group_id);
      const ids = await groupStore.members(db, group.id, pageOf(call.query));
      const byId = new Map((await users.byIds(ids)).map((user) => [user.id, user]));
      const members = ids.flatMap((id) => byId.get(id) ?? []).map((user) => users.present(user, call.caller));
      return { members, total_member_count: group.member_count };
    }),
    route(api.patchGroup, mayWrite(), async ({ params, body, caller, ip }) => {
      const group = await desk.patch(params.group_id, body);
      await audits.record({ caller, ip, action: "groups.patch", object: group.id, extra: { ...body } });
      await changed();
      return presentGroup(group);
    }),
  ];
}

function links(host: Host, desk: GroupDesk, changed: () => Promise<void>): Route[] {
  const { db } = host.platform;
  const { audits } = host.services;
  const rows = async (kind: Kind, id: string) => groupStore.links(db, kind, (await desk.get(id)).id);
  const save = async (
    kind: Kind,
    call: Pick<AnyCall, "caller" | "ip"> & { params: { group_id: string } },
    placeId: string,
    body: { auto_add?: boolean; scheme_admin?: boolean },
  ) => {
    const link = await desk.savePlace(kind, call.params.group_id, placeId, body);
    const extra = { [kind]: placeId, auto_add: link.auto_add, scheme_admin: link.scheme_admin };
    await audits.record({
      caller: call.caller,
      ip: call.ip,
      action: `groups.${kind}.link`,
      object: link.group_id,
      extra,
    });
    await changed();
    return link;
  };
  const drop = async (
    kind: Kind,
    call: Pick<AnyCall, "caller" | "ip"> & { params: { group_id: string } },
    placeId: string,
  ) => {
    await desk.dropPlace(kind, call.params.group_id, placeId);
    const { caller, ip, params } = call;
    await audits.record({
      caller,
      ip,
      action: `groups.${kind}.unlink`,
      object: params.group_id,
      extra: { [kind]: placeId },
    });
    return OK;
  };
  return [
    route(api.listGroupTeams, mayRead(), async ({ params }) =>
      (await rows("team", params.group_id)).map((row) => presentLink("team", row)),
    ),
    route(api.listGroupChannels, mayRead(), async ({ params }) =>
      (await rows("channel", params.group_id)).map((row) => presentLink("channel", row)),
    ),
    route(api.getGroupTeam, mayRead(), async ({ params }) =>
      presentLink("team", await desk.placeLink("team", params.group_id, params.team_id)),
    ),
    route(api.getGroupChannel, mayRead(), async ({ params }) =>
      presentLink("channel", await desk.placeLink("channel", params.group_id, params.channel_id)),
    ),
    route(api.linkGroupTeam, mayWrite(), async (call) =>
      presentLink("team", await save("team", call, call.params.team_id, call.body)),
    ),
    route(api.linkGroupChannel, mayWrite(), async (call) =>
      presentLink("channel", await save("channel", call, call.params.channel_id, call.body)),
    ),
    route(api.patchGroupTeam, mayWrite(), async (call) => {
      await desk.placeLink("team", call.params.group_id, call.params.team_id);
      return presentLink("team", await save("team", call, call.params.team_id, call.body));
    }),
    route(api.patchGroupChannel, mayWrite(), async (call) => {
      await desk.placeLink("channel", call.params.group_id, call.params.channel_id);
      return presentLink("channel", await save("channel", call, call.params.channel_id, call.body));
    }),
    route(api.unlinkGroupTeam, mayWrite(), (call) => drop("team", call, call.params.team_id)),
    route(api.unlinkGroupChannel, mayWrite(), (call) => drop("channel", call, call.params.channel_id)),
  ];
}

/** For members: which groups a team or channel has. */
function ofPlaces(host: Host): Route[] {
  const { platform, services } = host;
  const inTheTeam = inTeam(new TeamDoor(platform, services.roles))("view_team");
  const inTheChannel = readsChannel(new ChannelDoor(platform, services.roles));
  const answer = async (
    kind: Kind,
    id: string,
    query: {
      page?: number;
      per_page?: number;
      q?: string;
      filter_allow_reference?: boolean;
      include_member_count?: boolean;
      paginate?: boolean;
    },
  ) => {
    const page = query.paginate === false ? { limit: 1000, offset: 0 } : pageOf(query);
    const rows = await groupStore.ofPlace(platform.db, kind, id, query, page);
    return {
      groups: rows.map((row) => presentGroup(row, query.include_member_count)),
      total_group_count: Number(rows[0]?.total ?? 0),
    };
  };
  return [
    route(api.listGroupsOfTeam, [notGuest(), inTheTeam], ({ params, query }) => answer("team", params.team_id, query)),
    route(api.listGroupsOfChannel, [notGuest(), inTheChannel], ({ params, query }) =>
      answer("channel", params.channel_id, query),
    ),
  ];
}
