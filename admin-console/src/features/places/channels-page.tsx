import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/reports.js";
import type { ChannelReport } from "../../../../core/api/reports.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { attempt } from "../../lib/attempt.js";
import { call, client } from "../../lib/client.js";
import { ago, count, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { ask } from "../../ui/dialog.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { SchemeChoice } from "../roles/scheme-choice.js";
import { Pager } from "./pager.js";

const SIZE = 50;

/** The channels of all teams; what is archived can be brought back. */
export function ChannelsPage(): JSX.Element {
  const [term, setTerm] = useState("");
  const [archived, setArchived] = useState("");
  const [page, setPage] = useState(0);
  const [choosing, setChoosing] = useState<ChannelReport>();
  const writes = can("sysconsole_write_user_management_channels");
  const list = useLoad(
    () =>
      call<typeof api.reportChannels>("GET", "/api/v4/courtyard/reports/channels", {
        query: { term, archived: archived === "yes" || undefined, page, per_page: SIZE },
      }),
    [term, archived, page],
  );
  const archive = (channel: ChannelReport) => {
    if (channel.delete_at > 0) {
      void attempt(() => client.unarchiveChannel(channel.id), `${channel.display_name} is back.`).then(
        (well) => well && list.reload(),
      );
      return;
    }
    ask({
      title: `Archive ${channel.display_name}?`,
      text: "Nobody can write there until it is restored. Nothing is deleted.",
      action: "Archive",
      danger: true,
      async run() {
        await client.deleteChannel(channel.id);
        toast(`${channel.display_name} is archived.`);
        list.reload();
      },
    });
  };
  return (
    <Page wide title="Channels">
      <div class="filters" role="search" aria-label="Filter channels">
        <TextField
          label="Name"
          class="field--wide"
          type="search"
          value={term}
          onValue={(value) => {
            setTerm(value);
            setPage(0);
          }}
        />
        <Choice
          label="State"
          value={archived}
          onValue={(value) => {
            setArchived(value);
            setPage(0);
          }}
          choices={[
            ["", "Active"],
            ["yes", "Archived"],
          ]}
        />
      </div>
      <Await from={list}>
        {(rows) => (
          <Card flush>
            <Table
              label="Channels"
              rows={rows}
              keyOf={(channel) => channel.id}
              columns={[
                { key: "name", title: "Channel", head: true, cell: (channel) => channel.display_name },
                {
                  key: "team",
                  title: "Team",
                  cell: (channel) => <a href={to(`teams/${channel.team_id}`)}>{channel.team_name}</a>,
                },
                { key: "type", title: "Kind", cell: (channel) => (channel.type === "P" ? "private" : "open") },
                { key: "members", title: "Members", number: true, cell: (channel) => count(channel.members) },
                { key: "messages", title: "Messages", number: true, cell: (channel) => count(channel.messages) },
                { key: "last", title: "Last message", cell: (channel) => ago(channel.last_post_at) },
                {
                  key: "scheme",
                  title: "Permissions",
                  cell: (channel) =>
                    can("sysconsole_write_user_management_permissions") && (
                      <Button small onClick={() => setChoosing(channel)}>
                        {channel.scheme_id ? "Of its own" : "As the team"}
                        <span class="visually-hidden">: permissions of {channel.display_name}</span>
                      </Button>
                    ),
                },
                {
                  key: "archive",
                  title: "Archive",
                  actions: true,
                  cell: (channel) =>
                    writes &&
                    channel.name !== "town-square" && (
                      <Button small onClick={() => archive(channel)}>
                        {channel.delete_at > 0 ? "Restore" : "Archive"}
                        <span class="visually-hidden"> {channel.display_name}</span>
                      </Button>
                    ),
                },
              ]}
            />
            <Pager page={page} more={rows.length === SIZE} onPage={setPage} label={plural(rows.length, "channel")} />
          </Card>
        )}
      </Await>
      {choosing && (
        <SchemeChoice scope="channel" place={choosing} onClose={() => setChoosing(undefined)} onSaved={list.reload} />
      )}
    </Page>
  );
}
