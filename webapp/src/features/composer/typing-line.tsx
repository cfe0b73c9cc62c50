import type { JSX } from "preact";
import { nameList } from "../posts/grouping.js";
import { typingUsers } from "../status/store.js";
import { displayName, user } from "../users/store.js";

/** Who is writing here. Keeps its room, so that nothing jumps. */
export function TypingLine({ channelId, rootId }: { channelId: string; rootId: string }): JSX.Element {
  const ids = typingUsers(channelId, rootId);
  const text =
    ids.length === 0
      ? ""
      : ids.length > 3
        ? "Several people are writing"
        : `${nameList(ids.map((id) => displayName(user(id))))} ${ids.length === 1 ? "is" : "are"} writing`;
  return (
    <div class="typing-line" aria-live="polite">
      {text && (
        <>
          <span class="typing-line__dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span class="truncate">{text}</span>
        </>
      )}
    </div>
  );
}
