import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const ReminderDialog = lazy(() => import("./reminder-dialog.js").then((m) => m.ReminderDialog));

export function openReminder(postId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <ReminderDialog postId={postId} onClose={close} />
    </Suspense>
  ));
}
