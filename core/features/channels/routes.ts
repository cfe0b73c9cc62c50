import * as searching from "../../api/channel-search.js";
import * as api from "../../api/channels.js";
import { OK, pageOf } from "../../api/common.js";
import type { User } from "../../api/users.js";
import { AppError, badBody, forbidden, notFound } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import { self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor, teamOf, teamStore } from "../teams/index.js";
import { type ChannelDoor, channelOf, inChannel, managing, readsChannel } from "./access.js";
import { presentChannel, presentWithTeam } from "./present.js";
import { like, channelQueries as queries } from "./queries.js";
import { type Channels, defaultChannelNames } from "./service.js";
import { type ChannelRow, channelStore as store } from "./store.js";

export function channelRoutes(channels: Channels, door: ChannelDoor, teamDoor: TeamDoor): Route[] {
  return [
    ...placeRoutes(channels, door, teamDoor),
    ...findRoutes(channels, door, teamDoor),
    ...ownRoutes(channels, door, teamDoor),
    ...memberRoutes(channels, door),
  ];
}

/** Making, changing, archiving. */
function placeRoutes(channels: Channels, door: ChannelDoor, teamDoor: TeamDoor): Route[] {
  const { db } = channels.platform;
  const can = inChannel(door);
  const reads = readsChannel(door);
  /** The channel of the route as it is now, for somebody who may change it. */
  const changing = async (call: Pick<AnyCall, "once">, permission?: string): Promise<ChannelRow> => {
    const access = channelOf(call);
    if (permission ? !access.can(permission) : !managing(access, "properties")) throw forbidden();
    const channel = await channels.get(access.channel.id);
    return channel;
  };
  const update = async (call: Pick<AnyCall, "once" | "caller">, body: Parameters<Channels["update"]>[1]) => {
    const channel = await changing(call);
    if (channel.delete_at > 0) throw new AppError("api.channel.update_channel.deleted.app_error");
    return presentChannel(await channels.update(channel, body, call.caller.userId));
  };
  return [
    route(api.createChannel, signedIn(), async ({ caller, body }) => {
      const access = await teamDoor.enter(caller, body.team_id);
      if (!access.can(body.type === "O" ? "create_public_channel" : "create_private_channel")) throw forbidden();
      return presentChannel(await channels.create(body, caller.userId));
    }),
    route(api.createDirect, system("create_direct_channel"), async ({ caller, body }) =>
      presentChannel(await channels.direct(caller, body)),
    ),
    route(api.createGroup, system("create_group_channel"), async ({ caller, body }) =>
      presentChannel(await channels.group(caller, body)),
    ),
    route(api.getChannel, can("read_channel", "read_public_channel", "manage_system"), async ({ params }) =>
      presentChannel(await channels.get(params.channel_id)),
    ),
    route(api.updateChannel, reads, (call) => update(call, call.body)),
    route(api.patchChannel, reads, async (call) => {
      const { channel } = channelOf(call);
      const constrained = call.body.group_constrained ?? channel.group_constrained;
      if (constrained !== channel.group_constrained) {
        if (!call.caller.permissions.has("sysconsole_write_user_management_groups")) throw forbidden();
        if (constrained) await channels.constraint.mayBegin(channel);
      }
      return update(call, call.body);
    }),
    route(api.updateChannelPrivacy, reads, async (call) => {
      const { privacy } = call.body;
      const permission = privacy === "O" ? "convert_private_channel_to_public" : "convert_public_channel_to_private";
      return presentChannel(await channels.setPrivacy(await changing(call, permission), privacy, call.caller.userId));
    }),
    route(api.convertChannel, reads, async (call) => {
      if (channelOf(call).channel.type !== "O") throw new AppError("api.channel.convert.not_allowed.app_error");
      const channel = await changing(call, "convert_public_channel_to_private");
      return presentChannel(await channels.setPrivacy(channel, "P", call.caller.userId));
    }),
    route(api.archiveChannel, reads, async (call) => {
      const permission = channelOf(call).channel.type === "O" ? "delete_public_channel" : "delete_private_channel";
      const direct = ["D", "G"].includes(channelOf(call).channel.type);
      await channels.archive(await changing(call, direct ? "read_channel" : permission), call.caller.userId);
      return OK;
    }),
    route(api.restoreChannel, reads, async (call) => {
      const { channel, can: may } = channelOf(call);
      const permission = channel.type === "O" ? "delete_public_channel" : "delete_private_channel";
      if (!may("manage_team") && !may(permission)) throw forbidden();
      return presentChannel(await channels.restore(await channels.get(channel.id), call.caller.userId));
    }),
    route(api.getChannelStats, reads, async ({ params, query }) => {
      const counts = await store.counts(db, params.channel_id, query.exclude_files_count === true);
      return {
        channel_id: params.channel_id,
        member_count: counts?.members ?? 0,
        guest_count: counts?.guests ?? 0,
        pinnedpost_count: counts?.pinned ?? 0,
        files_count: counts?.files ?? 0,
      };
    }),
    route(api.getMemberCounts, signedIn(), async ({ caller, body }) => {
      const readable: string[] = [];
      for (const id of body) if (await door.mayRead(caller, id)) readable.push(id);
      return Object.fromEntries((await store.memberCounts(db, readable)).map((row) => [row.channel_id, row.members]));
    }),
    route(api.getChannelTimezones, reads, ({ params }) => store.timezones(db, params.channel_id)),
  ];
}

/** Finding channels of a team. */
function findRoutes(channels: Channels, door: ChannelDoor, teamDoor: TeamDoor): Route[] {
  const { db } = channels.platform;
  const team = inTeam(teamDoor);
  const byName = async (call: AnyCall, teamId: string, name: string, deleted: boolean) => {
    const channel = await store.byName(db, teamId, name.toLowerCase());
    if (!channel || (channel.delete_at > 0 && !deleted)) throw notFound("channel");
    await door.enter(call.caller, channel.id);
    return presentChannel(channel);
  };
  const search = async (
    call: Pick<AnyCall, "caller" | "once" | "params">,
    term: string | undefined,
    limit: number,
    mine = false,
  ) => {
    const open = teamOf(call).can("list_team_channels");
    const rows = await queries.search(db, {
      teamId: call.params.team_id as string,
      userId: call.caller.userId,
      like: like(term),
      open,
      mine,
      limit,
    });
    return rows.map(presentChannel);
  };
  return [
    route(api.getChannelByName, team("view_team"), (call) =>
      byName(
        call as unknown as AnyCall,
        call.params.team_id,
        call.params.channel_name,
        call.query.include_deleted === true,
      ),
    ),
    route(api.getChannelByNames, signedIn(), async (call) => {
      const found = await teamStore.byName(db, call.params.team_name.toLowerCase());
      if (!found) throw notFound("channel");
      return byName(
        call as unknown as AnyCall,
        found.id,
        call.params.channel_name,
        call.query.include_deleted === true,
      );
    }),
    route(api.getPublicChannels, team("list_team_channels"), async ({ params, query }) => {
      const { limit, offset } = pageOf(query);
      return (await queries.ofTeam(db, params.team_id, "O", limit, offset)).map(presentChannel);
    }),
    route(api.getPrivateChannels, system("manage_system"), async ({ params, query }) => {
      const { limit, offset } = pageOf(query);
      return (await queries.ofTeam(db, params.team_id, "P", limit, offset)).map(presentChannel);
    }),
    route(api.getArchivedChannels, team("view_team"), async (call) => {
      const { limit, offset } = pageOf(call.query);
      const { can } = teamOf(call);
      const rows = await queries.archived(db, {
        teamId: call.params.team_id,
        userId: call.caller.userId,
        limit,
        offset,
        all: can("manage_system"),
        like: "",
        open: can("list_team_channels"),
      });
      return rows.map(presentChannel);
    }),
    route(
      searching.searchArchivedChannels,
      team("view_team"),
      async (call) => {
        const { can } = teamOf(call);
        const rows = await queries.archived(db, {
          teamId: call.params.team_id,
          userId: call.caller.userId,
          limit: 100,
          offset: 0,
          all: can("manage_system"),
          like: like(call.body.term),
          open: can("list_team_channels"),
        });
        return rows.map(presentChannel);
      },
      { canWait: true },
    ),
    route(api.getChannelsByIds, team("view_team"), async (call) => {
      const { can } = teamOf(call);
      const rows = await store.byIds(db, call.body);
      const found = rows.filter(
        (row) => row.team_id === call.params.team_id && row.type === "O" && can("list_team_channels"),
      );
      if (found.length === 0) throw notFound("channel");
      return found.map(presentChannel);
    }),
    route(searching.searchTeamChannels, team("view_team"), (call) => search(call, call.body.term, 100), {
      canWait: true,
    }),
    route(searching.autocompleteChannels, team("view_team"), (call) => search(call, call.query.name, 50), {
      canWait: true,
    }),
    route(searching.autocompleteForSearch, team("view_team"), (call) => search(call, call.query.name, 50, true), {
      canWait: true,
    }),
    route(
      searching.searchGroups,
      signedIn(),
      async ({ caller, body }) => (await queries.groups(db, caller.userId, like(body.term, true))).map(presentChannel),
      { canWait: true },
    ),
    route(
      searching.searchAllChannels,
      signedIn(),
      async ({ caller, body, query }) => {
        const { limit, offset } = pageOf({ page: body.page, per_page: body.per_page ?? 100 });
        const types = !body.public === !body.private ? ["O", "P"] : [body.public ? "O" : "P"];
        const state = body.deleted ? "deleted" : (body.include_deleted ?? query.include_deleted) ? "any" : "live";
        // Whoever searches outside the console finds no more than any member does.
        const all = caller.permissions.has("manage_system") && query.system_console !== false;
        const rows = await queries.searchAll(db, {
          like: like(body.term),
          without: body.exclude_default_channels ? defaultChannelNames : [],
          types,
          teamIds: body.team_ids ?? [],
          state,
          limit,
          offset,
          all,
          userId: caller.userId,
        });
        const found = rows.map(presentWithTeam);
        return body.page !== undefined && body.per_page !== undefined
          ? { channels: found, total_count: rows[0]?.total ?? 0 }
          : found;
      },
      { canWait: true },
    ),
    route(api.listAllChannels, system("manage_system"), async ({ caller, query }) => {
      const { limit, offset } = pageOf(query);
      const rows = await queries.searchAll(db, {
        like: "",
        without: query.exclude_default_channels ? defaultChannelNames : [],
        types: ["O", "P"],
        teamIds: [],
        state: query.include_deleted ? "any" : "live",
        limit,
        offset,
        all: true,
        userId: caller.userId,
      });
      const found = rows.map(presentWithTeam);
      return query.include_total_count ? { channels: found, total_count: rows[0]?.total ?? 0 } : found;
    }),
  ];
}

/** What a person's own clients load: channels, memberships, unread counts, marking as read. */
function ownRoutes(channels: Channels, door: ChannelDoor, teamDoor: TeamDoor): Route[] {
  const { db } = channels.platform;
  const own = self("manage_system");
  const team = inTeam(teamDoor);
  const read = async (
    { params, connectionId }: Pick<AnyCall, "connectionId" | "params">,
    ids: readonly string[],
    collapsed = true,
  ) => ({
    status: "OK" as const,
    last_viewed_at_times: await channels.read(params.user_id as string, ids, { connectionId, collapsed }),
  });
  return [
    route(
      api.getMyTeamChannels,
      [own, team("view_team")],
      async ({ params, query }) => {
        const rows = await queries.mine(
          db,
          params.user_id,
          params.team_id,
          query.include_deleted === true,
          query.last_delete_at ?? 0,
        );
        return rows.map(presentChannel);
      },
      { etag: true },
    ),
    route(api.getMyChannels, own, async ({ params, query }) => {
      const rows = await queries.mine(
        db,
        params.user_id,
        "",
        query.include_deleted === true,
        query.last_delete_at ?? 0,
      );
      return rows.map(presentChannel);
    }),
    route(api.getMyTeamChannelMembers, [own, team("view_team")], async ({ params }) =>
      (await queries.countedInTeam(db, params.user_id, params.team_id)).map(channels.presentMember),
    ),
    route(api.getMyChannelMembers, own, async ({ params, query }) => {
      const { limit, offset } = query.page === -1 ? { limit: null, offset: 0 } : pageOf(query);
      const [rows, teams] = await Promise.all([
        queries.countedPage(db, params.user_id, limit, offset),
        teamStore.ofUser(db, params.user_id),
      ]);
      const byId = new Map(teams.map((team) => [team.id, team]));
      return rows.map((row) => {
        const of = byId.get(row.team_id);
        return {
          ...channels.presentMember(row),
          team_display_name: of?.display_name ?? "",
          team_name: of?.name ?? "",
          team_update_at: of?.update_at ?? 0,
        };
      });
    }),
    route(api.getChannelUnread, [own, readsChannel(door)], async ({ params }) => {
      const [member, channel] = await Promise.all([
        queries.counted(db, params.user_id, params.channel_id),
        store.byId(db, params.channel_id),
      ]);
      if (!member || !channel) throw notFound("membership");
      const shown = channels.presentMember(member);
      return {
        team_id: channel.team_id,
        channel_id: channel.id,
        msg_count: Math.max(0, channel.total_msg_count - member.msg_count),
        msg_count_root: Math.max(0, channel.total_msg_count_root - member.msg_count_root),
        mention_count: shown.mention_count,
        mention_count_root: shown.mention_count_root,
        urgent_mention_count: shown.urgent_mention_count,
        last_viewed_at: member.last_viewed_at,
        notify_props: shown.notify_props,
      };
    }),
    route(api.getUsersOfGroups, signedIn(), async ({ caller, body }) => {
      const rows = await queries.groupPeople(db, body, caller.userId);
      const people = await channels.users.byIds([...new Set(rows.map((row) => row.user_id))]);
      const byId = new Map(people.map((person) => [person.id, channels.users.present(person, caller)]));
      const result: Record<string, User[]> = {};
      for (const row of rows) {
        const person = byId.get(row.user_id);
        if (person && row.user_id !== caller.userId) (result[row.channel_id] ??= []).push(person);
      }
      return result;
    }),
    route(api.viewChannel, self(), async (call) => {
      const { channel_id = "", prev_channel_id = "", collapsed_threads_supported } = call.body;
      return read(call, [channel_id, prev_channel_id], collapsed_threads_supported === true);
    }),
    route(api.markChannelsRead, self(), (call) => read(call, call.body)),
    route(api.markDirectRead, self(), async (call) => read(call, await queries.directIds(db, call.params.user_id))),
    route(api.markTeamRead, [self(), team("view_team")], async (call) =>
      read(call, await queries.teamIds(db, call.params.user_id, call.params.team_id)),
    ),
  ];
}

/** Who is in a channel. */
function memberRoutes(channels: Channels, door: ChannelDoor): Route[] {
  const { db } = channels.platform;
  const can = inChannel(door);
  const reads = readsChannel(door);
  return [
    route(api.getMembers, reads, async ({ params, query }) => {
      const { limit, offset } = pageOf(query);
      return (await store.members(db, params.channel_id, limit, offset)).map(channels.presentMember);
    }),
    route(api.getMembersByIds, reads, async ({ params, body }) =>
      (await store.membersByIds(db, params.channel_id, body)).map(channels.presentMember),
    ),
    route(api.getMember, reads, async ({ params }) => {
      const member = await queries.counted(db, params.user_id, params.channel_id);
      if (!member) throw notFound("membership");
      return channels.presentMember(member);
    }),
    route(api.addMember, reads, async (call) => {
      const { body, caller } = call;
      const access = channelOf(call);
      const ids = body.user_ids ?? (body.user_id ? [body.user_id] : []);
      if (ids.length === 0) throw badBody("user_id");
      const channel = await channels.get(access.channel.id);
      const joins = ids.length === 1 && ids[0] === caller.userId && !access.isMember;
      const allowed =
        joins && channel.type === "O"
          ? access.can("join_public_channels") || managing(access, "members")
          : managing(access, "members");
      if (!allowed) throw forbidden();
      const added = await channels.add(channel, ids, caller.userId, joins ? "joined" : "added");
      const members = added.map(channels.presentMember);
      return body.user_ids ? members : (members[0] ?? members);
    }),
    route(api.removeMember, reads, async (call) => {
      const access = channelOf(call);
      if (call.params.user_id !== call.caller.userId && !managing(access, "members")) throw forbidden();
      await channels.remove(access.channel, call.params.user_id, call.caller.userId);
      return OK;
    }),
    route(api.updateMemberRoles, can("manage_channel_roles"), async ({ params, body }) => {
      await channels.setRoles(params.channel_id, params.user_id, body.roles);
      return OK;
    }),
    route(api.updateMemberSchemeRoles, can("manage_channel_roles"), async ({ params, body }) => {
      await channels.setSchemeRoles(params.channel_id, params.user_id, body);
      return OK;
    }),
    route(api.updateNotifyProps, [self("manage_system"), reads], async ({ params, body }) => {
      await channels.setNotifyProps(params.channel_id, params.user_id, body);
      return OK;
    }),
  ];
}
