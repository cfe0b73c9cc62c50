import type { ServerChannel } from "@mattermost/types/channels";
import type { Team } from "@mattermost/types/teams";
import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorText } from "../../lib/client.js";
import { loadCategories } from "../sidebar/store.js";
import { currentTeamId } from "../teams/store.js";
import { PeoplePicker } from "../users/people-picker.js";
import { myId } from "../users/store.js";
import { goToChannel, nameFor, openGroup } from "./actions.js";
import { openMakeChannel } from "./dialogs.js";
import { findPeople, OTHERS_IN_GROUP } from "./people-dialogs.js";
import { channelsById, channelTitle, fetchChannel, teammateId } from "./store.js";
import "../../styles/dialogs.css";

/** The other people of a conversation. */
async function othersIn(channel: ServerChannel): Promise<string[]> {
  if (channel.type === "D") return [teammateId(channel, myId.peek())];
  const people = await client.getProfilesInChannel(channel.id, 0, OTHERS_IN_GROUP + 1);
  return people.map(({ id }) => id).filter((id) => id !== myId.peek());
}

/** More people for a conversation: a new group, because they may not read what was written before. */
export function MorePeopleDialog({ channelId, onClose }: { channelId: string; onClose(): void }): JSX.Element | null {
  const channel = channelsById.get(channelId);
  const [others, setOthers] = useState<string[]>();
  const [picked, setPicked] = useState<UserProfile[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useEffect(() => {
    if (channel) othersIn(channel).then(setOthers, (failure: unknown) => setError(errorText(failure)));
  }, [channelId]);
  if (!channel) return null;
  const room = OTHERS_IN_GROUP - (others?.length ?? 0);
  const find = async (term: string) => {
    const known = new Set([...(others ?? []), myId.peek()]);
    return (await findPeople(term)).filter(({ id }) => !known.has(id));
  };
  const start = async () => {
    setBusy(true);
    await openGroup([myId.peek(), ...(others ?? []), ...picked.map(({ id }) => id)]);
    onClose();
  };
  return (
    <Dialog
      title={`Add people to ${channelTitle(channel)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!others || picked.length === 0} onClick={() => void start()}>
            Start a new group
          </Button>
        </>
      }
    >
      <div class="stack">
        <p>This starts a new group with all of you. What was written here before stays among those who are here now.</p>
        {error && <p class="notice notice--error">{error}</p>}
        {others && room > 0 && (
          <PeoplePicker label="A name or user name" picked={picked} onPicked={setPicked} find={find} max={room} />
        )}
        {others && room <= 0 && (
          <p class="notice">A group has at most {OTHERS_IN_GROUP + 1} people. For more, make it a private channel.</p>
        )}
        {channel.type === "G" && (
          <div>
            <Button
              small
              onClick={() => {
                onClose();
                openMakeChannel(channelId);
              }}
            >
              Make it a private channel instead, with all its messages…
            </Button>
          </div>
        )}
      </div>
    </Dialog>
  );
}

/** Makes a group message a private channel of a team that all its people are in. */
export function MakeChannelDialog({ channelId, onClose }: { channelId: string; onClose(): void }): JSX.Element {
  const [teams, setTeams] = useState<Team[]>();
  const [teamId, setTeamId] = useState("");
  const [title, setTitle] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  useEffect(() => {
    client.getGroupMessageMembersCommonTeams(channelId).then(
      ({ data }) => {
        setTeams(data);
        setTeamId((data.find(({ id }) => id === currentTeamId.peek()) ?? data[0])?.id ?? "");
      },
      (failure: unknown) => setError(errorText(failure)),
    );
  }, [channelId]);
  const submit = async (event: Event) => {
    event.preventDefault();
    const name = title.trim();
    if (!name || !teamId || busy) return;
    setBusy(true);
    try {
      await client.convertGroupMessageToPrivateChannel(channelId, teamId, name, nameFor(name));
      await fetchChannel(channelId);
      await loadCategories(teamId).catch(() => {});
      onClose();
      toast(`${name} is a private channel now`);
      if (teamId === currentTeamId.peek()) goToChannel(channelId);
    } catch (failure) {
      setError(errorText(failure));
      setBusy(false);
    }
  };
  return (
    <Dialog
      title="Make it a private channel"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!title.trim() || !teamId} onClick={submit}>
            Make the channel
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={submit}>
        <p>
          All messages stay, and so do the people. Whoever is added later can read everything that was written here.
          This cannot be undone.
        </p>
        {!teams && !error && <Spinner />}
        {teams?.length === 0 && (
          <p class="notice">
            There is no team that all of you are in. A channel belongs to a team, and so do its people.
          </p>
        )}
        {teams && teams.length > 0 && (
          <TextField label="Name of the channel" autofocus maxLength={64} value={title} onValue={setTitle} />
        )}
        {teams && teams.length > 1 && (
          <label class="field">
            <span class="field__label">Team</span>
            <select class="input" value={teamId} onChange={(event) => setTeamId(event.currentTarget.value)}>
              {teams.map(({ id, display_name }) => (
                <option key={id} value={id}>
                  {display_name}
                </option>
              ))}
            </select>
          </label>
        )}
        {error && <p class="notice notice--error">{error}</p>}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
