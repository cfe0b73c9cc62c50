import { forbidden } from "../../platform/app-error.js";
import type { Guard } from "../../platform/http/guards.js";
import type { Users } from "./service.js";

/** The person named in the path, somebody with a system permission, or whoever manages the bot that is named. */
export const selfOrBot = (users: Users, permission = "edit_other_users"): Guard => ({
  words: `that person, ${permission}, or who manages that bot`,
  session: true,
  async check({ caller, params }) {
    if (params.user_id === caller.userId || caller.permissions.has(permission)) return;
    const user = await users.find(params.user_id ?? "");
    if (!user || !users.managesBot(caller, user)) throw forbidden();
  },
});
