import { effect } from "@preact/signals";
import { siteName } from "../../lib/config.js";
import { desktop } from "../../lib/desktop.js";
import { place } from "../channels/place.js";
import { channelTitle, currentChannel, teamUnread } from "../channels/store.js";
import { currentTeam, myTeams } from "../teams/store.js";
import { threadCounts } from "../threads/store.js";
import { showBadge } from "../web-push/notifications.js";

/** The window's title: what is new, where one is, whose server. */
export function titleOf(mentions: number, unread: boolean, where: string, site: string): string {
  const sign = mentions > 0 ? `(${mentions}) ` : unread ? "• " : "";
  return `${sign}${where ? `${where} – ` : ""}${site}`;
}

function totals(): { mentions: number; unread: boolean } {
  let { mentions, unread } = teamUnread("");
  for (const team of myTeams.value) {
    const channels = teamUnread(team.id);
    const threads = threadCounts(team.id);
    mentions += channels.mentions + threads.mentions;
    unread ||= channels.unread || threads.unread > 0;
  }
  return { mentions, unread };
}

/** Keeps title, icon and the desktop app's badge in step with the stores. Returns the way to stop. */
export function startTitle(): () => void {
  return effect(() => {
    const { mentions, unread } = totals();
    const where = place.value.kind === "threads" ? "Threads" : channelTitle(currentChannel.value);
    document.title = titleOf(
      mentions,
      unread,
      [where, currentTeam.value?.display_name].filter(Boolean).join(" – "),
      siteName.value,
    );
    const icon = mentions > 0 ? "favicon-mention" : unread ? "favicon-unread" : "favicon";
    const link = document.getElementById("favicon");
    const href = `/static/${icon}.svg`;
    if (link && link.getAttribute("href") !== href) link.setAttribute("href", href);
    showBadge(mentions);
    desktop()?.setUnreadsAndMentions?.(unread, mentions);
  });
}
