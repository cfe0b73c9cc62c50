import type { ComponentChildren, JSX } from "preact";
import { Suspense } from "preact/compat";
import { IconButton } from "../shared/ui/button.js";
import { IconBack, IconClose } from "../shared/ui/icons.js";
import { Spinner } from "../shared/ui/spinner.js";
import { channelTitle, currentChannel } from "./features/channels/store.js";
import { lazy } from "./lib/lazy.js";
import { pane as openPane, type Pane } from "./lib/panes.js";

const ThreadPane = lazy(() => import("./features/threads/thread-pane.js").then((m) => m.ThreadPane));
const SearchPane = lazy(() => import("./features/search/search-pane.js").then((m) => m.SearchPane));
const PostsPane = lazy(() => import("./features/search/posts-pane.js").then((m) => m.PostsPane));
const MembersPane = lazy(() => import("./features/channels/members-pane.js").then((m) => m.MembersPane));
const InfoPane = lazy(() => import("./features/channels/info-pane.js").then((m) => m.InfoPane));
const LaterPane = lazy(() => import("./features/scheduled/later-pane.js").then((m) => m.LaterPane));
const DraftsPane = lazy(() => import("./features/drafts/drafts-pane.js").then((m) => m.DraftsPane));
const FilesPane = lazy(() => import("./features/search/files-pane.js").then((m) => m.FilesPane));

function close(): void {
  openPane.value = undefined;
}

/** The frame of every right-hand pane: a title and ways back. */
export function PaneFrame({
  title,
  sub,
  tools,
  fixed,
  children,
}: {
  title: string;
  sub?: ComponentChildren;
  tools?: ComponentChildren;
  fixed?: boolean;
  children?: ComponentChildren;
}): JSX.Element {
  return (
    <aside class="pane" aria-label={title}>
      <div class="pane__head">
        <IconButton class="pane__back" label="Back" onClick={close}>
          <IconBack />
        </IconButton>
        <h2>
          <span class="truncate">{title}</span>
          {sub && <small class="truncate">{sub}</small>}
        </h2>
        {tools}
        <IconButton class="pane__close" label="Close" keys="Esc" onClick={close}>
          <IconClose />
        </IconButton>
      </div>
      <div class={`pane__body${fixed ? " pane__body--fixed" : ""}`}>{children}</div>
    </aside>
  );
}

export function RightPane({ pane }: { pane: Pane }): JSX.Element | null {
  if (pane.kind === "thread")
    return (
      <Suspense
        fallback={
          <PaneFrame title="Thread">
            <Spinner page />
          </PaneFrame>
        }
      >
        <ThreadPane pane={pane} />
      </Suspense>
    );
  const channel = currentChannel.value;
  const sub = channelTitle(channel);
  const waiting = <Spinner page />;
  switch (pane.kind) {
    case "search":
      return (
        <PaneFrame title="Search">
          <Suspense fallback={waiting}>
            <SearchPane />
          </Suspense>
        </PaneFrame>
      );
    case "saved":
      return (
        <PaneFrame title="Saved messages">
          <Suspense fallback={waiting}>
            <PostsPane kind="saved" channelId="" />
          </Suspense>
        </PaneFrame>
      );
    case "mentions":
      return (
        <PaneFrame title="Mentions">
          <Suspense fallback={waiting}>
            <PostsPane kind="mentions" channelId="" />
          </Suspense>
        </PaneFrame>
      );
    case "later":
      return (
        <PaneFrame title="Later">
          <Suspense fallback={waiting}>
            <LaterPane />
          </Suspense>
        </PaneFrame>
      );
    case "drafts":
      return (
        <PaneFrame title="Drafts">
          <Suspense fallback={waiting}>
            <DraftsPane />
          </Suspense>
        </PaneFrame>
      );
    default:
      if (!channel) return null;
  }
  switch (pane.kind) {
    case "pinned":
      return (
        <PaneFrame title="Pinned messages" sub={sub}>
          <Suspense fallback={waiting}>
            <PostsPane key={channel.id} kind="pinned" channelId={channel.id} />
          </Suspense>
        </PaneFrame>
      );
    case "members":
      return (
        <PaneFrame title="Members" sub={sub} fixed>
          <Suspense fallback={waiting}>
            <MembersPane key={channel.id} channel={channel} />
          </Suspense>
        </PaneFrame>
      );
    case "files":
      return (
        <PaneFrame title="Files" sub={sub}>
          <Suspense fallback={waiting}>
            <FilesPane key={channel.id} channel={channel} />
          </Suspense>
        </PaneFrame>
      );
    case "info":
      return (
        <PaneFrame title="About" sub={sub}>
          <Suspense fallback={waiting}>
            <InfoPane key={channel.id} channel={channel} />
          </Suspense>
        </PaneFrame>
      );
  }
}
