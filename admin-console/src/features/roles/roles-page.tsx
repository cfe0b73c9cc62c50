import type { Role } from "@mattermost/types/roles";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/roles.js";
import { call } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { Choice } from "../../ui/fields.js";
import { Await, Page } from "../../ui/page.js";
import { RoleCard } from "./role-card.js";
import { SchemePage } from "./scheme-page.js";
import { SchemesCard } from "./schemes-card.js";
import { nameOfRole, ROLES } from "./words.js";

/** The page of what holds for everybody, or that of one scheme. */
export function RolesPages({ item }: { item: string }): JSX.Element {
  return item ? <SchemePage key={item} id={item} /> : <RolesPage />;
}

/** What each role may do; changes count at once, for everybody. */
function RolesPage(): JSX.Element {
  const [chosen, setChosen] = useState("system_user");
  const roles = useLoad(() => call<typeof api.listRoles>("GET", "/api/v4/roles") as Promise<Role[]>);
  return (
    <Page
      title="Roles and permissions"
      lead="What members, guests and administrators may do. Changes count at once, for everybody who is signed in."
    >
      <SchemesCard />
      <Await from={roles}>
        {(list) => {
          const role = list.find(({ name }) => name === chosen) ?? list[0];
          const all = list.find(({ name }) => name === "system_admin")?.permissions ?? [];
          const known = ROLES.filter((name) => list.some((one) => one.name === name));
          // Roles of schemes stand on the pages of those.
          const others = list.filter((one) => one.built_in && !known.includes(one.name)).map(({ name }) => name);
          return (
            <>
              <Choice
                label="Role"
                value={chosen}
                onValue={setChosen}
                choices={[...known, ...others].map((name) => [name, nameOfRole(name)] as const)}
              />
              {role && <RoleCard key={role.id} role={role} kind={role.name} all={all} onSaved={roles.reload} />}
            </>
          );
        }}
      </Await>
    </Page>
  );
}
