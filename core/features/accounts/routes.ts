import * as api from "../../api/accounts.js";
import { OK } from "../../api/common.js";
import { anyone, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { unforged } from "../../platform/http/tokens.js";
import { mayManage } from "../users/index.js";
import type { Accounts } from "./service.js";
import type { SignInSwitches } from "./switch.js";

export function accountRoutes(accounts: Accounts, switches: SignInSwitches): Route[] {
  const helps = [system("sysconsole_write_user_management_users", "manage_system"), mayManage(accounts.users)];
  return [
    route(api.resetFailedAttempts, helps, async ({ caller, params, ip }) => {
      await accounts.unlock(caller, params.user_id, ip);
      return OK;
    }),
    route(api.updateSignInMethod, system("manage_system"), ({ caller, params, body, ip }) =>
      accounts.setSignInMethod(caller, params.user_id, body, ip),
    ),
    route(
      api.switchSignIn,
      anyone(),
      async (call) => ({ follow_link: await switches.run(call.body, unforged(call.request, call.who), call.ip) }),
      { perMinute: 20 },
    ),
    route(api.moveSignInMethods, system("manage_system"), ({ caller, body, ip }) => accounts.move(caller, body, ip)),
  ];
}
