import type { Role } from "@mattermost/types/roles";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { attempt } from "../../lib/attempt.js";
import { client } from "../../lib/client.js";
import { plural } from "../../lib/format.js";
import { groupOf, groupOrder, meansSomething, nameOfRole, reachOf, titleOf } from "./words.js";

export interface RoleCardProps {
  role: Role;
  /** What the role stands for: its own name, or the kind of membership it is the role of in a scheme. */
  kind: string;
  all: readonly string[];
  onSaved(): void;
}

/** What a role permits, to be looked through and changed. */
export function RoleCard({ role, kind, all, onSaved }: RoleCardProps): JSX.Element {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set(role.permissions));
  const [term, setTerm] = useState("");
  const [busy, setBusy] = useState(false);
  const fixed = role.name === "system_admin";
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...new Set([...all, ...role.permissions])].filter(
    (id) =>
      (role.permissions.includes(id) || meansSomething(kind, id)) &&
      words.every((word) => `${id} ${titleOf(id)} ${groupOf(id)}`.toLowerCase().includes(word)),
  );
  const groups = groupOrder.filter((group) => shown.some((id) => groupOf(id) === group));
  const changed = [...new Set([...held, ...role.permissions])].filter(
    (id) => held.has(id) !== role.permissions.includes(id),
  );
  const toggle = (id: string, on: boolean) => {
    const next = new Set(held);
    if (on) next.add(id);
    else next.delete(id);
    setHeld(next);
  };
  const save = async () => {
    setBusy(true);
    if (await attempt(() => client.patchRole(role.id, { permissions: [...held] }), `${nameOfRole(kind)}: saved.`))
      onSaved();
    setBusy(false);
  };
  return (
    <>
      {fixed && (
        <p class="notice">
          System administrators may do everything; this cannot be changed, so that nobody locks the server’s owner out.
        </p>
      )}
      {reachOf(kind) && <p class="muted">{reachOf(kind)}</p>}
      <TextField label="Find a permission" type="search" value={term} onValue={setTerm} />
      {groups.map((group) => (
        <details key={group} class="card fold" open={words.length > 0 || group === groups[0] || undefined}>
          <summary>
            <h2>{group}</h2>
            <span class="badge">
              {shown.filter((id) => groupOf(id) === group && (fixed || held.has(id))).length} of{" "}
              {shown.filter((id) => groupOf(id) === group).length}
            </span>
          </summary>
          <ul class="columns">
            {shown
              .filter((id) => groupOf(id) === group)
              .map((id) => (
                <li key={id}>
                  <label class="switch">
                    <input
                      type="checkbox"
                      checked={fixed || held.has(id)}
                      disabled={fixed}
                      onChange={(event) => toggle(id, event.currentTarget.checked)}
                    />
                    <span>
                      {titleOf(id)}{" "}
                      {held.has(id) !== role.permissions.includes(id) && !fixed && (
                        <span class="badge badge--warn">not saved</span>
                      )}
                    </span>
                  </label>
                </li>
              ))}
          </ul>
        </details>
      ))}
      {changed.length > 0 && (
        <section class="savebar" aria-label="Not saved">
          <strong class="grow">{plural(changed.length, "change")} not saved</strong>
          <Button onClick={() => setHeld(new Set(role.permissions))}>Discard</Button>
          <Button kind="primary" busy={busy} onClick={() => void save()}>
            Save
          </Button>
        </section>
      )}
    </>
  );
}
