import { OK } from "../../api/common.js";
import * as api from "../../api/recovery.js";
import { badBody } from "../../platform/app-error.js";
import { anyone, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { mayManage, type Users } from "../users/index.js";
import type { Recovery } from "./recovery.js";
import type { Verification } from "./verification.js";

export function recoveryRoutes(recovery: Recovery, verification: Verification, users: Users): Route[] {
  const helpDesk = [system("sysconsole_write_user_management_users", "manage_system"), mayManage(users)];
  return [
    route(
      api.sendPasswordReset,
      anyone(),
      async ({ body }) => {
        await recovery.send(body.email);
        return OK;
      },
      { perMinute: 30 },
    ),
    route(
      api.resetPassword,
      anyone(),
      async ({ body, ip }) => {
        const token = body.token ?? body.code ?? "";
        if (!token) throw badBody("token");
        await recovery.reset(token, body.new_password, ip);
        return OK;
      },
      { perMinute: 60 },
    ),
    route(
      api.sendVerification,
      anyone(),
      async ({ body }) => {
        await verification.send(body.email);
        return OK;
      },
      { perMinute: 30 },
    ),
    route(
      api.verifyEmail,
      anyone(),
      async ({ body, ip }) => {
        await verification.verify(body.token, ip);
        return OK;
      },
      { perMinute: 60 },
    ),
    route(api.verifyEmailOf, helpDesk, async ({ caller, params, ip }) =>
      users.present(await verification.vouch(caller, params.user_id, ip), caller),
    ),
    route(api.createVerifyLink, helpDesk, ({ caller, params, ip }) => verification.linkFor(caller, params.user_id, ip)),
  ];
}
