import type { UserCustomStatus, UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { Emoji } from "../emoji/emoji.js";
import { usersById } from "../users/store.js";

/** A person's custom status, if it is set and has not ended. */
export function customStatusOf(user: Pick<UserProfile, "props">): UserCustomStatus | undefined {
  try {
    const status = JSON.parse(user.props?.["customStatus"] ?? "") as UserCustomStatus;
    if (!status || (!status.emoji && !status.text)) return undefined;
    const ends = status.expires_at ? Date.parse(status.expires_at) : 0;
    // Go's zero time means "never".
    return ends > 0 && ends < Date.now() ? undefined : status;
  } catch {
    return undefined;
  }
}

export function statusLine(status: UserCustomStatus): string {
  return status.text || `:${status.emoji}:`;
}

/** The emoji of a person's status beside their name, with the text as tooltip. */
export function CustomStatusEmoji({ userId }: { userId: string }): JSX.Element | null {
  const user = usersById.get(userId);
  const status = user && customStatusOf(user);
  if (!status) return null;
  return (
    <Tooltip text={status.text || status.emoji}>
      <span class="channel-row__custom" role="img" aria-label={statusLine(status)}>
        <Emoji name={status.emoji || "speech_balloon"} size={16} />
      </span>
    </Tooltip>
  );
}
