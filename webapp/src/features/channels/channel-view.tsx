import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useCallback, useEffect } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { IconArchive } from "../../../shared/ui/icons.js";
import { showThread } from "../../lib/panes.js";
import { BookmarksBar } from "../bookmarks/bookmarks-bar.js";
import { Composer } from "../composer/composer.js";
import { mayWithChannel } from "../permissions/store.js";
import { MessageList } from "../posts/message-list.js";
import { currentTeamId } from "../teams/store.js";
import { refreshThread } from "../threads/store.js";
import { loadMemberCount, unarchiveChannel } from "./actions.js";
import { ChannelHeader } from "./header.js";
import { jumpTo } from "./jump.js";
import { channelsById, channelTitle } from "./store.js";

/** A channel one is a member of: header, messages, composer. */
export function ChannelView({
  channelId,
  focusPostId,
}: {
  channelId: string;
  focusPostId: string;
}): JSX.Element | null {
  const channel = channelsById.get(channelId);
  useEffect(() => void loadMemberCount(channelId), [channelId]);
  const openThread = useCallback(
    (rootId: string) => {
      showThread(channelId, rootId);
      void refreshThread(currentTeamId.peek(), rootId);
    },
    [channelId],
  );
  if (!channel) return null;
  const title = channelTitle(channel);
  return (
    <>
      <ChannelHeader channel={channel} />
      <BookmarksBar channel={channel} />
      <section class="channel-body" aria-label={title}>
        <MessageList
          channelId={channelId}
          focusPostId={focusPostId || undefined}
          onOpenThread={openThread}
          onJump={jumpTo}
        />
        {channel.delete_at ? (
          <ArchivedFoot channel={channel} />
        ) : (
          <Composer key={channelId} channelId={channelId} placeholder={`Message ${title}`} autofocus />
        )}
      </section>
    </>
  );
}

function ArchivedFoot({ channel }: { channel: ServerChannel }): JSX.Element {
  return (
    <footer class="channel-foot">
      <IconArchive />
      This channel is archived. It can be read, not written to.
      {mayWithChannel("delete_{}_channel", channel.id) && (
        <Button small onClick={() => void unarchiveChannel(channel.id)}>
          Restore
        </Button>
      )}
    </footer>
  );
}
