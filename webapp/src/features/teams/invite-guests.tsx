import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { InvitationResult } from "../../../../core/api/invitations.js";
import { call } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { channelsById, channelTitle, isDirect, membershipsById } from "../channels/store.js";
import { ChannelIcon } from "../sidebar/channel-row.js";
import { tomorrow } from "../status/away.js";
import { InviteByAddress } from "./invite-by-address.js";

/** The channels of a team one is in and could bring guests into, by name. */
const choicesIn = (teamId: string) =>
  channelsById
    .values()
    .filter((one) => one.team_id === teamId && !one.delete_at && !isDirect(one) && membershipsById.get(one.id))
    .sort((a, b) => channelTitle(a).localeCompare(channelTitle(b)));

/** The last moment of a day, by the clock of this device; 0 for none. */
const endOf = (day: string) => (day ? new Date(`${day}T23:59:59`).getTime() : 0);

/** Invites people who will see some channels and nothing else. */
export function InviteGuests({ teamId }: { teamId: string }): JSX.Element {
  const [picked, setPicked] = useState<readonly string[]>([]);
  const [day, setDay] = useState("");
  const [byLink, setByLink] = useState(false);
  const ends = day ? { guest_expires_at: endOf(day) } : {};
  return (
    <>
      <p class="muted">
        Guests see only the channels you choose and the people in them. They cannot look around in the team.
      </p>
      <InviteByAddress
        labels={{ mail: "Email addresses", link: "Email address, to make a link for" }}
        ready={picked.length > 0}
        mail={(emails) =>
          call<InvitationResult[]>(
            "POST",
            `/teams/${teamId}/invite-guests/email?graceful=true${byLink ? "&guest_magic_link=true" : ""}`,
            {
              emails,
              channels: picked,
              ...ends,
            },
          )
        }
        link={(email) =>
          call<{ link: string }>("POST", `/courtyard/teams/${teamId}/invite_guest_link`, {
            email,
            channel_ids: picked,
            ...ends,
          })
        }
      >
        <ChannelChoice teamId={teamId} picked={picked} onPicked={setPicked} />
        <LastDay value={day} onValue={setDay} />
        {configFlag("EnableGuestMagicLink") && configFlag("SendEmailNotifications") && (
          <label class="choice">
            <input type="checkbox" checked={byLink} onChange={(event) => setByLink(event.currentTarget.checked)} />
            Without a password: the link signs them in, and later they are mailed another
          </label>
        )}
      </InviteByAddress>
    </>
  );
}

interface ChannelChoiceProps {
  teamId: string;
  picked: readonly string[];
  onPicked(ids: string[]): void;
}

function ChannelChoice({ teamId, picked, onPicked }: ChannelChoiceProps): JSX.Element {
  const toggle = (id: string, on: boolean) =>
    onPicked(on ? [...picked, id] : picked.filter((channelId) => channelId !== id));
  return (
    <fieldset class="settings__group">
      <legend>Channels they will see</legend>
      <div class="channel-choice">
        {choicesIn(teamId).map((channel) => (
          <label key={channel.id} class="choice">
            <input
              type="checkbox"
              checked={picked.includes(channel.id)}
              onChange={(event) => toggle(channel.id, event.currentTarget.checked)}
            />
            <ChannelIcon channel={channel} />
            <span class="truncate">{channelTitle(channel)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function LastDay({ value, onValue }: { value: string; onValue(day: string): void }): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label class="field__label" for={id}>
        Last day (optional)
      </label>
      <input
        id={id}
        class="input"
        type="date"
        min={tomorrow()}
        value={value}
        aria-describedby={`${id}-note`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <p id={`${id}-note`} class="field__hint">
        After it, new guest accounts end by themselves. Guests who are here already keep the day they have.
      </p>
    </div>
  );
}
