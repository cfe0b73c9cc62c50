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
import { detailsOf, idsIn, placesIn, wordsOf } from "./audit-words.js";

const SIZE = 100;

/** What was done on this server, by whom, from where. */
export function AuditPage(): JSX.Element {
  const [page, setPage] = useState(0);
  const list = useLoad(async () => {
    const entries = await call<typeof api.listAudits>("GET", "/api/v4/audits", { query: { page, per_page: SIZE } });
    const ids = [...new Set(entries.flatMap((entry) => [entry.user_id, ...idsIn(entry)]))].filter(Boolean);
    const [people, places] = await Promise.all([ids.length > 0 ? client.getProfilesByIds(ids) : [], placesOf(entries)]);
    return { entries, places, people: new Map(people.map((person) => [person.id, person])) };
  }, [page]);
  return (
    <Page wide title="Audit log" lead="What was done on this server, the newest first. Entries are never changed.">
      <Await from={list}>
        {({ entries, people, places }) => (
          <Card flush>
            <Table
              label="Audit log"
              rows={entries}
              keyOf={(entry) => entry.id}
              empty="Nothing was done yet."
              columns={[
                { key: "action", title: "What", head: true, cell: (entry) => <Action entry={entry} /> },
                { key: "who", title: "Who", cell: (entry) => <Actor id={entry.user_id} people={people} /> },
                {
                  key: "more",
                  title: "Concerning",
                  cell: (entry) => Details({ entry, people, places }),
                },
                {
                  key: "result",
                  title: "Result",
                  cell: (entry) => (
                    <span class={entry.result === "success" ? "badge badge--good" : "badge badge--danger"}>
                      {entry.result === "success" ? "done" : "refused"}
                    </span>
                  ),
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

type People = ReadonlyMap<string, UserProfile>;
/** Titles of teams and channels by their ids. */
type Places = ReadonlyMap<string, string>;

/** Teams and channels looked up for one page; what is left keeps its id. */
const MOST = 40;

/** The titles of the places the entries are about, as far as whoever reads them may see these. */
async function placesOf(entries: readonly Audit[]): Promise<Places> {
  const ids = entries.map(placesIn);
  const titled = async (id: string, find: (id: string) => Promise<{ display_name: string }>) =>
    [id, (await find(id).catch(() => undefined))?.display_name || id] as const;
  const seek = (kind: "team" | "channel", find: (id: string) => Promise<{ display_name: string }>) =>
    [...new Set(ids.flatMap((one) => one[kind]))].slice(0, MOST).map((id) => titled(id, find));
  return new Map(await Promise.all([...seek("team", client.getTeam), ...seek("channel", client.getChannel)]));
}

function Action({ entry }: { entry: Audit }): JSX.Element {
  const words = wordsOf(entry.action);
  return (
    <>
      {words ?? entry.action}
      {words && <span class="audit__id">{entry.action}</span>}
    </>
  );
}

function Actor({ id, people }: { id: string; people: People }): JSX.Element {
  if (!id) return <>the server</>;
  return <a href={to(`users/${id}`)}>{people.get(id)?.username ?? id}</a>;
}

/** Whom or what it was about: people, teams and channels by their names, the rest by ids. */
function Details({ entry, people, places }: { entry: Audit; people: People; places: Places }): JSX.Element | null {
  const lines = detailsOf(entry.extra, (id) => people.get(id)?.username ?? places.get(id) ?? id);
  const own = entry.object === entry.user_id;
  if ((own || !entry.object) && lines.length === 0) return null;
  return (
    <div class="break small muted">
      {people.has(entry.object)
        ? !own && <Actor id={entry.object} people={people} />
        : (places.get(entry.object) ?? <span class="audit__id">{entry.object}</span>)}
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}
