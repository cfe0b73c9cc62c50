import { forbidden } from "../../platform/app-error.js";
import { type Guard, self } from "../../platform/http/guards.js";
import type { Users } from "./service.js";

/**
 * Administrators are managed by administrators only. Stands behind the guard that says who manages everybody else, on
 * each route that changes what is another person's or shows their secrets.
 */
export const mayManage = (users: Users): Guard => ({
  words: "administrators: by administrators only",
  session: true,
  check: ({ caller, params }) => users.assertMayManage(caller, params.user_id ?? ""),
});

/** The person named in the path, or who manages them. */
export const selfOrManager = (users: Users): readonly Guard[] => [self("edit_other_users"), mayManage(users)];

/** The same, or whoever manages the bot that is named. */
export const selfOrBotManager = (users: Users): readonly Guard[] => [
  {
    words: "that person, edit_other_users, or who manages that bot",
    session: true,
    async check({ caller, params }) {
      if (params.user_id === caller.userId || caller.permissions.has("edit_other_users")) return;
      const user = await users.find(params.user_id ?? "");
      if (!user || !users.managesBot(caller, user)) throw forbidden();
    },
  },
  mayManage(users),
];
