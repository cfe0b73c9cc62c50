import { navigate } from "../../lib/navigation.js";
import { pane } from "../../lib/panes.js";
import { windowActive } from "../channels/reading.js";
import { currentChannelId } from "../channels/store.js";

/** Whether a message that comes to a channel or a thread is before the person's eyes. */
function isSeen(channelId: unknown, rootId: unknown): boolean {
  if (!windowActive.peek()) return false;
  const side = pane.peek();
  if (rootId) return side?.kind === "thread" && side.rootId === rootId;
  return currentChannelId.peek() === channelId;
}

/** Answers the worker, which asks what is on the screen and says where a click on a notification leads. Once a page. */
export function startWorkerEvents(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data, ports }) => {
    if (data?.type === "courtyard.seen") ports[0]?.postMessage(isSeen(data.channel_id, data.root_id));
    // Only addresses of this app are followed.
    const url = data?.type === "courtyard.open" ? data.url : undefined;
    if (typeof url === "string" && url.startsWith("/") && !url.startsWith("//")) navigate(url);
  });
  navigator.serviceWorker.startMessages();
}
