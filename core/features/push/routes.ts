import { OK } from "../../api/common.js";
import * as api from "../../api/push.js";
import { badBody } from "../../platform/app-error.js";
import { signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { isId } from "../../platform/ids.js";
import { type Posts, postOf, readsPost } from "../posts/index.js";
import { explain } from "./explain.js";
import type { Push } from "./service.js";

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
  ];
}
