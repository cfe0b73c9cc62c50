import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { client, errorText } from "../../lib/client.js";
import { config } from "../../lib/config.js";
import { currentTeamId } from "../teams/store.js";
import { PeoplePicker } from "../users/people-picker.js";
import { displayName, myId } from "../users/store.js";
import { openDirect, openGroup } from "./actions.js";
import { channelsById, channelTitle, memberCounts } from "./store.js";
import "../../styles/dialogs.css";

export const OTHERS_IN_GROUP = 7;

/** People one may write to: of the team, or of the whole server where that is allowed. */
export function findPeople(term: string): Promise<UserProfile[]> {
  const team = config.peek()["RestrictDirectMessage"] === "team" ? { team_id: currentTeamId.peek() } : {};
  if (term) return client.searchUsers(term, { ...team, limit: 40 });
  return client.getProfilesInTeam(currentTeamId.peek(), 0, 40);
}

export function NewMessageDialog({ onClose }: { onClose(): void }): JSX.Element {
  const [picked, setPicked] = useState<UserProfile[]>([]);
  const [busy, setBusy] = useState(false);
  const open = async () => {
    const [first] = picked;
    if (!first) return;
    setBusy(true);
    if (picked.length === 1) await openDirect(first.id);
    else
      await openGroup(
        picked
          .map((person) => person.id)
          .concat(myId.peek())
          .filter((id, i, all) => all.indexOf(id) === i),
      );
    onClose();
  };
  return (
    <Dialog
      title="New message"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={picked.length === 0} onClick={() => void open()}>
            {picked.length > 1 ? "Start group" : "Start conversation"}
          </Button>
        </>
      }
    >
      <PeoplePicker
        label="To: a name or user name"
        picked={picked}
        onPicked={setPicked}
        find={findPeople}
        max={OTHERS_IN_GROUP}
      />
    </Dialog>
  );
}

export function AddPeopleDialog({ channelId, onClose }: { channelId: string; onClose(): void }): JSX.Element {
  const [picked, setPicked] = useState<UserProfile[]>([]);
  const [busy, setBusy] = useState(false);
  const channel = channelsById.get(channelId);
  const find = (term: string) =>
    term
      ? client.searchUsers(term, { team_id: channel?.team_id, not_in_channel_id: channelId, limit: 40 })
      : client.getProfilesNotInChannel(channel?.team_id ?? "", channelId, false, 0, 40);
  const add = async () => {
    setBusy(true);
    const failed: string[] = [];
    let reason = "";
    for (const person of picked) {
      try {
        await client.addToChannel(person.id, channelId);
        memberCounts.update(channelId, (count) => count + 1);
      } catch (error) {
        failed.push(displayName(person));
        reason = errorText(error);
      }
    }
    if (failed.length) toast(`Could not add ${failed.join(", ")}: ${reason}`, { error: true });
    onClose();
  };
  return (
    <Dialog
      title={`Add people to ${channelTitle(channel)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={picked.length === 0} onClick={() => void add()}>
            Add
          </Button>
        </>
      }
    >
      <PeoplePicker label="A name or user name" picked={picked} onPicked={setPicked} find={find} />
    </Dialog>
  );
}
