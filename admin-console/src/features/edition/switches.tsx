import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReplyOf } from "../../../../core/api/endpoint.js";
import type * as api from "../../../../core/api/license.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { duration, moment } from "../../lib/format.js";
import { Dialog } from "../../ui/dialog.js";
import { Card } from "../../ui/page.js";
import { Table } from "../../ui/table.js";

type Switch = ReplyOf<typeof api.listSwitches>[number];
/** What people call a capability, by its name. */
type Titles = ReadonlyMap<string, string>;

const CAUSES: Record<string, string> = {
  upload: "A licence was applied",
  removal: "The licence was removed",
  evaluation: "The evaluation was started",
  expiry: "The licence ended",
  retry: "Tried again",
};

/** Every switch there was, each with its receipt. */
export function Switches({ switches, titles }: { switches: readonly Switch[]; titles: Titles }): JSX.Element {
  const [open, setOpen] = useState<Switch | undefined>();
  return (
    <Card title="Switches so far" flush>
      <Table
        label="Switches so far"
        rows={switches}
        keyOf={(row) => row.id}
        empty="The edition was never switched."
        columns={[
          { key: "what", title: "What", head: true, cell: (row) => CAUSES[row.cause] ?? row.cause },
          { key: "when", title: "When", cell: (row) => moment(row.create_at) },
          {
            key: "took",
            title: "Took",
            number: true,
            cell: (row) => duration(row.receipt.finished_at - row.receipt.started_at),
          },
          {
            key: "receipt",
            title: "Receipt",
            actions: true,
            cell: (row) => (
              <Button small onClick={() => setOpen(row)}>
                Receipt<span class="visually-hidden"> of {moment(row.create_at)}</span>
              </Button>
            ),
          },
        ]}
      />
      {open && <ReceiptDialog entry={open} titles={titles} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}

interface ReceiptProps {
  entry: Switch;
  titles: Titles;
  onClose(): void;
}

function ReceiptDialog({ entry, titles, onClose }: ReceiptProps): JSX.Element {
  const { receipt } = entry;
  const failed = Object.entries(receipt.failed);
  const list = (names: readonly string[]) => names.map((name) => titles.get(name) ?? name).join(", ") || "none";
  return (
    <Dialog
      title={CAUSES[entry.cause] ?? entry.cause}
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <dl class="facts">
        <dt>Time</dt>
        <dd>{moment(entry.create_at)}</dd>
        <dt>Licence</dt>
        <dd class="break">{receipt.licence ? `${receipt.licence.customer.name} (${receipt.licence.id})` : "none"}</dd>
        <dt>Became active</dt>
        <dd>{list(receipt.raised)}</dd>
        <dt>Ended</dt>
        <dd>{list(receipt.lowered)}</dd>
        <dt>Active after</dt>
        <dd>{list(receipt.active_after)}</dd>
        <dt>Migrations run</dt>
        <dd>{receipt.migrations_run}</dd>
      </dl>
      {failed.map(([name, reason]) => (
        <p key={name} class="notice notice--error">
          {titles.get(name) ?? name}: {reason}
        </p>
      ))}
    </Dialog>
  );
}
