import { OK } from "../../api/common.js";
import * as api from "../../api/guests.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { mayManage } from "../users/index.js";
import type { Guests } from "./service.js";

export function guestRoutes(guests: Guests): Route[] {
  const manages = system("sysconsole_write_user_management_users", "manage_system");
  const rank = mayManage(guests.deps.users);
  return [
    route(api.promoteGuest, [system("promote_guest"), rank], async ({ caller, params, ip }) => {
      await guests.promote(caller, params.user_id, ip);
      return OK;
    }),
    route(api.demoteToGuest, [system("demote_to_guest"), rank], async ({ caller, params, ip }) => {
      await guests.demote(caller, params.user_id, ip);
      return OK;
    }),
    route(api.getGuestExpiry, manages, ({ params }) => guests.expiry(params.user_id)),
    route(api.setGuestExpiry, [manages, rank], ({ caller, params, body, ip }) =>
      guests.setExpiry(caller, params.user_id, body.expires_at, ip),
    ),
  ];
}
