import * as api from "../../api/access-tokens.js";
import { OK, pageOf } from "../../api/common.js";
import { beginsWith } from "../../platform/database/like.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { selfOrBotManager } from "../users/index.js";
import type { AccessTokens } from "./service.js";
import { accessTokenStore as store } from "./store.js";

export function accessTokenRoutes(tokens: AccessTokens): Route[] {
  const { db } = tokens.platform;
  const reads = system("read_user_access_token");
  const whose = selfOrBotManager(tokens.users);
  const revokes = system("revoke_user_access_token");
  return [
    route(api.createAccessToken, [...whose, system("create_user_access_token")], ({ caller, params, body }) =>
      tokens.create(caller, params.user_id, body),
    ),
    route(api.getAccessTokens, [...whose, reads], ({ params, query }) => {
      const { limit, offset } = pageOf(query);
      return store.list(db, params.user_id, "", limit, offset);
    }),
    route(api.getAllAccessTokens, system("manage_system"), ({ query }) => {
      const { limit, offset } = pageOf(query);
      return store.list(db, "", "", limit, offset);
    }),
    route(api.searchAccessTokens, system("manage_system"), ({ body }) =>
      store.list(db, "", beginsWith(body.term.toLowerCase()), 100, 0),
    ),
    route(api.getAccessToken, reads, ({ caller, params }) => tokens.visibleTo(caller, params.token_id)),
    route(api.revokeAccessToken, revokes, async ({ caller, body }) => {
      await tokens.revoke(caller, body.token_id);
      return OK;
    }),
    route(api.disableAccessToken, revokes, async ({ caller, body }) => {
      await tokens.setActive(caller, body.token_id, false);
      return OK;
    }),
    route(api.enableAccessToken, system("create_user_access_token"), async ({ caller, body }) => {
      await tokens.setActive(caller, body.token_id, true);
      return OK;
    }),
  ];
}
