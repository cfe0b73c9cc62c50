import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type * as api from "../../../../core/api/logs.js";
import type { LogLine } from "../../../../core/api/logs.js";
import { TextField } from "../../../../webapp/shared/ui/text-field.js";
import { call } from "../../lib/client.js";
import { useLoad } from "../../lib/load.js";
import { Choice, Switch } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";

const KEPT = 1_000;
const EVERY = 2_000;

const clock = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const rest = (fields: Record<string, unknown>) =>
  Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");

/** The newest lines of the server's log, filtered, and followed as they come. */
export function LogsPage(): JSX.Element {
  const [level, setLevel] = useState("");
  const [text, setText] = useState("");
  const [follow, setFollow] = useState(true);
  const filter = { level, text } as const;
  const fetchLines = (after?: number) =>
    call<typeof api.followLogs>("GET", "/api/v4/courtyard/logs", { query: { ...filter, after, limit: KEPT } });
  const log = useLoad(() => fetchLines(), [level, text]);
  useEffect(() => {
    if (!follow || !log.data) return;
    const { newest, lines } = log.data;
    const timer = setTimeout(async () => {
      if (document.visibilityState !== "visible") return log.set({ newest, lines });
      const more = await fetchLines(newest).catch(() => undefined);
      // A smaller number: the server was started anew.
      if (more && more.newest < newest) log.reload();
      else log.set(more ? { newest: more.newest, lines: [...lines, ...more.lines].slice(-KEPT) } : { newest, lines });
    }, EVERY);
    return () => clearTimeout(timer);
  }, [follow, log.data]);
  return (
    <Page
      wide
      title="Server log"
      lead="The newest lines since the server started, as they are kept in its memory."
      actions={
        <a class="btn btn--secondary" href="/api/v4/logs/download" download>
          Download
        </a>
      }
    >
      <div class="filters">
        <TextField
          label="Text, such as a request id"
          class="field--wide"
          type="search"
          value={text}
          onValue={setText}
        />
        <Choice
          label="Level"
          value={level}
          onValue={setLevel}
          choices={[
            ["", "All"],
            ["error", "Errors"],
            ["warn", "Warnings and errors"],
            ["info", "Without debugging"],
          ]}
        />
        <Switch label="Follow" value={follow} onValue={setFollow} />
      </div>
      <Await from={log}>{({ lines }) => <Lines lines={lines} follow={follow} />}</Await>
    </Page>
  );
}

function Lines({ lines, follow }: { lines: readonly LogLine[]; follow: boolean }): JSX.Element {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (follow && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [lines, follow]);
  if (lines.length === 0) return <p class="muted">No line fits.</p>;
  return (
    <Card flush>
      <ol class="loglines" ref={list} tabIndex={0} aria-label="Log">
        {lines.map((line) => (
          <li key={line.seq} data-level={line.level}>
            <time>{clock.format(line.time)}</time>
            <span>{line.level}</span>
            <span>
              {line.message} <span class="muted">{rest(line.fields)}</span>
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}
