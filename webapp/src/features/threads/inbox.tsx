import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { Button, IconButton } from "../../../shared/ui/button.js";
import { IconBack, IconCheck, IconMore, IconThread } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { navigate } from "../../lib/navigation.js";
import { flatTables } from "../../lib/plain-text.js";
import { threadsUrl } from "../../lib/routes.js";
import { Avatar } from "../../ui/avatar.js";
import { MenuButton } from "../../ui/menu.js";
import { Tabs } from "../../ui/tabs.js";
import { DrawerButton } from "../channels/drawer-button.js";
import { jumpTo } from "../channels/jump.js";
import { channelsById, channelTitle } from "../channels/store.js";
import { Markdown } from "../markdown/markdown.js";
import { post } from "../posts/store.js";
import { shortTime } from "../search/dates.js";
import { currentTeam } from "../teams/store.js";
import { PersonName } from "../users/person-name.js";
import { user } from "../users/store.js";
import {
  followThread,
  loadThreads,
  markAllThreadsRead,
  markThreadRead,
  markThreadUnread,
  threadCounts,
  threadList,
  threadsById,
  unreadTab,
} from "./store.js";
import { FollowButton, ThreadBody } from "./thread-pane.js";
import "../../styles/threads.css";

/** All threads one follows, newest first, with the chosen one beside the list. */
export function ThreadsInbox({ threadId }: { threadId: string }): JSX.Element | null {
  const team = currentTeam.value;
  const unread = unreadTab.value;
  useEffect(() => {
    if (team) void loadThreads(team.id, unread);
  }, [team?.id, unread]);
  if (!team) return null;
  const list = threadList(team.id, unread);
  const counts = threadCounts(team.id);
  const close = () => navigate(threadsUrl(team.name));
  return (
    <div class="inbox" data-open={threadId !== ""}>
      <section class="inbox__list" aria-label="Threads">
        <header class="channel-head">
          <DrawerButton />
          <h1 class="channel-head__name grow">Threads</h1>
          {counts.unread > 0 && (
            <Button small onClick={() => void markAllThreadsRead(team.id)}>
              <IconCheck size={16} />
              Mark all read
            </Button>
          )}
        </header>
        <Tabs
          label="Which threads"
          value={unread ? "unread" : "all"}
          onSelect={(id) => {
            unreadTab.value = id === "unread";
          }}
          tabs={[
            { id: "all", label: "All" },
            { id: "unread", label: <>Unread {counts.unread > 0 && <span class="badge">{counts.unread}</span>}</> },
          ]}
        />
        <ul class="inbox__items" aria-busy={list.loading}>
          {list.ids.map((id) => (
            <InboxRow key={id} id={id} teamId={team.id} teamName={team.name} current={id === threadId} />
          ))}
          {list.loading && list.ids.length === 0 && <Spinner page />}
          {list.error && <li class="notice notice--error">{list.error}</li>}
          {!list.loading && !list.error && list.ids.length === 0 && <Nothing unread={unread} />}
          {!list.complete && list.ids.length > 0 && (
            <li class="inbox__more">
              <Button small busy={list.loading} onClick={() => void loadThreads(team.id, unread, true)}>
                Show more
              </Button>
            </li>
          )}
        </ul>
      </section>
      {threadId ? (
        <Chosen id={threadId} onClose={close} />
      ) : (
        <div class="inbox__none empty">
          <IconThread size={40} />
          <p>Choose a thread to read it here.</p>
        </div>
      )}
    </div>
  );
}

function Nothing({ unread }: { unread: boolean }): JSX.Element {
  return (
    <li class="empty">
      <IconThread size={40} />
      <h3>{unread ? "You have read everything" : "No threads yet"}</h3>
      <p>
        {unread
          ? "New replies in threads you follow appear here."
          : "Reply to a message, or follow a thread, and it appears here."}
      </p>
    </li>
  );
}

function InboxRow({
  id,
  teamId,
  teamName,
  current,
}: {
  id: string;
  teamId: string;
  teamName: string;
  current: boolean;
}): JSX.Element | null {
  const thread = threadsById.get(id);
  const root = post(id);
  if (!thread || !root) return null;
  const author = user(root.user_id);
  const unread = thread.unread_replies;
  return (
    <li class="inbox__row" data-current={current} data-unread={unread > 0}>
      <a class="inbox__link" href={threadsUrl(teamName, id)} aria-current={current ? "true" : undefined}>
        <span class="inbox__meta">
          <Avatar user={author} size={20} />
          <b class="truncate">
            <PersonName id={root.user_id} />
          </b>
          <span class="muted truncate">{channelTitle(channelsById.get(root.channel_id))}</span>
          <time class="muted" dateTime={new Date(thread.last_reply_at).toISOString()}>
            {shortTime(thread.last_reply_at)}
          </time>
        </span>
        <span class="inbox__text">
          {root.message ? <Markdown inline text={flatTables(root.message.slice(0, 400))} /> : "A file"}
        </span>
        <span class="inbox__foot">
          <span class="inbox__people">
            {thread.participants.slice(0, 4).map((one) => (
              <Avatar key={one.id} user={user(one.id)} size={20} />
            ))}
          </span>
          {thread.reply_count} {thread.reply_count === 1 ? "reply" : "replies"}
          {thread.unread_mentions > 0 ? (
            <span class="badge">{thread.unread_mentions}</span>
          ) : unread > 0 ? (
            <span class="inbox__new">{unread} new</span>
          ) : null}
        </span>
      </a>
      <MenuButton
        label="Thread options"
        align="end"
        items={() => [
          unread > 0
            ? { label: "Mark as read", onSelect: () => void markThreadRead(teamId, id) }
            : { label: "Mark as unread", onSelect: () => void markThreadUnread(teamId, id, id) },
          { label: "Stop following", onSelect: () => void followThread(teamId, id, false) },
          { label: "Open in channel", onSelect: () => jumpTo(id) },
        ]}
        button={(props) => (
          <IconButton small class="inbox__menu" label="Thread options" {...props}>
            <IconMore size={16} />
          </IconButton>
        )}
      />
    </li>
  );
}

function Chosen({ id, onClose }: { id: string; onClose(): void }): JSX.Element {
  const thread = threadsById.get(id);
  const channelId = post(id)?.channel_id ?? thread?.post.channel_id ?? "";
  return (
    <section class="inbox__thread" aria-label="Thread">
      <header class="channel-head">
        <IconButton class="only-small" label="Back" onClick={onClose}>
          <IconBack />
        </IconButton>
        <h2 class="channel-head__name grow">
          <span class="truncate">{channelTitle(channelsById.get(channelId)) || "Thread"}</span>
        </h2>
        <FollowButton rootId={id} />
        <Button small kind="quiet" class="hide-small" onClick={() => jumpTo(id)}>
          Open in channel
        </Button>
      </header>
      {channelId ? (
        <div class="channel-body">
          <ThreadBody key={id} rootId={id} channelId={channelId} />
        </div>
      ) : (
        <Spinner page />
      )}
    </section>
  );
}
