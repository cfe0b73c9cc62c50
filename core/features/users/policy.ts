import { AppError, badBody } from "../../platform/app-error.js";
import type { Config } from "../../platform/config/config.js";
import { teamAccessSettings } from "./config.js";
import type { UserRow } from "./store.js";

/**
 * Whether an account proves itself with a password typed here, so that a second factor of this server belongs to it.
 * Others sign in elsewhere, where their second factor is.
 */
export const typesPassword = (user: Pick<UserRow, "auth_service">) => ["", "ldap"].includes(user.auth_service);

/** Words that mean something in a message or an address, so that nobody is called so. */
export const reservedNames: ReadonlySet<string> = new Set([
  "all",
  "channel",
  "here",
  "me",
  "system",
  "admin_console",
  "api",
  "files",
  "login",
  "signup",
  "static",
]);

/** @throws AppError 400 */
export function checkUsername(username: string): void {
  if (!/^[a-z][a-z0-9._-]{2,63}$/.test(username) || reservedNames.has(username))
    throw new AppError("model.user.is_valid.username.app_error");
}

/** @throws AppError 400 */
export function checkEmail(email: string): void {
  if (email.length > 128 || !/^[^\s@<>",;:\\()[\]]+@[^\s@<>",;:\\()[\]]+$/.test(email))
    throw new AppError("model.user.is_valid.email.app_error");
}

/** Refuses addresses outside the allowed domains. @throws AppError 400 */
export function checkDomain(config: Config, email: string): void {
  const domains = config
    .get(teamAccessSettings.RestrictCreationToDomains)
    .split(/[\s,@]+/)
    .filter(Boolean);
  if (domains.length === 0 || domains.some((domain) => email.endsWith(`@${domain.toLowerCase()}`))) return;
  throw new AppError("api.user.create_user.accepted_domain.app_error", { domains: domains.join(", ") });
}

/** @throws AppError 400 when a free-form map is too large. */
export function checkMap(name: string, map: Record<string, string> | undefined): void {
  if (map && JSON.stringify(map).length > 20_000) throw badBody(name);
}

/** Notification settings every account starts with. */
export const defaultNotifyProps: Record<string, string> = {
  desktop: "mention",
  desktop_sound: "true",
  email: "true",
  push: "mention",
  push_status: "away",
  channel: "true",
  first_name: "false",
  mention_keys: "",
  highlight_keys: "",
  comments: "never",
  desktop_threads: "all",
  email_threads: "all",
  push_threads: "all",
};

export const defaultTimezone = { useAutomaticTimezone: "true", automaticTimezone: "", manualTimezone: "" };

/** The words that mention a person besides their user name, lower-case, without `@`. */
export function keywordsOf(user: Pick<UserRow, "notify_props" | "first_name" | "username">): string[] {
  const words = (user.notify_props.mention_keys ?? "")
    .split(",")
    .map((word) => word.trim().toLowerCase().replace(/^@/, ""));
  if (user.notify_props.first_name === "true" && user.first_name) words.push(user.first_name.toLowerCase());
  return [...new Set(words)].filter((word) => word && word.length <= 64 && word !== user.username).slice(0, 50);
}
