import { OK } from "../../api/common.js";
import * as api from "../../api/threads.js";
import { AppError } from "../../platform/app-error.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { inTeam, type TeamDoor } from "../teams/index.js";
import type { Threads } from "./service.js";

export function threadRoutes(threads: Threads, door: TeamDoor): Route[] {
  const own = [self(), inTeam(door)("view_team")];
  const unread = (call: {
    caller: Parameters<Threads["setUnread"]>[0];
    params: { user_id: string; thread_id: string; post_id: string };
  }) => threads.setUnread(call.caller, call.params.user_id, call.params.thread_id, call.params.post_id);
  return [
    route(api.listThreads, own, ({ caller, params, query }) =>
      threads.list(caller, params.user_id, params.team_id, { ...query, perPage: query.per_page ?? query.pageSize }),
    ),
    route(api.threadCounts, own, ({ params }) => threads.mentionCounts(params.user_id, params.team_id)),
    route(api.getThread, own, ({ caller, params, query }) =>
      threads.followed(caller, params.user_id, params.thread_id, query.extended === true),
    ),
    route(api.followThread, own, async ({ caller, params }) => {
      await threads.setFollowing(caller, params.user_id, params.thread_id, true);
      return OK;
    }),
    route(api.unfollowThread, own, async ({ caller, params }) => {
      await threads.setFollowing(caller, params.user_id, params.thread_id, false);
      return OK;
    }),
    route(api.readAllThreads, own, async ({ params }) => {
      await threads.readAll(params.user_id, params.team_id);
      return OK;
    }),
    route(api.readThread, own, ({ caller, params }) => {
      if (!/^\d{1,16}$/.test(params.timestamp))
        throw new AppError("api.context.invalid_url_param.app_error", { name: "timestamp" });
      return threads.read(caller, params.user_id, params.thread_id, Number(params.timestamp));
    }),
    route(api.setThreadUnread, own, unread),
    route(api.setThreadUnreadByPut, own, unread),
  ];
}
