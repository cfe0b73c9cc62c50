import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const ForwardDialog = lazy(() => import("./forward-dialog.js").then((m) => m.ForwardDialog));

/** Asks where to forward a message to. */
export function openForward(postId: string): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <ForwardDialog postId={postId} onClose={close} />
    </Suspense>
  ));
}
