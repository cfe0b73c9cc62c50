import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/terms.js";
import { call } from "../../lib/client.js";
import { count, moment, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card } from "../../ui/page.js";
import { type Column, Table } from "../../ui/table.js";
import { Pager } from "../places/pager.js";
import { Who } from "../users/user-facts.js";

const PATH = "/api/v4/courtyard/terms_of_service/acceptances";
const SIZE = 50;

type Acceptance = api.TermsAcceptance;
type State = "outstanding" | "accepted";

/** What somebody accepted last, seen from the terms in force. */
function inWords({ state, accepted_at: at }: Acceptance): string {
  if (state === "none") return "Nothing";
  const what = { accepted: "These terms", expired: "These terms, too long ago", former: "Former terms" }[state];
  return `${what}, ${moment(at)}`;
}

const COLUMNS: readonly Column<Acceptance>[] = [
  {
    key: "name",
    title: "Person",
    head: true,
    cell: (one) => (
      <Who
        user={{ ...one, id: one.user_id }}
        href={can("sysconsole_read_user_management_users") ? to(`users/${one.user_id}`) : undefined}
      />
    ),
  },
  { key: "accepted", title: "Accepted", cell: inWords },
];

/** Who has accepted the terms in force, and who has not. */
export function TermsAcceptances({ asked }: { asked: boolean }): JSX.Element {
  const [state, setState] = useState<State>("outstanding");
  const [page, setPage] = useState(0);
  const list = useLoad(
    () => call<typeof api.listTermsAcceptances>("GET", PATH, { query: { state, page, per_page: SIZE } }),
    [state, page],
  );
  return (
    <Card
      flush
      title="Who has accepted"
      actions={
        <a class="btn btn--secondary" href={`${PATH}.csv`} download>
          Export as CSV
        </a>
      }
    >
      <Await from={list}>
        {({ accepted, outstanding, people }) => (
          <>
            <div class="card__head">
              <p>
                <strong>{count(accepted)}</strong> of {plural(accepted + outstanding, "person", "people")} accepted the
                terms in force, <strong>{count(outstanding)}</strong> did not
                {asked ? "." : ". Nobody is asked while “Own terms of service” is off."}
              </p>
              <Choice
                label="Show"
                value={state}
                onValue={(chosen) => {
                  setState(chosen as State);
                  setPage(0);
                }}
                choices={[
                  ["outstanding", "Who has not accepted"],
                  ["accepted", "Who has accepted"],
                ]}
              />
            </div>
            <Table
              label="Acceptances of the terms"
              columns={COLUMNS}
              rows={people}
              keyOf={(one) => one.user_id}
              empty={state === "outstanding" ? "Everybody has accepted." : "Nobody has accepted yet."}
            />
            <Pager
              page={page}
              more={(page + 1) * SIZE < (state === "accepted" ? accepted : outstanding)}
              onPage={setPage}
              label={plural(state === "accepted" ? accepted : outstanding, "person", "people")}
            />
          </>
        )}
      </Await>
    </Card>
  );
}
