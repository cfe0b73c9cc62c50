import * as api from "../../api/acknowledgements.js";
import { OK } from "../../api/common.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { postOf, readsPost } from "../posts/index.js";
import type { Acknowledgements } from "./service.js";

export function acknowledgementRoutes(acknowledgements: Acknowledgements): Route[] {
  // Nobody acknowledges for somebody else.
  const own = [self(), readsPost(acknowledgements.posts)];
  return [
    route(api.acknowledgePost, own, (call) => acknowledgements.add(call.params.user_id, postOf(call))),
    route(api.unacknowledgePost, own, async (call) => {
      await acknowledgements.remove(call.params.user_id, postOf(call));
      return OK;
    }),
  ];
}
