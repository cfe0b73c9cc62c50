import type { JSX } from "preact";
import { Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { IconButton } from "../shared/ui/button.js";
import { IconHelp } from "../shared/ui/icons.js";
import { Logo } from "../shared/ui/logo.js";
import { Spinner } from "../shared/ui/spinner.js";
import { MissingView, PreviewView } from "./features/channels/no-channel.js";
import { place, show } from "./features/channels/place.js";
import { OwnMenu } from "./features/profile/own-menu.js";
import { startActivity } from "./features/realtime/activity.js";
import { spoken } from "./features/realtime/notify.js";
import { SearchBox } from "./features/search/search-box.js";
import { Sidebar } from "./features/sidebar/sidebar.js";
import { ConnectionBanner } from "./features/status/banner.js";
import { startTitle } from "./features/status/title.js";
import { TeamRail } from "./features/teams/rail.js";
import { config, siteName } from "./lib/config.js";
import { lazy } from "./lib/lazy.js";
import { drawerOpen, pane } from "./lib/panes.js";
import type { Route } from "./lib/routes.js";
import { RightPane } from "./right-pane.js";
import { showHelp, startShortcuts } from "./shortcuts.js";
import "./styles/layout.css";

// The frame is drawn first; the message pane, which is half of the code, comes at the same time as the messages.
const messagePane = import("./features/channels/channel-view.js");
const ChannelView = lazy(() => messagePane.then((m) => m.ChannelView));
const ThreadsInbox = lazy(() => import("./features/threads/inbox.js").then((m) => m.ThreadsInbox));

/** The app itself: bar, teams, sidebar, the place the address names, and the right-hand pane. */
export function Workspace({ route, url }: { route: Route; url: string }): JSX.Element {
  useEffect(() => void show(route), [url]);
  useEffect(() => {
    const stops = [startActivity(), startTitle(), startShortcuts()];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <div class={`workspace${pane.value ? " workspace--pane" : ""}`}>
      <a class="skip-link" href="#main">
        Skip to messages
      </a>
      <TopBar />
      <ConnectionBanner />
      {drawerOpen.value && (
        <div
          class="drawer-scrim"
          onClick={() => {
            drawerOpen.value = false;
          }}
        />
      )}
      <div class="side-wrap" data-open={drawerOpen.value}>
        <TeamRail />
        <Sidebar />
      </div>
      <main id="main" class="main" tabIndex={-1} inert={drawerOpen.value}>
        <Suspense fallback={<Spinner page />}>
          <Middle />
        </Suspense>
      </main>
      <div class="visually-hidden" aria-live="polite">
        {spoken.value}
      </div>
      {pane.value && (
        <RightPane key={pane.value.kind === "thread" ? pane.value.rootId : pane.value.kind} pane={pane.value} />
      )}
    </div>
  );
}

function Middle(): JSX.Element {
  const now = place.value;
  if (now.kind === "channel")
    return <ChannelView key={now.channelId} channelId={now.channelId} focusPostId={now.focusPostId} />;
  if (now.kind === "preview") return <PreviewView channel={now.channel} />;
  if (now.kind === "threads") return <ThreadsInbox threadId={now.threadId} />;
  if (now.kind === "missing") return <MissingView title={now.title} text={now.text} />;
  return <Spinner page />;
}

function TopBar(): JSX.Element {
  return (
    <header class="topbar on-rail">
      <div class="topbar__start">
        <a class="topbar__brand" href="/">
          <Logo size={24} />
          <span class="truncate">{config.value["EnableCustomBrand"] === "true" ? siteName.value : "Courtyard"}</span>
        </a>
      </div>
      <SearchBox />
      <div class="topbar__end">
        <IconButton label="Keyboard shortcuts" keys="Ctrl+/" onClick={showHelp}>
          <IconHelp />
        </IconButton>
        <OwnMenu />
      </div>
    </header>
  );
}
