import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const AddEmojiDialog = lazy(() => import("./add-emoji-dialog.js").then((m) => m.AddEmojiDialog));
const EmojiListDialog = lazy(() => import("./emoji-list-dialog.js").then((m) => m.EmojiListDialog));

export function openAddEmoji(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <AddEmojiDialog onClose={close} />
    </Suspense>
  ));
}

/** Shows the emoji that were made here. */
export function openEmojiList(): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <EmojiListDialog onClose={close} />
    </Suspense>
  ));
}
