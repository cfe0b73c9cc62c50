import type { Caller } from "../../platform/http/caller.js";
import { isGuest, type Roles, roleNames } from "../roles/index.js";
import { typesPassword } from "./policy.js";
import type { UserRow } from "./store.js";

/** A person as a caller without a session: for what the server does for them later, with the rights they have then. */
export function actingAs(user: UserRow, roles: Roles): Caller {
  const names = roleNames(user.roles);
  return {
    userId: user.id,
    sessionId: "",
    expiresAt: 0,
    username: user.username,
    roles: names,
    permissions: roles.permissionsOf(names),
    isBot: user.is_bot,
    isGuest: isGuest(user),
    csrf: "",
    hasSecondFactor: user.mfa_active || !typesPassword(user),
    kind: "session",
  };
}
