import { desktop } from "../../lib/desktop.js";
import { navigate } from "../../lib/navigation.js";

/** Only addresses of this app are followed, whatever the bridge hands over. */
function follow(url: string): void {
  if (url.startsWith("/") && !url.startsWith("//")) navigate(url);
}

/** Listens to the desktop app: a clicked notification or its own history leads to a place here. Once a page. */
export function startDesktopEvents(): void {
  const app = desktop();
  app?.onNotificationClicked?.((_channelId, _teamId, url) => follow(url));
  app?.onBrowserHistoryPush?.((path) => follow(path));
}
