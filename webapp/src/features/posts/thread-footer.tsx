import type { Post } from "@mattermost/types/posts";
import type { JSX } from "preact";
import { useContext } from "preact/hooks";
import { Avatar } from "../../ui/avatar.js";
import { threadsById } from "../threads/store.js";
import { user } from "../users/store.js";
import { ago } from "./grouping.js";
import { PaneContext } from "./pane.js";

const FACES = 5;

/** Who replied, how often and when; a click opens the thread. */
export function ThreadFooter({ post }: { post: Post }): JSX.Element | null {
  const pane = useContext(PaneContext);
  if (post.root_id || post.reply_count < 1 || pane.where === "thread") return null;
  const people = ((post.participants ?? []) as { id: string }[]).map((one) => one.id);
  const unread = threadsById.get(post.id)?.unread_replies ?? 0;
  const count = `${post.reply_count} ${post.reply_count === 1 ? "reply" : "replies"}`;
  return (
    <button
      type="button"
      class={`thread-footer${unread ? " thread-footer--unread" : ""}`}
      onClick={() => pane.openThread(post.id)}
    >
      <span class="thread-footer__faces">
        {people.slice(0, FACES).map((id) => (
          <Avatar key={id} user={user(id)} size={20} />
        ))}
      </span>
      <span class="thread-footer__count">{count}</span>
      {unread > 0 && <span class="thread-footer__new">{unread} new</span>}
      {post.last_reply_at ? (
        <span class="small muted thread-footer__time">{ago(post.last_reply_at, Date.now())}</span>
      ) : null}
    </button>
  );
}
