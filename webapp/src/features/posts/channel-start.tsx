import type { JSX } from "preact";
import { Avatar } from "../../ui/avatar.js";
import { channelsById, channelTitle, isDirect, teammateId } from "../channels/store.js";
import { Markdown } from "../markdown/markdown.js";
import { user } from "../users/store.js";

/** What stands before the very first message of a channel. */
export function ChannelStart({ channelId }: { channelId: string }): JSX.Element | null {
  const channel = channelsById.get(channelId);
  if (!channel) return null;
  const title = channelTitle(channel);
  const sign = channel.type === "O" ? "#" : "";
  const text =
    channel.type === "D"
      ? `This is where your conversation with ${title} begins.`
      : channel.type === "G"
        ? "This is where the conversation of this group begins."
        : `This is where ${sign}${title} begins.${channel.type === "P" ? " Only members can see it." : ""}`;
  return (
    <div class="channel-start">
      {channel.type === "D" && <Avatar user={user(teammateId(channel))} size={48} />}
      <h2>
        {sign}
        {title}
      </h2>
      <p class="muted">{text}</p>
      {!isDirect(channel) && channel.purpose && (
        <p>
          <Markdown text={channel.purpose} inline />
        </p>
      )}
    </div>
  );
}
