import type { Channel, ServerChannel } from "@mattermost/types/channels";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconArchive, IconCheck, IconHash, IconLock, IconPlus, IconSearch } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { client } from "../../lib/client.js";
import { navigate } from "../../lib/navigation.js";
import { channelUrl } from "../../lib/routes.js";
import { mayInTeam } from "../permissions/store.js";
import { currentTeam, currentTeamId } from "../teams/store.js";
import { joinChannel } from "./actions.js";
import { openNewChannel } from "./dialogs.js";
import { channelsById, membershipsById } from "./store.js";
import { useSearch } from "./use-search.js";
import "../../styles/dialogs.css";

const PAGE = 50;

/** Public channels of the team, and the private ones one is in. */
async function find(term: string, pages: number): Promise<Channel[]> {
  const team = currentTeamId.peek();
  if (term) return client.searchChannels(team, term);
  const lists = await Promise.all(Array.from({ length: pages }, (_, page) => client.getChannels(team, page, PAGE)));
  return lists.flat();
}

export function BrowseDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [term, setTerm] = useState("");
  const [pages, setPages] = useState(1);
  const { items, loading, error } = useSearch(term, (text) => find(text, pages), [pages]);
  const more = !term && items.length === pages * PAGE;
  return (
    <Dialog
      title="Browse channels"
      onClose={onClose}
      footer={
        ["create_public_channel", "create_private_channel"].some((one) => mayInTeam(one, currentTeamId.value)) && (
          <Button
            onClick={() => {
              onClose();
              openNewChannel();
            }}
          >
            <IconPlus />
            Create a channel
          </Button>
        )
      }
    >
      <div class="stack">
        <div class="input-wrap">
          <IconSearch />
          <input
            class="input"
            type="search"
            data-autofocus
            placeholder="Search channels"
            aria-label="Search channels"
            value={term}
            onInput={(event) => setTerm(event.currentTarget.value)}
          />
        </div>
        {error && <p class="notice notice--error">{error}</p>}
        <ul class="pick-list" aria-busy={loading}>
          {items.map((channel) => (
            <BrowseRow key={channel.id} channel={channel as ServerChannel} onClose={onClose} />
          ))}
        </ul>
        {loading && items.length === 0 && <Spinner />}
        {!loading && !error && items.length === 0 && (
          <p class="muted">{term ? `No channel matches "${term}".` : "There are no public channels yet."}</p>
        )}
        {more && (
          <Button small onClick={() => setPages(pages + 1)}>
            Show more
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function BrowseRow({ channel, onClose }: { channel: ServerChannel; onClose(): void }): JSX.Element {
  const member = membershipsById.get(channel.id) !== undefined;
  const [busy, setBusy] = useState(false);
  const url = channelUrl(currentTeam.value?.name ?? "", channel.name);
  const look = () => {
    if (!channelsById.peek(channel.id)) channelsById.set(channel.id, channel);
    onClose();
    navigate(url);
  };
  const join = async () => {
    setBusy(true);
    if (await joinChannel(channel)) look();
    setBusy(false);
  };
  return (
    <li class="pick-list__row">
      <button type="button" class="pick-list__main" onClick={look}>
        {channel.delete_at ? <IconArchive /> : channel.type === "P" ? <IconLock /> : <IconHash />}
        <span class="person-row__text">
          <span class="pick-list__name">
            <b class="truncate">{channel.display_name}</b>
            {member && (
              <span class="tag tag--inline">
                <IconCheck size={12} /> Joined
              </span>
            )}
          </span>
          {channel.purpose && <small class="truncate">{channel.purpose}</small>}
        </span>
      </button>
      {member || channel.delete_at ? (
        <Button small onClick={look}>
          Open
        </Button>
      ) : (
        <Button small kind="primary" busy={busy} onClick={() => void join()}>
          Join
        </Button>
      )}
    </li>
  );
}
