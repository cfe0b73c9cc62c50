import { desktop } from "../../lib/desktop.js";
import { readSoon, windowActive } from "../channels/reading.js";
import { currentChannelId, unreadOf } from "../channels/store.js";
import { sendDrafts } from "../drafts/store.js";
import { flushOutbox } from "../posts/sending.js";
import { browserOnline } from "../status/store.js";
import { refreshStatuses } from "../users/store.js";
import { sendActive } from "./socket.js";

const IDLE_MS = 5 * 60_000;
const STATUS_POLL_MS = 60_000;

/** Watches whether the person is there: for reading, for their presence, for sending what waits. */
export function startActivity(): () => void {
  let idle: ReturnType<typeof setTimeout> | undefined;
  let active = true;
  const setActive = (next: boolean) => {
    if (active === next) return;
    active = next;
    sendActive(next);
  };
  const seen = () => {
    setActive(true);
    clearTimeout(idle);
    idle = setTimeout(() => setActive(false), IDLE_MS);
  };
  const look = () => {
    windowActive.value = document.visibilityState === "visible" && document.hasFocus();
    if (!windowActive.value) return;
    seen();
    const channelId = currentChannelId.peek();
    if (channelId && unreadOf(channelId).unread) readSoon(channelId);
  };
  const online = () => {
    browserOnline.value = navigator.onLine;
    if (!navigator.onLine) return;
    flushOutbox();
    sendDrafts();
  };
  const poll = setInterval(() => {
    if (document.visibilityState === "visible") refreshStatuses();
  }, STATUS_POLL_MS);
  const inputs = ["pointerdown", "keydown", "wheel"] as const;
  for (const name of inputs) addEventListener(name, seen, { passive: true });
  addEventListener("focus", look);
  addEventListener("blur", look);
  document.addEventListener("visibilitychange", look);
  addEventListener("online", online);
  addEventListener("offline", online);
  desktop()?.onUserActivityUpdate?.((isActive) => setActive(isActive));
  look();
  return () => {
    clearInterval(poll);
    clearTimeout(idle);
    for (const name of inputs) removeEventListener(name, seen);
    removeEventListener("focus", look);
    removeEventListener("blur", look);
    document.removeEventListener("visibilitychange", look);
    removeEventListener("online", online);
    removeEventListener("offline", online);
  };
}
