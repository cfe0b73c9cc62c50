import { OK } from "../../api/common.js";
import * as api from "../../api/push.js";
import * as webApi from "../../api/web-push.js";
import { badBody, forbidden } from "../../platform/app-error.js";
import { type Guard, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { isId } from "../../platform/ids.js";
import { type Posts, postOf, readsPost } from "../posts/index.js";
import { explain } from "./explain.js";
import type { Push } from "./service.js";

/** What a browser is told ends with its session; tokens of programs have none that ends with a browser. */
const fromOwnSession = (): Guard => ({
  words: "with a session of one's own",
  session: true,
  check({ caller }) {
    if (caller.kind !== "session" || caller.sessionId === "") throw forbidden();
  },
});

export function pushRoutes(push: Push, posts: Posts): Route[] {
  return [
    route(api.explainNotification, readsPost(posts), (call) =>
      explain(push.platform, call.caller.userId, postOf(call)),
    ),
    route(api.acknowledgePush, signedIn(), async ({ caller, body }) => {
      const { id = "", received_at = 0, platform = "", type = "" } = body;
      await push.received(caller.userId, { id, received_at, platform, type });
      if (!body.is_id_loaded) return OK;
      if (!isId(body.post_id)) throw badBody("post_id");
      return push.whole(caller.userId, body.post_id, { ack_id: id, platform });
    }),
    route(webApi.getWebPushDevices, signedIn(), ({ caller }) => push.web.devices(caller)),
    route(webApi.putWebPushDevice, fromOwnSession(), ({ caller, body }) => push.web.put(caller, body), {
      perMinute: 600,
    }),
    route(webApi.removeWebPushDevice, signedIn(), async ({ caller, params }) => {
      await push.web.remove(caller.userId, params.device_id);
      return OK;
    }),
    route(webApi.tryWebPush, fromOwnSession(), ({ caller }) => push.web.try(caller), { perMinute: 60 }),
  ];
}
