import * as api from "../../api/bots.js";
import { OK, pageOf } from "../../api/common.js";
import type { AnyCall } from "../../platform/http/call.js";
import { system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import type { Pictures } from "../users/index.js";
import { managesBot, seesBot } from "./guards.js";
import { presentBot } from "./present.js";
import type { Bots } from "./service.js";

export function botRoutes(bots: Bots, pictures: Pictures): Route[] {
  const manages = managesBot(bots);
  return [
    route(api.createBot, system("create_bot"), async ({ caller, body }) => presentBot(await bots.create(caller, body))),
    route(api.getBots, system("read_bots", "read_others_bots"), async ({ caller, query }) => {
      const { limit, offset } = pageOf(query);
      return (await bots.list(caller, query, limit, offset)).map(presentBot);
    }),
    route(api.getBot, seesBot(bots), async ({ caller, params, query }) =>
      presentBot(await bots.visibleTo(caller, params.bot_user_id, query.include_deleted ?? false)),
    ),
    route(api.patchBot, manages, async ({ params, body }) => presentBot(await bots.patch(params.bot_user_id, body))),
    route(api.disableBot, manages, async ({ params }) => presentBot(await bots.setActive(params.bot_user_id, false))),
    route(api.enableBot, manages, async ({ params }) => presentBot(await bots.setActive(params.bot_user_id, true))),
    route(api.assignBot, [manages, system("assign_bot")], async ({ caller, params }) =>
      presentBot(await bots.assign(caller, params.bot_user_id, params.user_id)),
    ),
    ...iconRoutes(bots, pictures),
    route(api.convertBotToUser, system("manage_system"), async ({ caller, params, query, body }) =>
      bots.users.present(await bots.toPerson(params.bot_user_id, body, query.set_system_admin ?? false), caller),
    ),
    route(api.convertUserToBot, system("manage_system"), async ({ caller, params }) =>
      presentBot(await bots.fromPerson(caller, params.user_id)),
    ),
  ];
}

function iconRoutes(bots: Bots, pictures: Pictures): Route[] {
  const manages = managesBot(bots);
  return [
    route(api.getBotIcon, seesBot(bots), async (call) =>
      pictures.answer(call as unknown as AnyCall, await bots.visibleTo(call.caller, call.params.bot_user_id)),
    ),
    route(
      api.setBotIcon,
      manages,
      async (call) => {
        await pictures.receive(call as unknown as AnyCall, call.params.bot_user_id);
        return OK;
      },
      { payload: "stream" },
    ),
    route(api.deleteBotIcon, manages, async ({ params }) => {
      await pictures.remove(params.bot_user_id);
      return OK;
    }),
  ];
}
