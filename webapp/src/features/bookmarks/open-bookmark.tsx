import type { ChannelBookmark } from "@mattermost/types/channel_bookmarks";
import { Suspense } from "preact/compat";
import { lazy } from "../../lib/lazy.js";
import { openDialog } from "../../ui/overlay.js";

const BookmarkDialog = lazy(() => import("./bookmark-dialog.js").then((m) => m.BookmarkDialog));

export function openBookmark(channelId: string, bookmark?: ChannelBookmark): void {
  openDialog((close) => (
    <Suspense fallback={null}>
      <BookmarkDialog channelId={channelId} bookmark={bookmark} onClose={close} />
    </Suspense>
  ));
}
