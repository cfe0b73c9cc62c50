import type { Role } from "@mattermost/types/roles";
import type { Scheme } from "@mattermost/types/schemes";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import type * as roleApi from "../../../../core/api/roles.js";
import { type SchemeKind, schemeKinds } from "../../../../core/api/schemes.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { ask } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { RoleCard } from "./role-card.js";
import { SchemeDialog } from "./scheme-dialog.js";
import { nameOfRole, PLACES } from "./words.js";

/** One scheme: where it is used, and what its roles may do. */
export function SchemePage({ id }: { id: string }): JSX.Element {
  const scheme = useLoad(() => client.getScheme(id), [id]);
  return (
    <Page title={scheme.data?.display_name ?? "Scheme"} lead={<a href={to("roles")}>All roles and schemes</a>}>
      <Await from={scheme}>
        {(data) => (
          <>
            <About scheme={data} onChange={scheme.set} />
            <SchemeRoles scheme={data} />
          </>
        )}
      </Await>
    </Page>
  );
}

interface Place {
  id: string;
  display_name: string;
}

function About({ scheme, onChange }: { scheme: Scheme; onChange(scheme: Scheme): void }): JSX.Element {
  const { route } = useLocation();
  const [editing, setEditing] = useState(false);
  const places = useLoad(
    () =>
      (scheme.scope === "team"
        ? client.getSchemeTeams(scheme.id, 0, 200)
        : client.getSchemeChannels(scheme.id, 0, 200)) as Promise<Place[]>,
    [scheme.id],
  );
  const free = async (place: Place) => {
    const done =
      scheme.scope === "team" ? client.updateTeamScheme(place.id, "") : client.updateChannelScheme(place.id, "");
    if (await attempt(() => done, `${place.display_name} has the usual permissions again.`)) places.reload();
  };
  const remove = () =>
    ask({
      title: `Delete ${scheme.display_name}?`,
      text: "Where it is used, the usual permissions hold again, at once. This may give people more than they have now.",
      action: "Delete",
      danger: true,
      async run() {
        await client.deleteScheme(scheme.id);
        toast(`${scheme.display_name} is deleted.`);
        route(to("roles"));
      },
    });
  return (
    <Card
      title="About"
      actions={
        <>
          <Button onClick={() => setEditing(true)}>Edit</Button>
          <Button kind="danger" onClick={remove}>
            Delete
          </Button>
        </>
      }
    >
      <dl class="facts">
        <dt>Description</dt>
        <dd>{scheme.description || "–"}</dd>
        <dt>For</dt>
        <dd>{PLACES[scheme.scope]}</dd>
        <dt>Used in</dt>
        <dd>
          <Await from={places}>
            {(list) =>
              list.length === 0 ? (
                <>
                  nothing yet: choose it on the page of{" "}
                  <a href={to(scheme.scope === "team" ? "teams" : "channels")}>{PLACES[scheme.scope].toLowerCase()}</a>.
                </>
              ) : (
                <ul class="list">
                  {list.map((place) => (
                    <li key={place.id}>
                      {scheme.scope === "team" ? (
                        <a href={to(`teams/${place.id}`)}>{place.display_name}</a>
                      ) : (
                        <span>{place.display_name}</span>
                      )}
                      <Button small onClick={() => void free(place)}>
                        Usual permissions again
                        <span class="visually-hidden"> for {place.display_name}</span>
                      </Button>
                    </li>
                  ))}
                </ul>
              )
            }
          </Await>
        </dd>
      </dl>
      {editing && <SchemeDialog scheme={scheme} onClose={() => setEditing(false)} onSaved={onChange} />}
    </Card>
  );
}

const roleOf = (scheme: Scheme, kind: SchemeKind): string => scheme[`default_${kind}_role`];
/** The kinds in the order they matter to people. */
const ORDER: readonly SchemeKind[] = [
  "team_user",
  "channel_user",
  "team_admin",
  "channel_admin",
  "team_guest",
  "channel_guest",
];

function SchemeRoles({ scheme }: { scheme: Scheme }): JSX.Element {
  const kinds = ORDER.filter((kind) => (schemeKinds[scheme.scope] as readonly SchemeKind[]).includes(kind));
  const [chosen, setChosen] = useState<SchemeKind>(kinds[0] ?? "channel_user");
  const roles = useLoad(
    () =>
      call<typeof roleApi.getRolesByNames>("POST", "/api/v4/roles/names", {
        body: ["system_admin", ...kinds.map((kind) => roleOf(scheme, kind))],
      }) as Promise<Role[]>,
    [scheme.id],
  );
  return (
    <Await from={roles}>
      {(list) => {
        const role = list.find(({ name }) => name === roleOf(scheme, chosen));
        const all = list.find(({ name }) => name === "system_admin")?.permissions ?? [];
        return (
          <>
            <Choice
              label="Role"
              value={chosen}
              onValue={(value) => setChosen(value as SchemeKind)}
              choices={kinds.map((kind) => [kind, nameOfRole(kind)] as const)}
            />
            {role && <RoleCard key={role.id} role={role} kind={chosen} all={all} onSaved={roles.reload} />}
          </>
        );
      }}
    </Await>
  );
}
