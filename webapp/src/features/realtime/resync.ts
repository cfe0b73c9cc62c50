import { pane } from "../../lib/panes.js";
import { loadBookmarks } from "../bookmarks/store.js";
import { currentChannelId } from "../channels/store.js";
import { reloadDrafts } from "../drafts/store.js";
import { reloadRoles } from "../permissions/store.js";
import { resync } from "../posts/loaders.js";
import { flushOutbox } from "../posts/sending.js";
import { channelKey, loadedKeys, threadKey } from "../posts/state.js";
import { loadPreferences } from "../preferences/store.js";
import { reloadTeams } from "../teams/load.js";
import { currentTeamId, loadTeams } from "../teams/store.js";
import { loadThreads, threadList } from "../threads/store.js";
import { refreshStatuses } from "../users/store.js";

/** Fetches whatever may have changed while events were missed. Nothing on screen goes away meanwhile. */
export async function fullResync(): Promise<void> {
  const visible: string[] = [];
  if (currentChannelId.peek()) visible.push(channelKey(currentChannelId.peek()));
  const side = pane.peek();
  if (side?.kind === "thread") visible.push(threadKey(side.rootId));
  refreshStatuses();
  flushOutbox();
  await Promise.all([
    resync(visible, loadedKeys()),
    loadPreferences().catch(() => {}),
    reloadRoles(),
    reloadDrafts(),
    currentChannelId.peek() ? loadBookmarks(currentChannelId.peek()) : undefined,
    loadTeams()
      .then(reloadTeams)
      .catch(() => {}),
  ]);
  const team = currentTeamId.peek();
  if (team && threadList(team, false).ids.length > 0) await loadThreads(team, false);
}
