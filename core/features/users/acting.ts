import type { Caller } from "../../platform/http/caller.js";
import type { Roles } from "../roles/index.js";
import { typesPassword } from "./policy.js";
import type { UserRow } from "./store.js";

/** A person as a caller without a session: for what the server does for them later, with the rights they have then. */
export function actingAs(user: UserRow, roles: Roles): Caller {
  const names = user.roles.split(" ").filter(Boolean);
  return {
    userId: user.id,
    sessionId: "",
    expiresAt: 0,
    username: user.username,
    roles: names,
    permissions: roles.permissionsOf(names),
    isBot: user.is_bot,
    isGuest: names.includes("system_guest"),
    csrf: "",
    hasSecondFactor: user.mfa_active || !typesPassword(user),
    kind: "session",
  };
}
