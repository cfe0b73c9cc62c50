import type { Roles } from "../features/roles/index.js";
import { userStore } from "../features/users/index.js";
import type { Caller } from "../platform/http/caller.js";
import type { Platform } from "../platform/platform.js";

/**
 * Who calls through the local socket: the administrator who has been here longest, as far as there is one. Whoever owns
 * the machine may do everything, also when every administrator is lost.
 */
export async function localCaller(platform: Platform, roles: Roles): Promise<Caller> {
  const admin = await userStore.firstAdmin(platform.db);
  return {
    userId: admin?.id ?? "",
    sessionId: "",
    expiresAt: 0,
    username: admin?.username ?? "local",
    roles: ["system_admin", "system_user"],
    permissions: roles.permissionsOf(["system_admin", "system_user"]),
    isBot: false,
    isGuest: false,
    csrf: "",
    hasSecondFactor: true,
    kind: "session",
  };
}
