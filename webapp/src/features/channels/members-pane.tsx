import type { ServerChannel } from "@mattermost/types/channels";
import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { IconSearch, IconUserPlus } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client } from "../../lib/client.js";
import { MenuButton } from "../../ui/menu.js";
import { confirmDialog } from "../../ui/overlay.js";
import { mayInChannel, mayWithChannel } from "../permissions/store.js";
import { PersonRow } from "../users/person-row.js";
import { displayName, myId, receiveUsers } from "../users/store.js";
import { attempt } from "./actions.js";
import { openAddPeople } from "./dialogs.js";
import { channelTitle, memberCounts } from "./store.js";
import { useSearch } from "./use-search.js";

const PAGE = 60;

export function MembersPane({ channel }: { channel: ServerChannel }): JSX.Element {
  const [term, setTerm] = useState("");
  const [pages, setPages] = useState(1);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const count = memberCounts.get(channel.id);
  const { items, loading, error } = useSearch(
    term,
    async (text) => {
      const found = text
        ? await client.searchUsers(text, { in_channel_id: channel.id, limit: 100 })
        : (
            await Promise.all(
              Array.from({ length: pages }, (_, page) => client.getProfilesInChannel(channel.id, page, PAGE)),
            )
          ).flat();
      receiveUsers(found);
      return found;
    },
    [pages, count],
  );
  const place = channel.type !== "G" && channel.type !== "D" && !channel.delete_at;
  const manage = place && mayWithChannel("manage_{}_channel_members", channel.id);
  const remove = async (person: UserProfile) => {
    const sure = await confirmDialog({
      title: `Remove ${displayName(person)}?`,
      text: `They leave ${channelTitle(channel)}.`,
      confirm: "Remove",
      danger: true,
    });
    if (!sure || !(await attempt(() => client.removeFromChannel(person.id, channel.id)))) return;
    setGone(new Set([...gone, person.id]));
    memberCounts.update(channel.id, (old) => old - 1);
  };
  const admin = place && mayInChannel("manage_channel_roles", channel.id);
  return (
    <>
      <div class="pane__tools">
        <div class="input-wrap grow">
          <IconSearch />
          <input
            class="input"
            type="search"
            aria-label="Search members"
            placeholder="Search members"
            value={term}
            onInput={(event) => setTerm(event.currentTarget.value)}
          />
        </div>
        {manage && (
          <Button onClick={() => openAddPeople(channel.id)}>
            <IconUserPlus size={16} />
            Add
          </Button>
        )}
      </div>
      <div class="pane__body">
        {error && <p class="notice notice--error">{error}</p>}
        <ul aria-busy={loading}>
          {items
            .filter((one) => !gone.has(one.id))
            .map((person) => (
              <PersonRow key={person.id} user={person}>
                {(manage || admin) && person.id !== myId.value && (
                  <MemberMenu
                    channel={channel}
                    person={person}
                    admin={admin}
                    onRemove={manage && channel.name !== "town-square" ? () => void remove(person) : undefined}
                  />
                )}
              </PersonRow>
            ))}
        </ul>
        {loading && items.length === 0 && <Spinner page />}
        {!term && items.length === pages * PAGE && (
          <Button small wide onClick={() => setPages(pages + 1)}>
            Show more
          </Button>
        )}
      </div>
    </>
  );
}

function MemberMenu({
  channel,
  person,
  admin,
  onRemove,
}: {
  channel: ServerChannel;
  person: UserProfile;
  admin: boolean;
  onRemove?: (() => void) | undefined;
}): JSX.Element | null {
  const role = async (isAdmin: boolean) => {
    const done = await attempt(() => client.updateChannelMemberSchemeRoles(channel.id, person.id, true, isAdmin));
    if (done)
      toast(isAdmin ? `${displayName(person)} now manages this channel` : `${displayName(person)} is now a member`);
  };
  if (!admin && !onRemove) return null;
  return (
    <MenuButton
      label={`Options for ${displayName(person)}`}
      align="end"
      items={() => [
        admin && { label: "Make channel administrator", onSelect: () => void role(true) },
        admin && { label: "Make member", onSelect: () => void role(false) },
        admin && onRemove && ("separator" as const),
        onRemove && { label: "Remove from channel", danger: true, onSelect: onRemove },
      ]}
      button={(props) => (
        <Button small kind="quiet" {...props}>
          Manage
        </Button>
      )}
    />
  );
}
