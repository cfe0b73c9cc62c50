import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { client } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { Await, Card } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { SchemeDialog } from "./scheme-dialog.js";
import { PLACES } from "./words.js";

/** All schemes, and a way to make one. */
export function SchemesCard(): JSX.Element {
  const { route } = useLocation();
  const [making, setMaking] = useState(false);
  const schemes = useLoad(() => client.getSchemes("", 0, 200));
  return (
    <Card title="Schemes" actions={<Button onClick={() => setMaking(true)}>New scheme</Button>}>
      <Await from={schemes}>
        {(list) =>
          list.length === 0 ? (
            <p class="muted">
              Where one team or channel shall have other permissions than all the others, make a scheme, change its
              roles, and choose it for that team or channel.
            </p>
          ) : (
            <Table
              label="Schemes"
              rows={list}
              keyOf={(scheme) => scheme.id}
              columns={[
                {
                  key: "name",
                  title: "Scheme",
                  head: true,
                  cell: (scheme) => <a href={to(`roles/${scheme.id}`)}>{scheme.display_name}</a>,
                },
                { key: "scope", title: "For", cell: (scheme) => PLACES[scheme.scope] },
                { key: "description", title: "Description", cell: (scheme) => scheme.description || "–" },
              ]}
            />
          )
        }
      </Await>
      {making && (
        <SchemeDialog onClose={() => setMaking(false)} onSaved={(scheme) => route(to(`roles/${scheme.id}`))} />
      )}
    </Card>
  );
}
