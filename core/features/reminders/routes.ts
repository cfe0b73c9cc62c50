import { OK } from "../../api/common.js";
import * as api from "../../api/reminders.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { postOf, readsPost } from "../posts/index.js";
import type { Reminders } from "./service.js";

export function reminderRoutes(reminders: Reminders): Route[] {
  const own = self();
  return [
    route(api.setReminder, [own, readsPost(reminders.posts)], async (call) => {
      await reminders.set(call.params.user_id, postOf(call), call.body.target_time, call.body.recurrence ?? "");
      return OK;
    }),
    // Also for a message one may not read any more.
    route(api.deleteReminder, own, async ({ params }) => {
      await reminders.delete(params.user_id, params.post_id);
      return OK;
    }),
    route(api.getReminders, own, ({ params }) => reminders.list(params.user_id)),
  ];
}
