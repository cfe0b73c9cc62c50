import { MAX_MESSAGE, MAX_PROPS } from "../../api/posts.js";
import { AppError } from "../../platform/app-error.js";
import type { Caller } from "../../platform/http/caller.js";

/** @throws AppError 400 */
export function checkMessage(message: string): void {
  if (message.length > MAX_MESSAGE && [...message].length > MAX_MESSAGE)
    throw new AppError("model.post.is_valid.message_length.app_error", { limit: MAX_MESSAGE });
}

/** @throws AppError 400 */
export function checkProps(props: Record<string, unknown>): void {
  if (JSON.stringify(props).length > MAX_PROPS)
    throw new AppError("model.post.is_valid.props.app_error", { limit: MAX_PROPS });
}

/** Props that say a machine wrote a message are set by the server alone; those that are set already stay through an edit. */
const SERVER_PROPS = [
  "from_webhook",
  "from_bot",
  "from_plugin",
  "from_oauth_app",
  "webhook_display_name",
  "override_username",
  "override_icon_url",
  "deleteBy",
  "username",
  "addedUsername",
  "removedUsername",
];

/** The props a person may give a message; `before` are those it has. */
export function personProps(
  props: Record<string, unknown>,
  caller: Caller,
  before: Record<string, unknown> = {},
): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(props).filter(([key]) => !SERVER_PROPS.includes(key)));
  const kept = Object.fromEntries(Object.entries(before).filter(([key]) => SERVER_PROPS.includes(key)));
  return { ...own, ...kept, ...(caller.isBot ? { from_bot: "true" } : {}) };
}
