import { OK } from "../../api/common.js";
import * as api from "../../api/drafts.js";
import { AppError, forbidden } from "../../platform/app-error.js";
import { type Guard, self, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { serviceSettings } from "../system/index.js";
import type { Drafts } from "./service.js";

export function draftRoutes(drafts: Drafts): Route[] {
  const enabled: Guard = {
    words: "drafts are kept on the server",
    session: true,
    check() {
      if (!drafts.platform.config.get(serviceSettings.AllowSyncedDrafts))
        throw new AppError("api.context.feature_disabled.app_error", { feature: "Keeping drafts on the server" });
    },
  };
  // Unsent thoughts: not even administrators read them.
  const own = [self(), enabled];
  return [
    route(api.saveDraft, [signedIn(), enabled], ({ body, caller, connectionId }) => {
      if (body.user_id && body.user_id !== caller.userId) throw forbidden();
      return drafts.save(caller, body, connectionId);
    }),
    route(api.getDrafts, own, ({ params }) => drafts.ofTeam(params.user_id, params.team_id)),
    route(api.deleteDraft, own, async ({ params, connectionId }) => {
      await drafts.delete(params.user_id, params.channel_id, "", connectionId);
      return OK;
    }),
    route(api.deleteReplyDraft, own, async ({ params, connectionId }) => {
      await drafts.delete(params.user_id, params.channel_id, params.thread_id, connectionId);
      return OK;
    }),
  ];
}
