import { OK } from "../../api/common.js";
import * as api from "../../api/persistent-notifications.js";
import { type Route, route } from "../../platform/http/route.js";
import { type ChannelDoor, channelOf, readsChannel } from "../channels/index.js";
import { postOf, readsPost } from "../posts/index.js";
import type { PersistentNotifications } from "./service.js";

export function persistentNotificationRoutes(persistent: PersistentNotifications, door: ChannelDoor): Route[] {
  const reads = readsPost(persistent.posts);
  return [
    route(api.checkPersistent, readsChannel(door), async (call) => ({
      user_ids: await persistent.recipients(call.caller, channelOf(call), call.body.message),
    })),
    route(api.getPersistent, reads, (call) => persistent.state(call.caller, postOf(call))),
    route(api.endPersistent, reads, async (call) => {
      await persistent.end(call.caller, postOf(call));
      return OK;
    }),
  ];
}
