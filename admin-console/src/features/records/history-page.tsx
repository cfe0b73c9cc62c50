import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type * as api from "../../../../core/api/config.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { call } from "../../lib/client.js";
import { moment, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { useTask } from "../../lib/use-task.js";
import { Dialog } from "../../ui/dialog.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Table } from "../../ui/table.js";
import { Pager } from "../places/pager.js";
import { loadSettings, settingsState } from "../settings/store.js";

const SIZE = 50;

const titleOf = (path: string) => settingsState.value?.settings.find((setting) => setting.path === path)?.title ?? path;

/** Who changed which settings when; each change can be looked at and taken back. */
export function HistoryPage(): JSX.Element {
  const [page, setPage] = useState(0);
  const [open, setOpen] = useState("");
  const list = useLoad(
    () =>
      call<typeof api.listConfigChanges>("GET", "/api/v4/courtyard/config/history", {
        query: { page, per_page: SIZE },
      }),
    [page],
  );
  return (
    <Page title="Changes of settings" lead="Every change that was saved, with the values before and after it.">
      <Await from={list}>
        {(rows) => (
          <Card flush>
            <Table
              label="Changes of settings"
              rows={rows}
              keyOf={(row) => row.id}
              empty="No setting was changed yet."
              columns={[
                {
                  key: "what",
                  title: "What",
                  head: true,
                  cell: (row) => (
                    <span class="break">
                      {row.paths.slice(0, 3).map(titleOf).join(", ")}
                      {row.paths.length > 3 && ` and ${plural(row.paths.length - 3, "more setting", "more settings")}`}
                      {row.comment && <small class="muted"> – {row.comment}</small>}
                    </span>
                  ),
                },
                { key: "who", title: "Who", cell: (row) => row.username || "the server" },
                { key: "when", title: "When", cell: (row) => moment(row.create_at) },
                {
                  key: "show",
                  title: "Show",
                  actions: true,
                  cell: (row) => (
                    <Button small onClick={() => setOpen(row.id)}>
                      Show<span class="visually-hidden"> the change of {moment(row.create_at)}</span>
                    </Button>
                  ),
                },
              ]}
            />
            <Pager page={page} more={rows.length === SIZE} onPage={setPage} label={plural(rows.length, "change")} />
          </Card>
        )}
      </Await>
      {open && (
        <ChangeDialog
          id={open}
          onClose={() => setOpen("")}
          onUndone={() => {
            setOpen("");
            list.reload();
            void loadSettings();
          }}
        />
      )}
    </Page>
  );
}

const text = (value: unknown) =>
  value === ""
    ? "(empty)"
    : Array.isArray(value)
      ? value.join("\n") || "(none)"
      : typeof value === "string"
        ? value
        : JSON.stringify(value);

function ChangeDialog({ id, onClose, onUndone }: { id: string; onClose(): void; onUndone(): void }): JSX.Element {
  const change = useLoad(
    () =>
      call<typeof api.getConfigChange>("GET", "/api/v4/courtyard/config/history/{change_id}", {
        params: { change_id: id },
      }),
    [id],
  );
  const task = useTask();
  const undo = async () => {
    if (
      await task.run(() =>
        call<typeof api.undoConfigChange>("POST", "/api/v4/courtyard/config/history/{change_id}/undo", {
          params: { change_id: id },
        }),
      )
    ) {
      toast("The change is taken back.");
      onUndone();
    }
  };
  return (
    <Dialog
      title={change.data ? `Change of ${moment(change.data.create_at)}` : "Change"}
      size="wide"
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button kind="primary" busy={task.busy} onClick={() => void undo()}>
            Undo this change
          </Button>
        </>
      }
    >
      <Await from={change}>
        {(data) => (
          <>
            <p class="muted">
              By {data.username || "the server"}
              {data.comment && `: ${data.comment}`}
            </p>
            <div class="diff">
              {data.differences.map((one) => (
                <section key={one.path} class="diff__item">
                  <h3>{one.title}</h3>
                  <code class="setting__path">{one.path}</code>
                  <del aria-label="Before">{text(one.before)}</del>
                  <ins aria-label="After">{text(one.after)}</ins>
                </section>
              ))}
            </div>
          </>
        )}
      </Await>
      {task.error && (
        <p class="notice notice--error" role="alert">
          {task.error}
        </p>
      )}
    </Dialog>
  );
}
