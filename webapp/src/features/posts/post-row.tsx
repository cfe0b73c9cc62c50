import type { Post } from "@mattermost/types/posts";
import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useContext, useRef, useState } from "preact/hooks";
import { IconBookmark, IconPin } from "../../../shared/ui/icons.js";
import { Tooltip } from "../../../shared/ui/tooltip.js";
import { configFlag } from "../../lib/config.js";
import { Avatar } from "../../ui/avatar.js";
import { Menu } from "../../ui/menu.js";
import { EmojiPopover } from "../emoji/emoji-picker.js";
import { safeImageSource } from "../markdown/link.js";
import { compactMessages, isSaved, use24Hours } from "../preferences/store.js";
import { PersonName } from "../users/person-name.js";
import { showProfile } from "../users/profile-popover.js";
import { displayName, isGuestRole, user } from "../users/store.js";
import { clock, continues, dayLabel, fullTime, isAutomaticReply, isSystem, sameDay, shownAuthor } from "./grouping.js";
import { editing, PaneContext } from "./pane.js";
import { PostBody } from "./post-body.js";
import { linkTo, postMenu } from "./post-menu.js";
import { PostToolbar, react } from "./post-toolbar.js";
import { isPending, postsById } from "./store.js";
import { FoldedLine, SystemLine } from "./system-line.js";

const LONG_PRESS_MS = 480;
const LONG_PRESS_SLACK = 10;

export interface PostRowProps {
  id: string;
  /** The messages this row holds together, when they are several. */
  folded: readonly string[] | undefined;
  previousId: string | undefined;
  /** The "new messages" line stands above this message. */
  isFirstUnread: boolean;
  /** Shown as the one that was looked for. */
  flash: boolean;
  tabIndex: number;
}

function Time({ post }: { post: Post }): JSX.Element {
  const text = clock(post.create_at, use24Hours.value);
  return (
    <Tooltip text={fullTime(post.create_at, use24Hours.value)}>
      {isPending(post) ? (
        <span class="post__time">{text}</span>
      ) : (
        <a class="post__time" href={linkTo(post.id)} tabIndex={-1}>
          {text}
        </a>
      )}
    </Tooltip>
  );
}

function Picture({ post, icon }: { post: Post; icon: string }): JSX.Element {
  const author = user(post.user_id);
  const safe = icon ? safeImageSource(icon) : null;
  if (safe) return <img class="post__hook-icon" src={safe} alt="" width={36} height={36} loading="lazy" />;
  return (
    <button
      type="button"
      class="post__avatar"
      tabIndex={-1}
      aria-hidden="true"
      onClick={(event) => showProfile(post.user_id, event.currentTarget)}
    >
      <Avatar user={author} size={36} />
    </button>
  );
}

function Head({ post, name }: { post: Post; name: string }): JSX.Element {
  const author = user(post.user_id);
  const priority = post.metadata?.priority?.priority;
  return (
    <div class="post__head">
      {name ? (
        <span class="post__author">{name}</span>
      ) : (
        <button
          type="button"
          class="post__author truncate"
          onClick={(event) => showProfile(post.user_id, event.currentTarget)}
        >
          <PersonName id={post.user_id} />
        </button>
      )}
      {(author?.is_bot || post.props?.from_webhook === "true" || post.props?.from_bot === "true") && (
        <span class="tag">Bot</span>
      )}
      {!name && isGuestRole(author?.roles) && <span class="tag">Guest</span>}
      <Time post={post} />
      {post.type === "system_ephemeral" && <span class="tag">Only you can see this</span>}
      {isAutomaticReply(post) && <span class="tag">Automatic reply</span>}
      {priority && <span class={`tag post__priority post__priority--${priority}`}>{priority}</span>}
      <Marks post={post} />
    </div>
  );
}

function Marks({ post }: { post: Post }): JSX.Element | null {
  const saved = isSaved(post.id);
  if (!post.is_pinned && !saved) return null;
  return (
    <span class="post__marks">
      {post.is_pinned && (
        <span class="post__mark">
          <IconPin size={13} /> Pinned
        </span>
      )}
      {saved && (
        <span class="post__mark">
          <IconBookmark size={13} /> Saved
        </span>
      )}
    </span>
  );
}

/** A finger held still on a message opens its menu. */
function useLongPress(open: (at: DOMRect) => void) {
  const held = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  const stop = () => {
    clearTimeout(held.current?.timer);
    held.current = null;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== "touch" || (event.target as Element).closest("textarea, input, video, audio, select"))
        return;
      const { clientX: x, clientY: y } = event;
      held.current = { x, y, timer: setTimeout(() => open(new DOMRect(x, y, 0, 0)), LONG_PRESS_MS) };
    },
    onPointerMove: (event: PointerEvent) => {
      if (held.current && Math.hypot(event.clientX - held.current.x, event.clientY - held.current.y) > LONG_PRESS_SLACK)
        stop();
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onContextMenu: (event: MouseEvent) => {
      // A touch screen's own menu would cover ours.
      if (held.current || matchMedia("(pointer: coarse)").matches) event.preventDefault();
    },
  };
}

function Message({
  post,
  previous,
  flash,
  tabIndex,
  apart,
}: {
  post: Post;
  previous: Post | undefined;
  flash: boolean;
  tabIndex: number;
  apart: boolean;
}): JSX.Element {
  const pane = useContext(PaneContext);
  const [menuAt, setMenuAt] = useState<DOMRect | null>(null);
  const [pickerAt, setPickerAt] = useState<DOMRect | null>(null);
  const shown = useComputed(() => pane.active.value === post.id || pane.held.value === post.id);
  const press = useLongPress(setMenuAt);
  const author = shownAuthor(post, {
    name: configFlag("EnablePostUsernameOverride"),
    icon: configFlag("EnablePostIconOverride"),
  });
  const follows = !apart && continues(post, previous);
  const isEditing = editing.value?.postId === post.id && editing.value.where === pane.where;
  const pending = isPending(post);
  const classes = [
    "post",
    follows && "post--follows",
    flash && "post--flash",
    pending && !post.failed && "post--pending",
    post.is_pinned && "post--pinned",
    isEditing && "post--editing",
    compactMessages.value && "post--compact",
  ]
    .filter(Boolean)
    .join(" ");
  return (
    <article
      class={classes}
      data-post={post.id}
      tabIndex={tabIndex}
      aria-label={`${author.name || displayName(user(post.user_id))}, ${clock(post.create_at, use24Hours.value)}`}
      onPointerEnter={(event) => event.pointerType !== "touch" && (pane.active.value = post.id)}
      onPointerLeave={() => pane.active.peek() === post.id && (pane.active.value = "")}
      onFocus={(event) =>
        event.currentTarget.matches(":focus-visible, :has(:focus-visible)") && (pane.active.value = post.id)
      }
      {...press}
    >
      <div class="post__side">
        {follows ? (
          <span class="post__time post__time--side" aria-hidden="true">
            {clock(post.create_at, use24Hours.value).replace(/\s?[AP]M$/i, "")}
          </span>
        ) : (
          <Picture post={post} icon={author.icon} />
        )}
      </div>
      <div class="post__main">
        {follows ? <Marks post={post} /> : <Head post={post} name={author.name} />}
        <PostBody post={post} />
      </div>
      {shown.value && !pending && !isEditing && !post.delete_at && post.type !== "system_ephemeral" && (
        <PostToolbar post={post} />
      )}
      {menuAt && !pending && (
        <Menu
          anchor={menuAt}
          label="Message actions"
          items={postMenu(post, pane, () => setPickerAt(menuAt))}
          onClose={() => setMenuAt(null)}
        />
      )}
      {pickerAt && (
        <EmojiPopover anchor={pickerAt} onPick={(name) => react(post.id, name)} onClose={() => setPickerAt(null)} />
      )}
    </article>
  );
}

/** One row of the list: what separates it from the row above, and the message. */
export function PostRow({ id, folded, previousId, isFirstUnread, flash, tabIndex }: PostRowProps): JSX.Element | null {
  const pane = useContext(PaneContext);
  const post = postsById.get(id);
  const previous = previousId ? postsById.get(previousId) : undefined;
  if (!post) return <div class="post-gap" />;
  const newDay = !previous || !sameDay(post.create_at, previous.create_at);
  const afterRoot = pane.where === "thread" && previousId === pane.rootId;
  return (
    <>
      {newDay && (
        <div class="day-line" role="separator">
          <span>{dayLabel(post.create_at, Date.now())}</span>
        </div>
      )}
      {isFirstUnread && (
        <div class="new-line" role="separator">
          <span>New messages</span>
        </div>
      )}
      {afterRoot && !newDay && <hr class="thread-line" />}
      {folded ? (
        <FoldedLine ids={folded} tabIndex={tabIndex} />
      ) : isSystem(post) && !post.delete_at ? (
        <SystemLine post={post} flash={flash} tabIndex={tabIndex} />
      ) : (
        <Message
          post={post}
          previous={previous}
          flash={flash}
          tabIndex={tabIndex}
          apart={newDay || isFirstUnread || afterRoot}
        />
      )}
    </>
  );
}
