import { OK } from "../../api/common.js";
import * as api from "../../api/upkeep.js";
import { AppError } from "../../platform/app-error.js";
import { self, signedIn, system } from "../../platform/http/guards.js";
import { type Route, route } from "../../platform/http/route.js";
import { userStore } from "../users/index.js";
import { groupsOf } from "./groups.js";
import type { Upkeep } from "./service.js";

export function upkeepRoutes(upkeep: Upkeep): Route[] {
  const { busy } = upkeep.platform;
  return [
    route(api.listSchemaVersions, system("manage_system"), () => upkeep.schema()),
    route(api.invalidateCaches, system("invalidate_caches", "manage_system"), async () => {
      await upkeep.invalidateCaches();
      return OK;
    }),
    route(api.recycleDatabase, system("recycle_database_connections", "manage_system"), async () => {
      await upkeep.recycle();
      return OK;
    }),
    route(api.migrateConfig, system("manage_system"), () => {
      throw new AppError("api.config.migrate_config.app_error");
    }),
    route(api.markBusy, system("manage_system"), ({ query }) => {
      busy.mark(query.seconds as number);
      return OK;
    }),
    route(api.getBusy, system("manage_system"), () => ({
      busy: busy.active,
      expires: Math.ceil(busy.until / 1000),
    })),
    route(api.clearBusy, system("manage_system"), () => {
      busy.clear();
      return OK;
    }),
    route(
      api.testSiteUrl,
      system("test_site_url", "manage_system"),
      async ({ body }) => {
        await upkeep.testSiteUrl(body.site_url);
        return OK;
      },
      { perMinute: 30 },
    ),
    route(
      api.sendTestNotification,
      signedIn(),
      async ({ caller }) => {
        await upkeep.notify(caller);
        return OK;
      },
      { perMinute: 10 },
    ),
    route(api.getServerLimits, signedIn(), async ({ caller }) => ({
      activeUserCount: caller.permissions.has("sysconsole_read_user_management_users")
        ? await userStore.countActive(upkeep.platform.db)
        : 0,
      maxUsersLimit: 0,
      maxUsersHardLimit: 0,
      lastAccessiblePostTime: 0,
      postHistoryLimit: 0,
    })),
    // Groups come from a directory; nobody is in one without it.
    route(api.getUserGroups, self("sysconsole_read_user_management_groups"), ({ params }) =>
      groupsOf(upkeep.platform.db, params.user_id),
    ),
  ];
}
