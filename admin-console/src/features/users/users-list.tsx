import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { QueryOf } from "../../../../core/api/endpoint.js";
import type * as api from "../../../../core/api/reports.js";
import type { UserReport } from "../../../../core/api/reports.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { addressOf, call } from "../../lib/client.js";
import { ago, count, day, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { type Column, Table } from "../../ui/table.js";
import { MoveDialog } from "./move-dialog.js";
import { signInWith, UserBadges, Who } from "./user-facts.js";

type Query = Partial<QueryOf<typeof api.reportUsers>>;

const SIZE = 50;

interface Filter {
  term: string;
  role: string;
  status: string;
  service: string;
}

const queryOf = ({ term, role, status, service }: Filter): Query => ({
  search_term: term.trim() || undefined,
  role_filter: role || undefined,
  auth_service: service || undefined,
  hide_inactive: status === "active" || undefined,
  hide_active: status === "inactive" || undefined,
  has_no_team: status === "teamless" || undefined,
});

const COLUMNS: readonly Column<UserReport>[] = [
  {
    key: "name",
    title: "Person",
    head: true,
    sort: "Username",
    cell: (user) => <Who user={user} href={to(`users/${user.id}`)} />,
  },
  { key: "email", title: "E-mail", sort: "Email", cell: (user) => <span class="break">{user.email}</span> },
  {
    key: "state",
    title: "State",
    cell: (user) => UserBadges({ user }),
  },
  { key: "active", title: "Last active", cell: (user) => ago(Math.max(user.last_status_at, user.last_login)) },
  { key: "posts", title: "Messages", number: true, cell: (user) => count(user.total_posts) },
  { key: "created", title: "Since", sort: "CreateAt", cell: (user) => day(user.create_at) },
];

const sortValue = (user: UserReport, by: string) =>
  by === "CreateAt" ? String(user.create_at) : by === "Email" ? user.email : user.username;

export function UsersList(): JSX.Element {
  const [filter, setFilter] = useState<Filter>({ term: "", role: "", status: "", service: "" });
  const [term, setTerm] = useState("");
  const [moving, setMoving] = useState(false);
  const [sort, setSort] = useState({ by: "Username", descending: false });
  /** The first rows of the pages before this one are after these cursors. */
  const [cursors, setCursors] = useState<Query[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => change({ term }), 250);
    return () => clearTimeout(timer);
  }, [term]);
  const change = (part: Partial<Filter>) => {
    setFilter((old) => ({ ...old, ...part }));
    setCursors([]);
  };
  const order: Query = { sort_column: sort.by, sort_direction: sort.descending ? "desc" : "asc" };
  const query = { ...queryOf(filter), ...order };
  const list = useLoad(
    () =>
      call<typeof api.reportUsers>("GET", "/api/v4/reports/users", {
        query: { ...query, ...cursors.at(-1), page_size: SIZE },
      }),
    [JSON.stringify([query, cursors])],
  );
  const total = useLoad(
    () => call<typeof api.countReportUsers>("GET", "/api/v4/reports/users/count", { query: queryOf(filter) }),
    [JSON.stringify(filter)],
  );
  const next = () => {
    const last = list.data?.at(-1);
    if (last) setCursors([...cursors, { from_id: last.id, from_column_value: sortValue(last, sort.by) }]);
  };
  const first = cursors.length * SIZE;
  const shown = list.data?.length ?? 0;
  return (
    <Page
      wide
      title="People"
      lead={total.data === undefined ? undefined : plural(total.data, "account")}
      actions={
        <>
          {can() && <Button onClick={() => setMoving(true)}>Change sign-in methods</Button>}
          <a class="btn btn--secondary" href={addressOf("/api/v4/courtyard/reports/users.csv", {}, query)} download>
            Export as CSV
          </a>
        </>
      }
    >
      <div class="filters" role="search" aria-label="Filter people">
        <TextField label="Name, e-mail or id" class="field--wide" type="search" value={term} onValue={setTerm} />
        <Choice
          label="Role"
          value={filter.role}
          onValue={(role) => change({ role })}
          choices={[
            ["", "All"],
            ["system_admin", "Administrators"],
            ["system_user", "Members"],
            ["system_guest", "Guests"],
          ]}
        />
        <Choice
          label="State"
          value={filter.status}
          onValue={(status) => change({ status })}
          choices={[
            ["", "All"],
            ["active", "Active"],
            ["inactive", "Deactivated"],
            ["teamless", "In no team"],
          ]}
        />
        <Choice
          label="Signs in with"
          value={filter.service}
          onValue={(service) => change({ service })}
          choices={[
            ["", "All"],
            ["email", "password"],
            ...["ldap", "saml", "openid", "gitlab", "google", "office365"].map(
              (service) => [service, signInWith(service)] as const,
            ),
          ]}
        />
      </div>
      <Await from={list}>
        {(rows) => (
          <Card flush>
            <Table
              label="People"
              columns={COLUMNS}
              rows={rows}
              keyOf={(user) => user.id}
              sort={sort}
              onSort={(by, descending) => {
                setSort({ by, descending });
                setCursors([]);
              }}
              empty="Nobody fits this filter."
            />
            <div class="pager">
              <Button
                small
                disabled={cursors.length === 0 || list.busy}
                onClick={() => setCursors(cursors.slice(0, -1))}
              >
                Previous
              </Button>
              <span class="small muted" aria-live="polite">
                {shown > 0 ? `${count(first + 1)} to ${count(first + shown)}` : ""}
              </span>
              <Button small disabled={shown < SIZE || list.busy} onClick={next}>
                Next
              </Button>
            </div>
          </Card>
        )}
      </Await>
      {moving && (
        <MoveDialog
          onClose={() => setMoving(false)}
          onMoved={() => {
            setMoving(false);
            list.reload();
          }}
        />
      )}
    </Page>
  );
}
