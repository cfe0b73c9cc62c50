import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const HistoryDialog = lazy(() => import("./history-dialog.js").then((m) => m.HistoryDialog));

/** Shows what a message said before it was edited. */
export function openHistory(postId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <HistoryDialog postId={postId} onClose={close} />
    </Suspense>
  ));
}
