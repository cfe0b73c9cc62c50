import { OK } from "../../api/common.js";
import * as api from "../../api/mfa.js";
import { forbidden } from "../../platform/app-error.js";
import { anyone, self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { selfOrManager } from "../users/index.js";
import type { Mfa } from "./service.js";

export function mfaRoutes(mfa: Mfa): Route[] {
  return [
    route(api.generateMfaSecret, self(), ({ params }) => mfa.generate(params.user_id)),
    route(
      api.updateMfa,
      selfOrManager(mfa.users),
      async ({ caller, params, body }) => {
        if (!body.activate) await mfa.deactivate(caller, params.user_id);
        else {
          // Only the owner of the app can show one of its codes.
          if (params.user_id !== caller.userId) throw forbidden();
          await mfa.activate(params.user_id, body.code ?? "");
        }
        return OK;
      },
      { perMinute: 30 },
    ),
    route(api.checkMfa, anyone(), () => ({ mfa_required: false })),
    route(
      api.makeRecoveryCodes,
      self(),
      async ({ params, body }) => ({ codes: await mfa.recoveryCodes(params.user_id, body.code) }),
      { perMinute: 30 },
    ),
  ];
}
