import type { ChannelModeration, ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client, errorText } from "../../lib/client.js";
import { confirmDialog } from "../../ui/overlay.js";
import { mayInChannel } from "../permissions/store.js";
import { attempt } from "./actions.js";
import { channelTitle, receiveChannel } from "./store.js";

const TITLES: Record<string, string> = {
  create_post: "Write messages",
  create_reactions: "React to messages",
  manage_members: "Add and remove people",
  use_channel_mentions: "Call everybody with @channel, @all and @here",
  manage_bookmarks: "Change the bookmarks",
};

type Who = "members" | "guests";

/** What members and guests may do in a channel, and who can find it: for those who manage it. */
export function ModerationTab({ channel }: { channel: ServerChannel }): JSX.Element {
  return (
    <div class="stack">
      {mayInChannel("manage_channel_roles", channel.id) && <Switches channelId={channel.id} />}
      <Privacy channel={channel} />
    </div>
  );
}

function Switches({ channelId }: { channelId: string }): JSX.Element {
  const [list, setList] = useState<ChannelModeration[]>();
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  useEffect(
    () =>
      void client.getChannelModerations(channelId).then(setList, (failure: unknown) => setError(errorText(failure))),
    [channelId],
  );
  const change = async (name: string, who: Who, value: boolean) => {
    setBusy(true);
    const after = await attempt(() => client.patchChannelModerations(channelId, [{ name, roles: { [who]: value } }]));
    if (after) setList(after);
    setBusy(false);
  };
  if (error) return <p class="notice notice--error">{error}</p>;
  if (!list) return <Spinner />;
  return (
    <div>
      <p class="muted small">Those who manage the channel may always do all of this.</p>
      <table class="moderation" aria-label="Who may do what">
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">What</span>
            </th>
            <th scope="col">Members</th>
            <th scope="col">Guests</th>
          </tr>
        </thead>
        <tbody>
          {list
            .filter(({ name }) => TITLES[name])
            .map(({ name, roles }) => (
              <tr key={name}>
                <th scope="row">{TITLES[name]}</th>
                {(["members", "guests"] as const).map((who) => (
                  <td key={who}>
                    {roles[who] ? (
                      <input
                        type="checkbox"
                        aria-label={`${TITLES[name]}: ${who}`}
                        checked={roles[who].value}
                        disabled={busy || !roles[who].enabled}
                        onChange={(event) => void change(name, who, event.currentTarget.checked)}
                      />
                    ) : (
                      <span class="muted">never</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}

function Privacy({ channel }: { channel: ServerChannel }): JSX.Element | null {
  const open = channel.type === "O";
  const permission = open ? "convert_public_channel_to_private" : "convert_private_channel_to_public";
  if (channel.name === "town-square" || !mayInChannel(permission, channel.id)) return null;
  const title = channelTitle(channel);
  const convert = async () => {
    const sure = await confirmDialog({
      title: open ? `Make ${title} private?` : `Make ${title} public?`,
      text: open
        ? "Those who are in it stay. Others can no longer find it or read what was written in it."
        : "Everyone in the team can find it, join it, and read everything that was ever written in it.",
      confirm: open ? "Make private" : "Make public",
      danger: !open,
    });
    if (!sure) return;
    const changed = await attempt(() => client.updateChannelPrivacy(channel.id, open ? "P" : "O"));
    if (!changed) return;
    receiveChannel(changed);
    toast(open ? `${title} is private now` : `${title} is public now`);
  };
  return (
    <div class="stack">
      <h3>Who can find it</h3>
      <p>{open ? "Everyone in the team." : "Only those who are added to it."}</p>
      <div>
        <Button onClick={() => void convert()}>
          {open ? "Make this channel private…" : "Make this channel public…"}
        </Button>
      </div>
    </div>
  );
}
