import type { JSX } from "preact";
import { Dialog } from "../../../shared/ui/dialog.js";
import { navigate } from "../../lib/navigation.js";
import { channelUrl } from "../../lib/routes.js";
import { currentTeam, teamsById } from "../teams/store.js";
import { channelPath, openDirect } from "./actions.js";
import { ChannelSearch, type Target } from "./channel-search.js";
import { channelsById, isDirect } from "./store.js";

function go(target: Target): void {
  if (target.kind === "person") return void openDirect(target.person.id);
  const { channel } = target;
  if (isDirect(channel)) return navigate(channelPath(channel));
  if (!channelsById.peek(channel.id)) channelsById.set(channel.id, channel);
  navigate(channelUrl(teamsById.peek(channel.team_id)?.name ?? currentTeam.peek()?.name ?? "", channel.name));
}

/** Goes to a channel or person by a few letters. */
export function Switcher({ onClose }: { onClose(): void }): JSX.Element {
  const choose = (target: Target) => {
    onClose();
    go(target);
  };
  return (
    <Dialog title="Go to" onClose={onClose}>
      <ChannelSearch onPick={choose} />
    </Dialog>
  );
}
