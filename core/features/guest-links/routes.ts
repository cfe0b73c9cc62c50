import { OK } from "../../api/common.js";
import * as api from "../../api/guest-links.js";
import type { AnyCall } from "../../platform/http/call.js";
import { anyone } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { startSession } from "../sessions/index.js";
import type { GuestLinks } from "./service.js";

export function guestLinkRoutes(links: GuestLinks, siteUrl: () => string): Route[] {
  const { users, sessions } = links.deps;
  return [
    route(api.loginType, anyone(), async ({ body }) => ({ auth_service: await links.typeOf(body.login_id ?? "") }), {
      perMinute: 120,
    }),
    route(
      api.sendGuestLink,
      anyone(),
      async ({ body }) => {
        await links.send(body.email);
        return OK;
      },
      { perMinute: 30 },
    ),
    route(
      api.loginByLink,
      anyone(),
      async (call) => {
        const { body } = call;
        const user = await links.enter(body.token, body.code ?? "");
        const device = body.device_id ?? body.deviceId ?? "";
        await startSession(call as unknown as AnyCall, sessions, user, device, siteUrl());
        return users.present(user, null, "own");
      },
      { perMinute: 60 },
    ),
  ];
}
