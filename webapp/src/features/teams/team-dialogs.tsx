import type { Team } from "@mattermost/types/teams";
import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../shared/lib/toast.js";
import { Button } from "../../../shared/ui/button.js";
import { Dialog } from "../../../shared/ui/dialog.js";
import { IconSearch } from "../../../shared/ui/icons.js";
import { Spinner } from "../../../shared/ui/spinner.js";
import { TextField } from "../../../shared/ui/text-field.js";
import { client, errorText } from "../../lib/client.js";
import { MenuButton } from "../../ui/menu.js";
import { confirmDialog } from "../../ui/overlay.js";
import { TextArea } from "../../ui/text-area.js";
import { useSearch } from "../channels/use-search.js";
import { PersonRow } from "../users/person-row.js";
import { displayName, myId, receiveUsers } from "../users/store.js";
import { isTeamAdmin, receiveTeam, teamsById } from "./store.js";
import "../../styles/dialogs.css";

async function tell(call: () => Promise<unknown>, done: string): Promise<boolean> {
  try {
    await call();
    toast(done);
    return true;
  } catch (error) {
    toast(errorText(error), { error: true });
    return false;
  }
}

const PAGE = 60;

export function MembersDialog({ teamId, onClose }: { teamId: string; onClose(): void }): JSX.Element {
  const [term, setTerm] = useState("");
  const [pages, setPages] = useState(1);
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const { items, loading, error } = useSearch(
    term,
    async (text) => {
      const found = text
        ? await client.searchUsers(text, { team_id: teamId, limit: 100 })
        : (
            await Promise.all(Array.from({ length: pages }, (_, page) => client.getProfilesInTeam(teamId, page, PAGE)))
          ).flat();
      receiveUsers(found);
      return found;
    },
    [pages],
  );
  const remove = async (person: UserProfile) => {
    const sure = await confirmDialog({
      title: `Remove ${displayName(person)}?`,
      text: "They lose access to all channels of this team.",
      confirm: "Remove from team",
      danger: true,
    });
    if (sure && (await tell(() => client.removeFromTeam(teamId, person.id), `${displayName(person)} was removed`)))
      setGone(new Set([...gone, person.id]));
  };
  const shown = items.filter((person) => !gone.has(person.id));
  return (
    <Dialog title="Members of the team" onClose={onClose}>
      <div class="stack">
        <div class="input-wrap">
          <IconSearch />
          <input
            class="input"
            type="search"
            data-autofocus
            aria-label="Search members"
            placeholder="Search members"
            value={term}
            onInput={(event) => setTerm(event.currentTarget.value)}
          />
        </div>
        {error && <p class="notice notice--error">{error}</p>}
        <ul class="pick-list" aria-busy={loading}>
          {shown.map((person) => (
            <PersonRow key={person.id} user={person}>
              {isTeamAdmin(teamId) && person.id !== myId.value && (
                <RoleMenu teamId={teamId} person={person} onRemove={() => void remove(person)} />
              )}
            </PersonRow>
          ))}
        </ul>
        {loading && items.length === 0 && <Spinner />}
        {!term && items.length === pages * PAGE && (
          <Button small onClick={() => setPages(pages + 1)}>
            Show more
          </Button>
        )}
      </div>
    </Dialog>
  );
}

function RoleMenu({
  teamId,
  person,
  onRemove,
}: {
  teamId: string;
  person: UserProfile;
  onRemove(): void;
}): JSX.Element {
  const set = (admin: boolean) =>
    tell(
      () => client.updateTeamMemberSchemeRoles(teamId, person.id, true, admin),
      admin ? `${displayName(person)} now manages this team` : `${displayName(person)} is now a member`,
    );
  return (
    <MenuButton
      label={`Options for ${displayName(person)}`}
      align="end"
      items={() => [
        { label: "Make team administrator", onSelect: () => void set(true) },
        { label: "Make member", onSelect: () => void set(false) },
        "separator",
        { label: "Remove from team", danger: true, onSelect: onRemove },
      ]}
      button={(props) => (
        <Button small {...props}>
          Manage
        </Button>
      )}
    />
  );
}

export function TeamSettingsDialog({ teamId, onClose }: { teamId: string; onClose(): void }): JSX.Element | null {
  const team = teamsById.get(teamId);
  const [title, setTitle] = useState(team?.display_name ?? "");
  const [description, setDescription] = useState(team?.description ?? "");
  const [open, setOpen] = useState(team?.allow_open_invite ?? false);
  const [busy, setBusy] = useState(false);
  if (!team) return null;
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const change: Partial<Team> = { display_name: title.trim(), description, allow_open_invite: open };
    if (await tell(async () => receiveTeam(await client.patchTeam({ id: teamId, ...change })), "Saved")) onClose();
    setBusy(false);
  };
  return (
    <Dialog
      title="Team settings"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={busy} disabled={!title.trim()} onClick={save}>
            Save
          </Button>
        </>
      }
    >
      <form class="stack" onSubmit={save}>
        <TextField label="Team name" maxLength={64} value={title} onValue={setTitle} />
        <TextArea label="Description" maxLength={255} rows={2} value={description} onValue={setDescription} />
        <label class="switch">
          <input type="checkbox" checked={open} onChange={(event) => setOpen(event.currentTarget.checked)} />
          <span>
            Open to everyone on this server
            <br />
            <small class="muted">People with an account can join without an invitation.</small>
          </span>
        </label>
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
