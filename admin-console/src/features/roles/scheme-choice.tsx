import type { SchemeScope } from "@mattermost/types/schemes";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await } from "../../ui/page.js";

export interface SchemeChoiceProps {
  scope: SchemeScope;
  place: { id: string; display_name: string; scheme_id: string };
  onClose(): void;
  onSaved(): void;
}

const NONE: Record<SchemeScope, string> = {
  team: "Those that hold everywhere",
  channel: "Those of its team",
};

/** Chooses which permissions hold in a team or a channel. */
export function SchemeChoice({ scope, place, onClose, onSaved }: SchemeChoiceProps): JSX.Element {
  const schemes = useLoad(() => client.getSchemes(scope, 0, 200));
  const [chosen, setChosen] = useState(place.scheme_id);
  const task = useTask();
  const save = async () => {
    const done = () =>
      scope === "team" ? client.updateTeamScheme(place.id, chosen) : client.updateChannelScheme(place.id, chosen);
    if (!(await task.run(done))) return;
    toast(`The permissions of ${place.display_name} are changed.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog
      title={`Permissions of ${place.display_name}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" busy={task.busy} disabled={chosen === place.scheme_id} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      <Await from={schemes}>
        {(list) => (
          <Choice
            label="Permissions"
            hint={
              list.length > 0 ? (
                "Changes count at once, for everybody in it."
              ) : (
                <>
                  There is no scheme for a {scope} yet. Make one under <a href={to("roles")}>Roles and permissions</a>.
                </>
              )
            }
            value={chosen}
            onValue={setChosen}
            choices={[["", NONE[scope]], ...list.map(({ id, display_name }) => [id, display_name] as const)]}
          />
        )}
      </Await>
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
