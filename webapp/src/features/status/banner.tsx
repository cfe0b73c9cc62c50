import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { IconOffline } from "../../../shared/ui/icons.js";
import { showsKept } from "../offline/answers.js";
import { sendingBlocked, waitingCount } from "../posts/store.js";
import { browserOnline, connection } from "./store.js";

/** A short break of the connection is nobody's business. */
const PATIENCE_MS = 2500;
const visible = signal(false);

/** Says that the server is away and that nothing is lost. */
export function ConnectionBanner(): JSX.Element | null {
  const offline =
    connection.value === "offline" || !browserOnline.value || (sendingBlocked.value && waitingCount.value > 0);
  useEffect(() => {
    if (!offline) {
      visible.value = false;
      return;
    }
    const timer = setTimeout(() => {
      visible.value = true;
    }, PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [offline]);
  if (!visible.value) return null;
  const waiting = waitingCount.value;
  return (
    <div class="banner" role="status">
      <IconOffline size={16} />
      {waiting > 0
        ? `Offline – ${waiting} ${waiting === 1 ? "message is" : "messages are"} kept and will be sent`
        : showsKept.value
          ? "Offline – you see what was here last; what you write is kept and will be sent"
          : "Offline – your messages are kept and will be sent"}
    </div>
  );
}
