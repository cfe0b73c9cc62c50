import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const SettingsDialog = lazy(() => import("./settings-dialog.js").then((m) => m.SettingsDialog));
const AwayDialog = lazy(() => import("../status/away-dialog.js").then((m) => m.AwayDialog));
const StatusDialog = lazy(() => import("../status/status-dialog.js").then((m) => m.StatusDialog));

export type SettingsPage = "profile" | "notifications" | "display" | "security";

/** Opens one's own settings, at a page. */
export function openSettings(page: SettingsPage = "profile"): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <SettingsDialog page={page} onClose={close} />
    </Suspense>
  ));
}

/** Opens the form of the automatic reply. */
export function openAwayDialog(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <AwayDialog onClose={close} />
    </Suspense>
  ));
}

/** Opens the custom status form. */
export function openStatusDialog(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <StatusDialog onClose={close} />
    </Suspense>
  ));
}
