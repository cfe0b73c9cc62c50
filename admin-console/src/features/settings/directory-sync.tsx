import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ReplyOf } from "../../../../core/api/endpoint.js";
import type * as api from "../../../../core/api/ldap.js";
import type { SyncReport, SyncRun } from "../../../../core/api/ldap.js";
import { toast } from "../../../../webapp/shared/lib/toast.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt, complain } from "../../lib/attempt.js";
import { call } from "../../lib/client.js";
import { ago, count, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { can } from "../../lib/session.js";
import { ask, Dialog } from "../../ui/dialog.js";
import { Await, Card } from "../../ui/page.js";

const EVERY = 3_000;

const STATES: Record<SyncRun["state"], readonly [style: string, word: string]> = {
  running: ["badge badge--accent", "runs"],
  done: ["badge badge--good", "done"],
  failed: ["badge badge--danger", "failed"],
  stopped: ["badge badge--warn", "asks you"],
};

/** What the synchronisation with the directory did and would do; where it stopped to ask, the answer. */
export function DirectorySync(): JSX.Element | null {
  const runs = useLoad(() =>
    call<typeof api.listLdapSyncs>("GET", "/api/v4/courtyard/ldap/sync/runs", { query: { per_page: 5 } }),
  );
  const [preview, setPreview] = useState<ReplyOf<typeof api.previewLdapSync> | undefined>();
  const [busy, setBusy] = useState(false);
  const running = runs.data?.[0]?.state === "running";
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(runs.reload, EVERY);
    return () => clearInterval(timer);
  }, [running, runs.reload]);
  const look = async () => {
    setBusy(true);
    try {
      setPreview(await call<typeof api.previewLdapSync>("POST", "/api/v4/courtyard/ldap/sync/preview"));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  const start = async () => {
    const begun = await attempt(
      () => call<typeof api.syncLdap>("POST", "/api/v4/ldap/sync", { body: {} }),
      "It begins in a moment.",
    );
    if (begun) setTimeout(runs.reload, EVERY);
  };
  // Whoever may only read settings has no use for it.
  if (runs.status === 403) return null;
  const starts = can("create_ldap_sync_job");
  return (
    <Card
      title="Synchronisation"
      actions={
        starts && (
          <>
            <Button busy={busy} onClick={() => void look()}>
              What would it do now?
            </Button>
            <Button onClick={() => void start()}>Synchronise now</Button>
          </>
        )
      }
    >
      <Await from={runs}>
        {(list) =>
          list.length === 0 ? (
            <p class="muted">There was none yet.</p>
          ) : (
            <ul class="list">
              {list.map((run, at) => (
                <Run key={run.id} run={run} asks={at === 0 && starts} onAnswer={() => setTimeout(runs.reload, EVERY)} />
              ))}
            </ul>
          )
        }
      </Await>
      {preview && (
        <Dialog
          title="What a synchronisation would do now"
          onClose={() => setPreview(undefined)}
          footer={<Button onClick={() => setPreview(undefined)}>Close</Button>}
        >
          {preview.would_stop && (
            <p class="notice notice--warn">
              It would stop and ask: more than {plural(preview.report.limit, "person", "people")} would be deactivated.
            </p>
          )}
          <Plan report={preview.report} />
        </Dialog>
      )}
    </Card>
  );
}

interface RunProps {
  run: SyncRun;
  /** Whether the person may answer a run that stopped to ask. */
  asks: boolean;
  onAnswer(): void;
}

function Run({ run, asks, onAnswer }: RunProps): JSX.Element {
  const [style, word] = STATES[run.state];
  const { entries = 0, updated = 0, reactivated = 0, deactivated = 0, deactivate = 0, to_deactivate = [] } = run.result;
  const answer = () =>
    ask({
      title: `Deactivate ${plural(deactivate, "person", "people")}?`,
      text: (
        <>
          <p>The directory does not name them any more. They are signed out, and come back when it names them again.</p>
          <Names list={to_deactivate} total={deactivate} />
        </>
      ),
      action: "Let it go on",
      danger: true,
      async run() {
        await call<typeof api.confirmLdapSync>("POST", "/api/v4/courtyard/ldap/sync/runs/{run_id}/confirm", {
          params: { run_id: run.id },
        });
        toast("It goes on in a moment.");
        onAnswer();
      },
    });
  return (
    <li>
      <div>
        <strong>{ago(run.started_at)}</strong>
        <p class="small muted">
          {run.reason ||
            `${count(entries)} in the directory; ${count(updated)} updated, ${count(reactivated)} reactivated, ${count(deactivated)} deactivated.`}
        </p>
      </div>
      <span class="row">
        <span class={style}>{word}</span>
        {asks && run.state === "stopped" && run.confirmed_at === 0 && (
          <Button small onClick={answer}>
            Answer
          </Button>
        )}
      </span>
    </li>
  );
}

type Named = SyncReport["to_update"];

function Plan({ report }: { report: SyncReport }): JSX.Element {
  const parts: readonly (readonly [title: string, total: number, list: Named])[] = [
    ["Deactivate", report.deactivate, report.to_deactivate],
    ["Reactivate", report.reactivate, report.to_reactivate],
    ["Update", report.update, report.to_update],
    ["Without an account until they sign in", report.create, report.to_create],
    ["Problems", report.problems.length, report.problems],
  ];
  const shown = parts.filter(([, total]) => total > 0);
  return (
    <div class="stack">
      <p>{plural(report.entries, "person", "people")} in the directory.</p>
      {shown.length === 0 && <p>Nothing would change.</p>}
      {shown.map(([title, total, list]) => (
        <section key={title}>
          <h3>
            {title}: {count(total)}
          </h3>
          <Names list={list} total={total} />
        </section>
      ))}
    </div>
  );
}

function Names({ list, total }: { list: Named; total: number }): JSX.Element {
  return (
    <ul class="small muted">
      {list.map(({ name, detail }) => (
        <li key={name}>
          {name}
          {detail && ` – ${detail}`}
        </li>
      ))}
      {total > list.length && <li>and {count(total - list.length)} more</li>}
    </ul>
  );
}
