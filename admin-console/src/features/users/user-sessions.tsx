import type { JSX } from "preact";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { client } from "../../lib/client.js";
import { ago, moment } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { ask } from "../../ui/dialog.js";
import { Await, Card } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import type { PersonProps } from "./user-page.js";

const deviceOf = (props: Record<string, string>) =>
  [props["browser"], props["os"] || props["platform"]].filter(Boolean).join(" on ") || "an app";

/** Where somebody is signed in; each place can be signed out. */
export function UserSessions({ user, writes }: PersonProps): JSX.Element {
  const sessions = useLoad(() => client.getSessions(user.id), [user.id]);
  const everywhere = () =>
    ask({
      title: `Sign @${user.username} out everywhere?`,
      text: "All their browsers, apps and phones must sign in again.",
      action: "Sign out everywhere",
      async run() {
        await client.revokeAllSessionsForUser(user.id);
        toast(`@${user.username} is signed out everywhere.`);
        sessions.reload();
      },
    });
  const one = async (id: string) => {
    if (await attempt(() => client.revokeSession(user.id, id), "Signed out there.")) sessions.reload();
  };
  return (
    <Card
      flush
      title="Signed in on"
      actions={
        writes && (sessions.data?.length ?? 0) > 0 ? (
          <Button onClick={everywhere}>Sign out everywhere</Button>
        ) : undefined
      }
    >
      <Await from={sessions}>
        {(rows) => (
          <Table
            label="Sessions"
            rows={rows}
            keyOf={(row) => row.id}
            empty="Nowhere at the moment."
            columns={[
              { key: "device", title: "Device", head: true, cell: (row) => deviceOf(row.props as never) },
              { key: "used", title: "Last used", cell: (row) => ago(row.last_activity_at) },
              { key: "since", title: "Since", cell: (row) => moment(row.create_at) },
              { key: "until", title: "Ends", cell: (row) => (row.expires_at > 0 ? ago(row.expires_at) : "never") },
              {
                key: "revoke",
                title: "Sign out",
                actions: true,
                cell: (row) =>
                  writes && (
                    <Button small onClick={() => void one(row.id)}>
                      Sign out<span class="visually-hidden"> on {deviceOf(row.props as never)}</span>
                    </Button>
                  ),
              },
            ]}
          />
        )}
      </Await>
    </Card>
  );
}
