import { OK, pageOf } from "../../api/common.js";
import * as api from "../../api/privacy.js";
import { fromThisMachine, self, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Privacy } from "./service.js";

export function privacyRoutes(privacy: Privacy): Route[] {
  return [
    route(
      api.exportAccount,
      self("manage_system"),
      async (call) =>
        call
          .respond(await privacy.export(call.params.user_id))
          .type("application/zip")
          .header("Content-Disposition", 'attachment; filename="courtyard-account.zip"'),
      { perMinute: 10 },
    ),
    route(api.eraseUser, system("manage_system"), ({ caller, params, body, ip }) =>
      privacy.erase(caller, params.user_id, body, ip),
    ),
    route(api.eraseEverybody, [fromThisMachine(), system("manage_system")], async ({ caller, ip }) => {
      await privacy.eraseEverybody(caller, ip);
      return OK;
    }),
    route(api.listErasures, system("manage_system"), ({ query }) => {
      const { limit, offset } = pageOf(query);
      return privacy.receipts(limit, offset);
    }),
  ];
}
