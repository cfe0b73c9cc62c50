import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { IconClock } from "../../../shared/ui/icons.js";
import { configFlag } from "../../lib/config.js";
import { pane } from "../../lib/panes.js";
import { countScheduled, ensureScheduled } from "../scheduled/store.js";
import { currentTeamId } from "../teams/store.js";

/** Says that messages wait for their time here. */
export function ScheduledLine({ channelId, rootId }: { channelId: string; rootId: string }): JSX.Element | null {
  const team = currentTeamId.value;
  const offered = configFlag("ScheduledPosts");
  useEffect(() => {
    if (offered) ensureScheduled(team);
  }, [team, offered]);
  const count = countScheduled(channelId, rootId);
  if (count === 0) return null;
  const show = () => {
    pane.value = { kind: "later" };
  };
  return (
    <button type="button" class="composer__scheduled" onClick={show}>
      <IconClock size={14} />
      {count === 1 ? "1 message is scheduled here" : `${count} messages are scheduled here`}
    </button>
  );
}
