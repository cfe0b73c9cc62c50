import { channelsById, membershipsById } from "../channels/store.js";
import { allDrafts, type Draft, draftPlace } from "../composer/drafts.js";

export interface PlacedDraft {
  key: string;
  draft: Draft;
  channelId: string;
  rootId: string;
}

/** The drafts of a team's channels one is in, and of conversations, the newest first. Followed. */
export function draftsOf(teamId: string): PlacedDraft[] {
  return allDrafts()
    .map(({ key, draft }) => ({ key, draft, ...draftPlace(key) }))
    .filter(({ channelId }) => {
      const channel = channelsById.get(channelId);
      return channel && membershipsById.get(channelId) && (channel.team_id === "" || channel.team_id === teamId);
    });
}
