import { OK } from "../../api/common.js";
import * as api from "../../api/moves.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import { notGuest, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { type ChannelDoor, channelOf, presentChannel, readsChannel } from "../channels/index.js";
import { postOf, readsPost } from "../posts/index.js";
import { presentTeam, type TeamDoor } from "../teams/index.js";
import type { Moves } from "./service.js";
import type { ThreadMoves } from "./threads.js";

export function moveRoutes(moves: Moves, threads: ThreadMoves, door: ChannelDoor, teamDoor: TeamDoor): Route[] {
  const reads = readsChannel(door);
  return [
    route(api.moveChannel, [system("manage_system"), reads], async ({ caller, params, body }) => {
      const { team } = await teamDoor.enter(caller, body.team_id);
      return presentChannel(
        await moves.move(caller, await moves.channels.get(params.channel_id), team, body.force === true),
      );
    }),
    route(api.convertGroup, [notGuest(), reads], async (call) => {
      const { can } = await teamDoor.enter(call.caller, call.body.team_id);
      if (!can("create_private_channel")) throw forbidden();
      const channel = await moves.channels.get(call.params.channel_id);
      return presentChannel(await moves.convert(call.caller, channel, call.body.team_id, call.body));
    }),
    route(api.moveThread, readsPost(moves.posts), async (call) => {
      await threads.move(call.caller, postOf(call), call.body.channel_id);
      return OK;
    }),
    route(api.getCommonTeams, [notGuest(), reads], async (call) => {
      const { channel, isMember } = channelOf(call);
      if (channel.type !== "G" || !isMember) throw new AppError("api.channel.convert.not_allowed.app_error");
      return (await moves.commonTeams(channel.id)).map((team) => presentTeam(team, () => false));
    }),
  ];
}
