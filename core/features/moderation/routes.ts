import * as api from "../../api/moderation.js";
import { forbidden } from "../../platform/app-error.js";
import type { AnyCall } from "../../platform/http/call.js";
import type { Guard } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { type ChannelDoor, channelOf, readsChannel } from "../channels/index.js";
import type { ChannelModeration } from "./service.js";

export function moderationRoutes(moderation: ChannelModeration, door: ChannelDoor): Route[] {
  const reads = readsChannel(door);
  /** Administrators of the channel or its team, and those of the system who look after channels. */
  const moderates = (systemPermission: string): Guard => ({
    words: `in the channel: manage_channel_roles, or ${systemPermission}`,
    session: true,
    async check(call: AnyCall) {
      await reads.check(call);
      const { can } = channelOf(call);
      if (!can("manage_channel_roles") && !can(systemPermission)) throw forbidden();
    },
  });
  return [
    route(api.getModerations, moderates("sysconsole_read_user_management_channels"), ({ params }) =>
      moderation.get(params.channel_id),
    ),
    route(api.patchModerations, moderates("sysconsole_write_user_management_channels"), async (call) => {
      const channel = await moderation.channels.get(call.params.channel_id);
      return moderation.patch(channel, call.body, call.caller.userId);
    }),
  ];
}
