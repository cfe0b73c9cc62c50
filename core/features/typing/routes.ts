import { OK } from "../../api/common.js";
import * as api from "../../api/typing.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { bodyCheck } from "../../platform/http/validation.js";
import type { Hub } from "../../platform/realtime/index.js";
import type { Typing } from "./service.js";

export function typingRoutes(typing: Typing): Route[] {
  return [
    route(
      api.publishTyping,
      self("manage_system"),
      async ({ params, body }) => {
        await typing.publish(params.user_id, body.channel_id, body.parent_id ?? "");
        return OK;
      },
      { canWait: true },
    ),
  ];
}

const check = bodyCheck(api.Typing);

/**
 * What clients say over the socket that changes nothing here: what they look at, as they hear everything that concerns
 * them anyway, and that they have shown a notification.
 */
export function idleActions(hub: Hub): void {
  for (const action of ["presence", "posted_notify_ack"])
    hub.onAction(action, async () => undefined, { canWait: true });
}

/** The same over the socket, where clients send it. */
export function typingActions(typing: Typing): void {
  typing.platform.hub.onAction(
    "user_typing",
    async ({ userId, data }) => {
      const { channel_id: channelId, parent_id: parentId = "" } = check(data) as {
        channel_id: string;
        parent_id?: string;
      };
      await typing.publish(userId, channelId, parentId);
    },
    { canWait: true },
  );
}
