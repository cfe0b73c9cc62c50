import { badBody } from "../../platform/app-error.js";

const LEVELS = ["default", "all", "mention", "none"];
const SWITCH = ["default", "on", "off"];

/** What a member may set for a channel where only certain values mean something. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  desktop: LEVELS,
  desktop_threads: LEVELS,
  push: LEVELS,
  push_threads: LEVELS,
  email: ["default", "true", "false", ...LEVELS],
  mark_unread: ["all", "mention"],
  ignore_channel_mentions: SWITCH,
  channel_auto_follow_threads: ["on", "off"],
  desktop_sound: SWITCH,
};

/**
 * What somebody sets about the notifications of a channel; clients may keep more there than the server knows.
 * @throws AppError 400
 */
export function checkedNotifyProps(input: Record<string, unknown>): Record<string, string> {
  const props: Record<string, string> = {};
  for (const [key, value] of Object.entries(input)) {
    if (key === "user_id" || key === "channel_id") continue;
    if (typeof value !== "string" || value.length > 200 || key.length > 64) throw badBody(key);
    const values = Object.hasOwn(VALUES, key) ? VALUES[key] : undefined;
    if (values && !values.includes(value)) throw badBody(key, `one of ${[...new Set(values)].join(", ")}`);
    props[key] = value;
  }
  return props;
}
