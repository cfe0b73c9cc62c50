import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconArrowDown } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { channelsById, channelTitle } from "../channels/store.js";
import { ChannelStart } from "./channel-start.js";
import { foldComings } from "./folding.js";
import { editing, type Pane, PaneContext } from "./pane.js";
import { PostRow } from "./post-row.js";
import { rowKeys } from "./row-keys.js";
import {
  channelWindow,
  jumpToLatest,
  loadNewer,
  loadOlder,
  openChannel,
  openThread,
  type PostWindow,
  postsById,
  threadWindow,
} from "./store.js";
import { type ListHandle, VirtualList } from "./virtual-list.js";
import "./pane.css";

export interface MessageListProps {
  channelId: string;
  /** Shows this thread instead of the channel. */
  rootId?: string;
  /** The message to show and mark. */
  focusPostId?: string;
  onOpenThread(rootId: string): void;
  onJump(postId: string): void;
}

const FLASH_MS = 2600;

/** The messages of a channel or of a thread. The stores load; this draws what is near. */
export function MessageList(props: MessageListProps): JSX.Element {
  // Another place is another list: nothing of the old one's position may stay.
  return <List key={props.rootId ?? props.channelId} {...props} />;
}

/** The rows of the list by their first message, and the messages of those that hold several. */
function useRows(held: PostWindow, focusPostId: string | undefined): ReturnType<typeof foldComings> {
  return useMemo(() => {
    const ids = held.pendingIds.length ? [...held.ids, ...held.pendingIds] : held.ids;
    return foldComings(ids, (id) => postsById.peek(id), [held.unreadFrom, focusPostId]);
  }, [held.ids, held.pendingIds, held.unreadFrom, focusPostId]);
}

function usePane(props: MessageListProps, readOnly: boolean): Pane {
  const active = useSignal("");
  const heldOpen = useSignal("");
  const { channelId, rootId = "", onOpenThread, onJump } = props;
  return useMemo(
    () => ({
      where: rootId ? "thread" : "channel",
      channelId,
      rootId,
      readOnly,
      active,
      held: heldOpen,
      openThread: onOpenThread,
      jump: onJump,
    }),
    [channelId, rootId, readOnly, onOpenThread, onJump],
  );
}

/** The message that is marked for a moment after a jump. */
function useFlash(focusPostId: string | undefined, present: boolean, handle: { current: ListHandle | null }): string {
  const [flash, setFlash] = useState("");
  useEffect(() => {
    if (!focusPostId || !present) return;
    handle.current?.toKey(focusPostId, 0.35);
    setFlash(focusPostId);
    const timer = setTimeout(() => setFlash(""), FLASH_MS);
    return () => clearTimeout(timer);
  }, [focusPostId, present]);
  return flash;
}

/** How many messages came while the person was reading further up. Pages that were only loaded do not count. */
function useUnseen(keys: readonly string[], complete: boolean, atEnd: boolean, newerCount: number): number {
  const seen = useRef({ complete: false, last: "" });
  const last = keys[keys.length - 1] ?? "";
  if (atEnd || !complete || !seen.current.complete) seen.current = { complete, last };
  if (!complete) return newerCount;
  const at = keys.lastIndexOf(seen.current.last);
  return at < 0 ? 0 : keys.length - 1 - at;
}

function List(props: MessageListProps): JSX.Element {
  const { channelId, rootId, focusPostId } = props;
  const held = rootId ? threadWindow(rootId) : channelWindow(channelId);
  const { keys, folded } = useRows(held, focusPostId);
  const channel = channelsById.get(channelId);
  const pane = usePane(props, Boolean(channel?.delete_at));
  const handle = useRef<ListHandle | null>(null);
  const [atEnd, setAtEnd] = useState(true);
  const flash = useFlash(focusPostId, keys.includes(focusPostId ?? ""), handle);
  const [current, setCurrent] = useState("");

  // One's own new message is always shown, wherever one was reading.
  const pendingCount = held.pendingIds.length;
  const before = useRef(pendingCount);
  useEffect(() => {
    if (pendingCount > before.current) {
      if (held.atNewest || rootId) handle.current?.toEnd();
      else void jumpToLatest(channelId);
    }
    before.current = pendingCount;
  }, [pendingCount]);
  const edit = editing.value;
  useEffect(() => {
    if (edit && edit.where === pane.where) handle.current?.reveal(edit.postId);
  }, [edit]);

  const complete = held.atNewest || Boolean(rootId);
  const unseen = useUnseen(keys, complete, atEnd, held.newerCount);
  const started = held.ids.length > 0 || (keys.length > 0 && held.loading !== "initial");
  if (!started) {
    return (
      <div class="message-list message-list--empty">
        <Nothing held={held} {...props} />
      </div>
    );
  }
  const startKey =
    focusPostId && keys.includes(focusPostId)
      ? focusPostId
      : held.unreadFrom && keys.includes(held.unreadFrom)
        ? held.unreadFrom
        : undefined;
  const focusable = current && keys.includes(current) ? current : keys[keys.length - 1];
  return (
    <PaneContext.Provider value={pane}>
      <div class={rootId ? "message-list message-list--thread" : "message-list"}>
        <VirtualList
          keys={keys}
          complete={complete}
          startKey={rootId && !focusPostId ? undefined : startKey}
          startShare={focusPostId ? 0.35 : 0.25}
          label={rootId ? "Messages of the thread" : `Messages in ${channelTitle(channel)}`}
          handle={(given) => {
            handle.current = given;
          }}
          header={<Head held={held} {...props} />}
          row={(key, previous) => (
            <PostRow
              id={key}
              folded={folded.get(key)}
              previousId={previous}
              isFirstUnread={!rootId && key === held.unreadFrom}
              flash={flash === key}
              tabIndex={key === focusable ? 0 : -1}
            />
          )}
          onNearStart={() => !rootId && !held.error && void loadOlder(channelId)}
          onNearEnd={() => !rootId && !held.error && void loadNewer(channelId)}
          onAtEnd={(value) => {
            setAtEnd(value);
          }}
          onKeyDown={(event) =>
            rowKeys(event, keys, pane, (key) => {
              setCurrent(key);
              handle.current?.reveal(key);
            })
          }
        />
        {(!atEnd || !complete) && (
          <button
            type="button"
            class={`jump-pill${unseen > 0 ? " jump-pill--new" : ""}`}
            onClick={() => (complete ? handle.current?.toEnd() : void jumpToLatest(channelId))}
          >
            <IconArrowDown size={16} />
            {unseen > 0 ? `${unseen} new ${unseen === 1 ? "message" : "messages"}` : "Jump to latest"}
          </button>
        )}
      </div>
    </PaneContext.Provider>
  );
}

/** Above the first message: the beginning of the channel, or the way to more. */
function Head({ held, channelId, rootId }: { held: PostWindow } & MessageListProps): JSX.Element | null {
  if (held.error) {
    return (
      <div class="message-list__error" role="alert">
        <span>{held.error}</span>
        <Button small onClick={() => void (rootId ? openThread(rootId) : loadOlder(channelId))}>
          Try again
        </Button>
      </div>
    );
  }
  if (rootId) return null;
  if (held.atOldest) return <ChannelStart channelId={channelId} />;
  return (
    <div class="message-list__loading">{held.loading === "older" && <Spinner label="Loading older messages" />}</div>
  );
}

/** Instead of messages: loading, an error, or the beginning of a channel in which nobody wrote yet. */
function Nothing({ held, channelId, rootId }: { held: PostWindow } & MessageListProps): JSX.Element {
  if (held.error) {
    return (
      <div class="empty" role="alert">
        <p>{held.error}</p>
        <Button onClick={() => void (rootId ? openThread(rootId) : openChannel(channelId))}>Try again</Button>
      </div>
    );
  }
  if (held.atNewest && !rootId) return <ChannelStart channelId={channelId} />;
  return <Skeleton />;
}

/** The shape of messages while the first ones load. */
function Skeleton(): JSX.Element {
  return (
    <div class="posts-coming" role="status" aria-label="Loading messages">
      {[62, 38, 80, 51, 70, 44].map((width) => (
        <div key={width} class="posts-coming__row">
          <span class="posts-coming__face" />
          <span class="posts-coming__lines">
            <span style={{ width: "24%" }} />
            <span style={{ width: `${width}%` }} />
          </span>
        </div>
      ))}
    </div>
  );
}
