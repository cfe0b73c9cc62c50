import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

/* Dialogs are fetched when they are first opened. */
const BrowseDialog = lazy(() => import("./browse-dialog.js").then((m) => m.BrowseDialog));
const NewChannelDialog = lazy(() => import("./new-channel-dialog.js").then((m) => m.NewChannelDialog));
const NewMessageDialog = lazy(() => import("./people-dialogs.js").then((m) => m.NewMessageDialog));
const AddPeopleDialog = lazy(() => import("./people-dialogs.js").then((m) => m.AddPeopleDialog));
const MorePeopleDialog = lazy(() => import("./group-dialogs.js").then((m) => m.MorePeopleDialog));
const MakeChannelDialog = lazy(() => import("./group-dialogs.js").then((m) => m.MakeChannelDialog));
const SettingsDialog = lazy(() => import("./settings-dialog.js").then((m) => m.ChannelSettingsDialog));
const Switcher = lazy(() => import("./switcher.js").then((m) => m.Switcher));

export function openBrowse(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <BrowseDialog onClose={close} />
    </Suspense>
  ));
}

export function openNewChannel(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <NewChannelDialog onClose={close} />
    </Suspense>
  ));
}

export function openNewMessage(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <NewMessageDialog onClose={close} />
    </Suspense>
  ));
}

export function openAddPeople(channelId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <AddPeopleDialog channelId={channelId} onClose={close} />
    </Suspense>
  ));
}

/** More people for a direct or group conversation. */
export function openMorePeople(channelId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <MorePeopleDialog channelId={channelId} onClose={close} />
    </Suspense>
  ));
}

/** A group message becomes a private channel. */
export function openMakeChannel(channelId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <MakeChannelDialog channelId={channelId} onClose={close} />
    </Suspense>
  ));
}

export type SettingsTab = "about" | "notifications" | "permissions";

export function openChannelSettings(channelId: string, tab: SettingsTab): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <SettingsDialog channelId={channelId} tab={tab} onClose={close} />
    </Suspense>
  ));
}

export function openSwitcher(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <Switcher onClose={close} />
    </Suspense>
  ));
}
