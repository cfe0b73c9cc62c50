import type { JSX } from "preact";
import type * as api from "../../../../core/api/license.js";
import type { EditionStatus } from "../../../../core/api/license.js";
import { Button } from "../../../../webapp/shared/ui/button.js";
import { attempt } from "../../lib/attempt.js";
import { call } from "../../lib/client.js";
import { ago, count, day, moment, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { can } from "../../lib/session.js";
import { Await, Card, Page } from "../../ui/page.js";
import { loadSettings } from "../settings/store.js";
import { Switches } from "./switches.js";
import { useSwitching } from "./switching.js";
import { Upload } from "./upload.js";

/** The edition that runs, what it can, and the way to the other one. */
export function EditionPage(): JSX.Element {
  const status = useLoad(() => call<typeof api.getEdition>("GET", "/api/v4/courtyard/edition"));
  const history = useLoad(() =>
    call<typeof api.listSwitches>("GET", "/api/v4/courtyard/edition/switches", { query: { per_page: 20 } }),
  );
  const refresh = () => {
    status.reload();
    history.reload();
    // Settings and pages come and go with the capabilities.
    void loadSettings();
  };
  const titles = new Map(status.data?.capabilities.map(({ name, title }) => [name, title]));
  const writes = can("sysconsole_write_about_edition_and_license", "manage_license_information");
  return (
    <Page
      title="Edition and licence"
      lead="The same server runs as Team or as Enterprise Edition. Switching takes seconds, needs no restart, and touches no data."
    >
      <Await from={status}>
        {(edition) => (
          <>
            <Notices edition={edition} />
            <div class="columns">
              <Licence edition={edition} writes={writes} onSwitched={refresh} />
              {writes && <Upload titles={titles} onSwitched={refresh} />}
            </div>
            <Capabilities edition={edition} writes={writes} onSwitched={refresh} />
          </>
        )}
      </Await>
      <Await from={history}>{(switches) => <Switches switches={switches} titles={titles} />}</Await>
    </Page>
  );
}

function Notices({ edition }: { edition: EditionStatus }): JSX.Element {
  const { state, licence, seats, module, problem, ends_at: end } = edition;
  return (
    <>
      {state === "expiring" && licence && (
        <p class="notice notice--warn">
          {licence.trial ? "The evaluation" : "The licence"} ends {ago(licence.expires_at)}, on{" "}
          {day(licence.expires_at)}.
        </p>
      )}
      {state === "grace" && (
        <p class="notice notice--error">
          The licence has expired. Its capabilities stay until {moment(end)}; upload a new one before then.
        </p>
      )}
      {state === "expired" && (
        <p class="notice notice--error">
          The licence has expired; the server runs as Team Edition. All data is still there, and a new licence brings
          everything back.
        </p>
      )}
      {seats.over && (
        <p class="notice notice--warn">
          More people use the server ({count(seats.used)}) than the licence has seats ({count(seats.licensed)}).
          Everybody can work on, but nobody can be added.
        </p>
      )}
      {problem && <p class="notice notice--error">The stored licence cannot be used: {problem}</p>}
      {module.reason && <p class="notice notice--error">{module.reason}</p>}
    </>
  );
}

interface PartProps {
  edition: EditionStatus;
  writes: boolean;
  onSwitched(): void;
}

function Licence({ edition, writes, onSwitched }: PartProps): JSX.Element {
  const { licence, seats, evaluation } = edition;
  const { toTeam, toEvaluation } = useSwitching(onSwitched);
  const enterprise = edition.edition === "enterprise";
  return (
    <Card title={enterprise ? "Enterprise Edition" : "Team Edition"} actions={<StateBadge edition={edition} />}>
      <dl class="facts">
        {licence && (
          <>
            <dt>For</dt>
            <dd>{licence.trial ? "Evaluation of this server" : licence.customer.name}</dd>
            <dt>Valid</dt>
            <dd>
              {day(licence.starts_at)} to {day(licence.expires_at)}
            </dd>
          </>
        )}
        <dt>Seats</dt>
        <dd>
          {count(seats.used)} in use{seats.licensed > 0 ? ` of ${count(seats.licensed)}` : ", no limit"}
        </dd>
        {licence && (
          <>
            <dt>Licence id</dt>
            <dd class="break">
              <code>{licence.id}</code>
            </dd>
          </>
        )}
      </dl>
      {writes && (
        <div class="row">
          {evaluation.available && (
            <Button kind="primary" onClick={() => void toEvaluation()}>
              Try the Enterprise Edition for {evaluation.days} days
            </Button>
          )}
          {licence && <Button onClick={() => void toTeam()}>Go back to the Team Edition</Button>}
        </div>
      )}
      {!evaluation.available && evaluation.started_at > 0 && !licence?.trial && (
        <p class="small muted">The evaluation of this server was started on {day(evaluation.started_at)}.</p>
      )}
    </Card>
  );
}

const STATES: Record<string, readonly [string, string]> = {
  none: ["badge", "no licence needed"],
  valid: ["badge badge--good", "valid"],
  expiring: ["badge badge--warn", "ends soon"],
  grace: ["badge badge--danger", "expired, in grace"],
  expired: ["badge badge--danger", "expired"],
};

function StateBadge({ edition }: { edition: EditionStatus }): JSX.Element {
  const [style, text] = STATES[edition.state] ?? ["badge", edition.state];
  return (
    <>
      {edition.licence?.trial && <span class="badge badge--accent">evaluation</span>}
      <span class={style}>{text}</span>
    </>
  );
}

const CAPABILITY: Record<EditionStatus["capabilities"][number]["state"], readonly [string, string]> = {
  active: ["badge badge--good", "active"],
  inactive: ["badge", "Enterprise Edition"],
  failed: ["badge badge--danger", "did not start"],
  absent: ["badge badge--warn", "not in this release"],
};

function Capabilities({ edition, writes, onSwitched }: PartProps): JSX.Element {
  const failed = edition.capabilities.filter(({ state }) => state === "failed");
  const retry = async () => {
    await attempt(() => call<typeof api.retryCapabilities>("POST", "/api/v4/courtyard/edition/retry"), "Tried again.");
    onSwitched();
  };
  return (
    <div class="columns">
      <Card
        title="What the Enterprise Edition adds"
        actions={
          failed.length > 0 && writes ? (
            <Button onClick={() => void retry()}>Try {plural(failed.length, "failed one")} again</Button>
          ) : undefined
        }
      >
        <ul class="list">
          {edition.capabilities.map(({ name, title, help, state, reason }) => (
            <li key={name}>
              <div>
                <strong>{title}</strong>
                <p class="small muted">{reason || help}</p>
              </div>
              <span class={CAPABILITY[state][0]}>{CAPABILITY[state][1]}</span>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="What every server has">
        <ul class="list">
          {edition.always.map(({ title, help }) => (
            <li key={title}>
              <div>
                <strong>{title}</strong>
                <p class="small muted">{help}</p>
              </div>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
