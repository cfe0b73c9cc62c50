import { Suspense } from "preact/compat";
import { channelPath, goToChannel } from "./features/channels/actions.js";
import { openNewMessage, openSwitcher } from "./features/channels/dialogs.js";
import { markRead } from "./features/channels/reading.js";
import { channelsById, currentChannelId, unreadOf } from "./features/channels/store.js";
import { openSettings } from "./features/profile/open-settings.js";
import { neighbour } from "./features/sidebar/sort.js";
import { sidebarOrder, unreadFilter } from "./features/sidebar/store.js";
import { currentTeamId } from "./features/teams/store.js";
import { lazy } from "./lib/lazy.js";
import { drawerOpen, pane, togglePane } from "./lib/panes.js";
import { dialogOpen, openDialog } from "./ui/overlay.js";

const HelpDialog = lazy(() => import("./features/profile/help-dialog.js").then((m) => m.HelpDialog));

export function showHelp(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <HelpDialog onClose={close} />
    </Suspense>
  ));
}

/** The channel of the address: it is ahead of the one on screen while that is still being opened. */
function channelHere(order: readonly string[]): string {
  const there = order.find((id) => {
    const channel = channelsById.peek(id);
    return channel !== undefined && channelPath(channel) === location.pathname;
  });
  return there ?? currentChannelId.peek();
}

function step(by: 1 | -1, unreadOnly: boolean): void {
  const order = sidebarOrder(currentTeamId.peek());
  const next = neighbour(order, channelHere(order), by, (id) => !unreadOnly || unreadOf(id).unread);
  if (next) goToChannel(next);
}

function onEscape(event: KeyboardEvent): boolean {
  if (event.shiftKey) {
    const id = currentChannelId.peek();
    if (id) void markRead(id);
    return Boolean(id);
  }
  if (drawerOpen.peek()) drawerOpen.value = false;
  else if (pane.peek()) pane.value = undefined;
  else return false;
  return true;
}

const WITH_SHIFT: Record<string, () => void> = {
  k: openNewMessage,
  a: () => openSettings(),
  m: () => togglePane("mentions"),
  i: () => togglePane("info"),
  l: () => document.querySelector<HTMLElement>(".channel-body textarea")?.focus(),
  u: () => {
    unreadFilter.value = !unreadFilter.peek();
  },
  f: () => document.querySelector<HTMLElement>("[data-search]")?.focus(),
};

const WITH_CTRL: Record<string, () => void> = {
  k: openSwitcher,
  "/": showHelp,
};

/** True while the person writes in a field where Ctrl+K has a meaning of its own. */
function inComposerWithSelection(event: KeyboardEvent): boolean {
  const field = event.target;
  return field instanceof HTMLTextAreaElement && field.selectionStart !== field.selectionEnd;
}

function handle(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || dialogOpen()) return false;
  if (event.key === "Escape") return onEscape(event);
  if (event.altKey && !event.ctrlKey && !event.metaKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    step(event.key === "ArrowDown" ? 1 : -1, event.shiftKey);
    return true;
  }
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false;
  const key = event.key.toLowerCase();
  if (key === "k" && !event.shiftKey && inComposerWithSelection(event)) return false;
  const table = event.shiftKey ? WITH_SHIFT : WITH_CTRL;
  if (!Object.hasOwn(table, key)) return false;
  table[key]?.();
  return true;
}

/** Listens for the app's keyboard shortcuts. Returns the way to stop. */
export function startShortcuts(): () => void {
  const listener = (event: KeyboardEvent) => {
    if (handle(event)) event.preventDefault();
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}
