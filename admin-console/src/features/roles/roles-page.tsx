import type { Role } from "@mattermost/types/roles";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/roles.js";
import { call, client } from "../../lib/client.js";
import { plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { Button } from "../../ui/button.js";
import { Choice, TextField } from "../../ui/fields.js";
import { Await, Page } from "../../ui/page.js";
import { attempt } from "../../ui/toast.js";
import { groupOf, groupOrder, meansSomething, nameOfRole, ROLES, titleOf } from "./words.js";

/** What each role may do; changes count at once, for everybody. */
export function RolesPage(): JSX.Element {
  const [chosen, setChosen] = useState("system_user");
  const roles = useLoad(() => call<typeof api.listRoles>("GET", "/api/v4/roles") as Promise<Role[]>);
  return (
    <Page
      title="Roles and permissions"
      lead="What members, guests and administrators may do. Changes count at once, for everybody who is signed in."
    >
      <Await from={roles}>
        {(list) => {
          const role = list.find(({ name }) => name === chosen) ?? list[0];
          const all = list.find(({ name }) => name === "system_admin")?.permissions ?? [];
          const known = ROLES.filter((name) => list.some((one) => one.name === name));
          const others = list.map(({ name }) => name).filter((name) => !known.includes(name));
          return (
            <>
              <Choice
                label="Role"
                value={chosen}
                onValue={setChosen}
                choices={[...known, ...others].map((name) => [name, nameOfRole(name)] as const)}
              />
              {role && <RoleCard key={role.id} role={role} all={all} onSaved={roles.reload} />}
            </>
          );
        }}
      </Await>
    </Page>
  );
}

function RoleCard({ role, all, onSaved }: { role: Role; all: readonly string[]; onSaved(): void }): JSX.Element {
  const [held, setHeld] = useState<ReadonlySet<string>>(new Set(role.permissions));
  const [term, setTerm] = useState("");
  const [busy, setBusy] = useState(false);
  const fixed = role.name === "system_admin";
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...new Set([...all, ...role.permissions])].filter(
    (id) =>
      (role.permissions.includes(id) || meansSomething(role.name, id)) &&
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
    if (await attempt(() => client.patchRole(role.id, { permissions: [...held] }), `${nameOfRole(role.name)}: saved.`))
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
