import type { User } from "../../api/users.js";
import type { Config } from "../../platform/config/config.js";
import type { Caller } from "../../platform/http/caller.js";
import { privacySettings } from "./config.js";
import type { UserRow } from "./store.js";

/** How much of a profile a reader sees: their own, everything but secrets (administrators), or what the server shows. */
export type View = "own" | "admin" | "other";

export function viewOf(reader: Caller | null, user: { id: string }): View {
  if (reader?.userId === user.id) return "own";
  return reader?.permissions.has("edit_other_users") ? "admin" : "other";
}

const texts = (map: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));

/** Turns a row into what a reader may see of it. Passwords and MFA secrets never leave. */
export function presentUser(config: Config, user: UserRow, view: View): User {
  const all = view !== "other";
  const showEmail = all || config.get(privacySettings.ShowEmailAddress);
  const showName = all || config.get(privacySettings.ShowFullName);
  return {
    id: user.id,
    create_at: user.create_at,
    update_at: user.update_at,
    delete_at: user.delete_at,
    username: user.username,
    auth_data: view === "admin" ? (user.auth_data ?? "") : "",
    auth_service: user.auth_service,
    email: showEmail ? user.email : "",
    ...(all ? { email_verified: user.email_verified } : {}),
    nickname: user.nickname,
    first_name: showName ? user.first_name : "",
    last_name: showName ? user.last_name : "",
    position: user.position,
    roles: user.roles,
    props: texts(user.props),
    notify_props: all ? texts(user.notify_props) : {},
    last_password_update: all ? user.last_password_update : 0,
    last_picture_update: user.last_picture_update,
    ...(view === "admin" ? { failed_attempts: user.failed_attempts } : {}),
    locale: user.locale,
    timezone: { useAutomaticTimezone: "true", automaticTimezone: "", manualTimezone: "", ...texts(user.timezone) },
    mfa_active: all ? user.mfa_active : false,
    last_activity_at: 0,
    is_bot: user.is_bot,
    bot_description: user.bot_description,
    disable_welcome_email: false,
    terms_of_service_id: all ? user.terms_of_service_id : "",
    terms_of_service_create_at: all ? user.terms_of_service_create_at : 0,
  };
}
