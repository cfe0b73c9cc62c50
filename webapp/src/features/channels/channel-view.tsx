import type { ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { navigate } from "../../lib/navigation.js";
import { drawerOpen, showThread } from "../../lib/panes.js";
import { permalinkUrl } from "../../lib/routes.js";
import { Button, IconButton } from "../../ui/button.js";
import { IconArchive, IconHash, IconMenu } from "../../ui/icons.js";
import { Composer } from "../composer/composer.js";
import { MessageList } from "../posts/message-list.js";
import { currentTeam, currentTeamId } from "../teams/store.js";
import { refreshThread } from "../threads/store.js";
import { loadMemberCount, unarchiveChannel } from "./actions.js";
import { ChannelHeader } from "./header.js";
import { joinPreviewed } from "./place.js";
import { channelsById, channelTitle, teamUnread } from "./store.js";

/** Opens a message where it was written. */
export function jumpTo(postId: string): void {
  navigate(permalinkUrl(currentTeam.peek()?.name ?? "_redirect", postId));
}

/** The button that opens the drawer on narrow screens, with a dot when something is new elsewhere. */
export function DrawerButton(): JSX.Element {
  const news = teamUnread("").unread || teamUnread(currentTeamId.value).unread;
  return (
    <IconButton label={news ? "Channels, something is new" : "Channels"} class="channel-head__menu" onClick={() => { drawerOpen.value = true; }}>
      <IconMenu />
      {news && <span class="menu-dot" />}
    </IconButton>
  );
}

/** A channel one is a member of: header, messages, composer. */
export function ChannelView({ channelId, focusPostId }: { channelId: string; focusPostId: string }): JSX.Element | null {
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
      <section class="channel-body" aria-label={title}>
        <MessageList channelId={channelId} focusPostId={focusPostId || undefined} onOpenThread={openThread} onJump={jumpTo} />
        {channel.delete_at ? <ArchivedFoot channel={channel} /> : <Composer key={channelId} channelId={channelId} placeholder={`Message ${title}`} autofocus />}
      </section>
    </>
  );
}

function ArchivedFoot({ channel }: { channel: ServerChannel }): JSX.Element {
  return (
    <footer class="channel-foot">
      <IconArchive />This channel is archived. It can be read, not written to.
      <Button small onClick={() => void unarchiveChannel(channel.id)}>Restore</Button>
    </footer>
  );
}

/** A public channel one has not joined. */
export function PreviewView({ channel }: { channel: ServerChannel }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const join = async () => {
    setBusy(true);
    await joinPreviewed(channel);
    setBusy(false);
  };
  return (
    <>
      <header class="channel-head"><DrawerButton /><h1 class="channel-head__name"><IconHash />{channel.display_name}</h1></header>
      <div class="empty">
        <IconHash size={40} />
        <h3>{channel.display_name}</h3>
        <p>{channel.purpose || "You are not in this channel yet."}</p>
        {!channel.delete_at && <Button kind="primary" busy={busy} onClick={() => void join()}>Join channel</Button>}
      </div>
    </>
  );
}

export function MissingView({ title, text }: { title: string; text: string }): JSX.Element {
  return (
    <>
      <header class="channel-head only-small"><DrawerButton /></header>
      <div class="empty" role="alert">
        <IconHash size={40} />
        <h3>{title}</h3>
        <p>{text}</p>
        <Button onClick={() => navigate("/")}>Go to your channels</Button>
      </div>
    </>
  );
}
