import * as api from "../../api/scheduled-posts.js";
import { AppError } from "../../platform/app-error.js";
import { type Guard, signedIn } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { serviceSettings } from "../system/index.js";
import { inTeam, type TeamDoor } from "../teams/index.js";
import type { ScheduledPosts } from "./service.js";

export function scheduledPostRoutes(scheduled: ScheduledPosts, teamDoor: TeamDoor): Route[] {
  // What waits already is sent and can be taken back also while the feature is off.
  const enabled: Guard = {
    words: "messages can be scheduled",
    session: true,
    check() {
      if (!scheduled.platform.config.get(serviceSettings.ScheduledPosts))
        throw new AppError("api.context.feature_disabled.app_error", { feature: "Scheduling messages" });
    },
  };
  return [
    route(api.createScheduledPost, [signedIn(), enabled], ({ caller, body, connectionId }) =>
      scheduled.create(caller, body, connectionId),
    ),
    route(api.updateScheduledPost, [signedIn(), enabled], ({ caller, params, body, connectionId }) =>
      scheduled.update(caller, params.scheduled_post_id, body, connectionId),
    ),
    route(api.deleteScheduledPost, signedIn(), ({ caller, params, connectionId }) =>
      scheduled.delete(caller, params.scheduled_post_id, connectionId),
    ),
    route(api.getScheduledPosts, inTeam(teamDoor)("view_team"), ({ caller, params, query }) =>
      scheduled.ofTeam(caller.userId, params.team_id, query.includeDirectChannels === true),
    ),
  ];
}
