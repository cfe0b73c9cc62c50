import type { JSX } from "preact";
import { useCallback, useEffect } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconBell, IconBellOff } from "../../../shared/ui/icons.js";
import type { Pane } from "../../lib/panes.js";
import { PaneFrame } from "../../right-pane.js";
import { jumpTo } from "../channels/jump.js";
import { windowActive } from "../channels/reading.js";
import { channelsById, channelTitle, membershipsById } from "../channels/store.js";
import { Composer } from "../composer/composer.js";
import { MessageList } from "../posts/message-list.js";
import { openThread, post, primeThread } from "../posts/store.js";
import { currentTeamId } from "../teams/store.js";
import { followThread, markThreadRead, refreshThread, threadsById } from "./store.js";

type ThreadPaneProps = { pane: Extract<Pane, { kind: "thread" }> };

/** Loads a thread and keeps it read while it is before the person's eyes. */
export function useThread(rootId: string): void {
  useEffect(() => {
    primeThread(rootId);
    void openThread(rootId);
    void refreshThread(currentTeamId.peek(), rootId);
  }, [rootId]);
  const unread = threadsById.get(rootId)?.unread_replies ?? 0;
  const active = windowActive.value;
  useEffect(() => {
    if (active && unread > 0) void markThreadRead(currentTeamId.peek(), rootId);
  }, [active, unread, rootId]);
}

export function FollowButton({ rootId }: { rootId: string }): JSX.Element {
  const following = threadsById.get(rootId)?.is_following ?? post(rootId)?.is_following ?? false;
  return (
    <Button
      small
      kind="quiet"
      aria-pressed={following}
      onClick={() => void followThread(currentTeamId.peek(), rootId, !following)}
    >
      {following ? <IconBell size={16} /> : <IconBellOff size={16} />}
      {following ? "Following" : "Follow"}
    </Button>
  );
}

/** The messages and the composer of a thread. */
export function ThreadBody({
  rootId,
  channelId,
  focusPostId,
}: {
  rootId: string;
  channelId: string;
  focusPostId?: string;
}): JSX.Element {
  useThread(rootId);
  const stay = useCallback(() => {}, []);
  const channel = channelsById.get(channelId);
  const writable = channel && !channel.delete_at && membershipsById.get(channelId);
  return (
    <>
      <MessageList
        channelId={channelId}
        rootId={rootId}
        focusPostId={focusPostId}
        onOpenThread={stay}
        onJump={jumpTo}
      />
      {writable && (
        <Composer key={rootId} channelId={channelId} rootId={rootId} placeholder="Reply to this thread" autofocus />
      )}
    </>
  );
}

export function ThreadPane({ pane }: ThreadPaneProps): JSX.Element {
  return (
    <PaneFrame
      title="Thread"
      sub={channelTitle(channelsById.get(pane.channelId))}
      tools={<FollowButton rootId={pane.rootId} />}
      fixed
    >
      <ThreadBody rootId={pane.rootId} channelId={pane.channelId} focusPostId={pane.focusPostId} />
    </PaneFrame>
  );
}
