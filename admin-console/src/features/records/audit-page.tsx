import type { UserProfile } from "@mattermost/types/users";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/audits.js";
import type { Audit } from "../../../../core/api/audits.js";
import { call, client } from "../../lib/client.js";
import { moment, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { Pager } from "../places/pager.js";

const SIZE = 100;

/** What was done on this server, by whom, from where. */
export function AuditPage(): JSX.Element {
  const [page, setPage] = useState(0);
  const list = useLoad(async () => {
    const entries = await call<typeof api.listAudits>("GET", "/api/v4/audits", { query: { page, per_page: SIZE } });
    const ids = [...new Set(entries.map((entry) => entry.user_id).filter(Boolean))];
    const people = ids.length > 0 ? await client.getProfilesByIds(ids) : [];
    return { entries, people: new Map(people.map((person) => [person.id, person])) };
  }, [page]);
  return (
    <Page wide title="Audit log" lead="What was done on this server, the newest first. Entries are never changed.">
      <Await from={list}>
        {({ entries, people }) => (
          <Card flush>
            <Table
              label="Audit log"
              rows={entries}
              keyOf={(entry) => entry.id}
              columns={[
                { key: "action", title: "Action", head: true, cell: (entry) => entry.action },
                { key: "who", title: "Who", cell: (entry) => <Actor entry={entry} people={people} /> },
                {
                  key: "result",
                  title: "Result",
                  cell: (entry) => (
                    <span class={entry.result === "success" ? "badge badge--good" : "badge badge--danger"}>
                      {entry.result}
                    </span>
                  ),
                },
                {
                  key: "more",
                  title: "More",
                  cell: (entry) => <span class="break small muted">{entry.extra_info}</span>,
                },
                { key: "from", title: "From", cell: (entry) => entry.ip_address || "–" },
                { key: "when", title: "When", cell: (entry) => <span class="nowrap">{moment(entry.create_at)}</span> },
              ]}
            />
            <Pager
              page={page}
              more={entries.length === SIZE}
              onPage={setPage}
              label={plural(entries.length, "entry", "entries")}
            />
          </Card>
        )}
      </Await>
    </Page>
  );
}

function Actor({ entry, people }: { entry: Audit; people: ReadonlyMap<string, UserProfile> }): JSX.Element {
  if (!entry.user_id) return <>the server</>;
  return <a href={to(`users/${entry.user_id}`)}>{people.get(entry.user_id)?.username ?? entry.user_id}</a>;
}
