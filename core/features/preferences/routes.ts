import { OK } from "../../api/common.js";
import * as api from "../../api/preferences.js";
import { forbidden, notFound } from "../../platform/app-error.js";
import { self } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { selfOrManager, type Users } from "../users/index.js";
import type { Preferences } from "./service.js";

/** Nobody writes preferences under another person's name. @throws AppError 403 */
function checkOwner(userId: string, list: readonly { user_id: string }[]) {
  if (list.some((preference) => preference.user_id !== userId)) throw forbidden();
}

export function preferenceRoutes(preferences: Preferences, users: Users): Route[] {
  const reads = self("edit_other_users");
  const writes = selfOrManager(users);
  return [
    route(api.getPreferences, reads, ({ params }) => preferences.all(params.user_id)),
    route(api.getPreferencesByCategory, reads, ({ params }) => preferences.category(params.user_id, params.category)),
    route(api.getPreference, reads, async ({ params }) => {
      const found = await preferences.find(params.user_id, params.category, params.preference_name);
      if (!found) throw notFound("preference");
      return found;
    }),
    route(api.savePreferences, writes, async ({ params, body }) => {
      checkOwner(params.user_id, body);
      await preferences.save(params.user_id, body);
      return OK;
    }),
    route(api.deletePreferences, writes, async ({ params, body }) => {
      checkOwner(params.user_id, body);
      await preferences.delete(params.user_id, body);
      return OK;
    }),
  ];
}
