import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type * as api from "../../../../core/api/reports.js";
import type { Overview } from "../../../../core/api/reports.js";
import { call } from "../../lib/client.js";
import { bytes, count, duration, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { Chart } from "../../ui/chart.js";
import { Choice } from "../../ui/fields.js";
import { Await, Card, Page } from "../../ui/page.js";
import { Attention } from "./attention.js";

const EVERY = 60_000;

/** How the server is used and how it does, at a glance. */
export function OverviewPage(): JSX.Element {
  const [days, setDays] = useState("30");
  const overview = useLoad(
    () => call<typeof api.getOverview>("GET", "/api/v4/courtyard/overview", { query: { days: Number(days) } }),
    [days],
  );
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && overview.reload(), EVERY);
    return () => clearInterval(timer);
  }, [overview.reload]);
  return (
    <Page
      wide
      title="Overview"
      actions={
        <Choice
          label="Days shown"
          value={days}
          onValue={setDays}
          choices={[
            ["7", "One week"],
            ["30", "30 days"],
            ["90", "90 days"],
            ["366", "One year"],
          ]}
        />
      }
    >
      <Await from={overview}>
        {(data) => (
          <>
            <Attention data={data} />
            <Counts data={data} />
            {!data.complete && (
              <p class="notice">Days of the past are still being counted; the charts fill up by themselves.</p>
            )}
            <Use data={data} />
            <Health data={data} />
          </>
        )}
      </Await>
    </Page>
  );
}

function Counts({ data }: { data: Overview }): JSX.Element {
  const { counts, database, sockets } = data;
  const tiles: [string, string, string][] = [
    [
      "People",
      count(counts.people),
      `${count(counts.inactive)} deactivated, ${count(counts.guests)} guests, ${count(counts.bots)} bots`,
    ],
    ["Active today", count(counts.active_today), `${count(counts.active_month)} in 30 days`],
    [
      "Connected now",
      count(sockets.people),
      `${count(sockets.connections)} connections, ${count(counts.sessions)} sessions`,
    ],
    [
      "Messages",
      count(counts.messages),
      `in ${plural(counts.open_channels + counts.private_channels, "channel")} of ${plural(counts.teams, "team")}`,
    ],
    ["Files", bytes(counts.file_bytes), plural(counts.files, "file")],
    ["Database", bytes(database.bytes), `PostgreSQL ${database.version.split(" ")[0]}, answers in ${database.ping} ms`],
    ["Running since", duration(data.uptime), `version ${data.version}`],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([title, value, more]) => (
        <div key={title} class="tile">
          <dt>{title}</dt>
          <dd>
            {value}
            <small>{more}</small>
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** `2026-11-22` as `22 Nov`. */
const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
export const shortDay = (day: string): string => dayName.format(Date.parse(day));

function Use({ data }: { data: Overview }): JSX.Element {
  const points = data.days.map(({ day }) => shortDay(day));
  const people = data.days.map((day) => day.people);
  const bots = data.days.map((day) => day.bot_messages);
  const own = data.days.map((day) => day.messages - day.bot_messages);
  const series = [
    { title: "By people", values: own },
    ...(bots.some((value) => value > 0) ? [{ title: "By bots", values: bots }] : []),
  ];
  return (
    <div class="columns">
      <Card title="Messages per day">
        <Chart
          kind="bar"
          label={`Messages per day over ${points.length} days; most on one day: ${count(Math.max(...own))}`}
          points={points}
          pointsTitle="Day"
          series={series}
          format={count}
        />
      </Card>
      <Card title="People who wrote">
        <Chart
          label={`People who wrote, per day over ${points.length} days; most on one day: ${count(Math.max(...people))}`}
          points={points}
          pointsTitle="Day"
          series={[{ title: "People", values: people }]}
          format={count}
        />
      </Card>
      {data.storage.length > 0 && (
        <Card title="Files by team">
          <Chart
            kind="flat"
            label="Bytes of files by team, the largest first"
            points={data.storage
              .slice(0, 8)
              .map(({ team_id, name }) => name || (team_id ? "Deleted team" : "Direct messages"))}
            pointsTitle="Team"
            series={[{ title: "Size", values: data.storage.slice(0, 8).map((row) => row.bytes) }]}
            format={bytes}
          />
        </Card>
      )}
    </div>
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const ms = (value: number) => `${value} ms`;

function Health({ data }: { data: Overview }): JSX.Element {
  const { minutes } = data;
  const points = minutes.map(({ time }) => clock.format(time));
  const of = (key: keyof (typeof minutes)[number]) => minutes.map((minute) => minute[key]);
  const errors = of("errors").reduce((sum, value) => sum + value, 0);
  return (
    <div class="columns">
      <Card title="Time to answer">
        <Chart
          label="Time in which 95 of 100 requests were answered, and messages written, per minute"
          points={points}
          pointsTitle="Minute"
          series={[
            { title: "All requests", values: of("request_p95") },
            { title: "Writing a message", values: of("message_p95") },
          ]}
          format={ms}
        />
      </Card>
      <Card title="Requests per minute">
        <Chart
          label={`Requests per minute; ${count(errors)} failed on the server`}
          points={points}
          pointsTitle="Minute"
          series={[
            { title: "Requests", values: of("requests") },
            { title: "Failed on the server", values: of("errors") },
          ]}
          format={count}
        />
      </Card>
      <Card title="Connections">
        <Chart
          label="Open connections per minute"
          points={points}
          pointsTitle="Minute"
          series={[{ title: "Connections", values: of("sockets") }]}
          format={count}
        />
      </Card>
      <Card title="Memory">
        <Chart
          label="Memory of the server per minute"
          points={points}
          pointsTitle="Minute"
          series={[{ title: "Memory", values: of("memory") }]}
          format={bytes}
        />
      </Card>
    </div>
  );
}
