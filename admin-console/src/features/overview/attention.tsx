import type { JSX } from "preact";
import type * as jobs from "../../../../core/api/jobs.js";
import type * as license from "../../../../core/api/license.js";
import type * as mail from "../../../../core/api/mail.js";
import type { Overview } from "../../../../core/api/reports.js";
import type * as upkeep from "../../../../core/api/upkeep.js";
import { call } from "../../lib/client.js";
import { ago, plural } from "../../lib/format.js";
import { useLoad } from "../../lib/load.js";
import { to } from "../../lib/routes.js";
import { can } from "../../lib/session.js";
import { Card } from "../../ui/page.js";
import { settingsState } from "../settings/store.js";

interface Matter {
  text: string;
  path: string;
  action: string;
}

function ofSettings(): Matter[] {
  const value = (path: string) => settingsState.value?.settings.find((setting) => setting.path === path)?.value;
  const matters: Matter[] = [];
  if (value("ServiceSettings.SiteURL") === "")
    matters.push({
      text: "The server does not know its own address; links in mails and invitations may be wrong.",
      path: "settings/environment_web_server#ServiceSettings.SiteURL",
      action: "Set the address",
    });
  if (value("EmailSettings.SMTPServer") === "")
    matters.push({
      text: "No mail server is set up; mails are held and can be handed over.",
      path: "settings/environment_smtp",
      action: "Set it up",
    });
  if (value("TeamSettings.EnableOpenServer") === true)
    matters.push({
      text: "Everybody who reaches this server can make an account.",
      path: "settings/authentication_signup#TeamSettings.EnableOpenServer",
      action: "Look at it",
    });
  return matters;
}

async function ofEdition(): Promise<Matter[]> {
  if (!can("sysconsole_read_about_edition_and_license")) return [];
  const edition = await call<typeof license.getEdition>("GET", "/api/v4/courtyard/edition");
  const matters: Matter[] = [];
  const add = (text: string) => matters.push({ text, path: "edition", action: "Look at it" });
  if (["expiring", "grace"].includes(edition.state))
    add(`The ${edition.licence?.trial ? "evaluation" : "licence"} ends ${ago(edition.ends_at)}.`);
  if (edition.state === "expired") add("The licence has expired.");
  if (edition.seats.over) add("More people use the server than the licence has seats.");
  if (edition.problem || edition.module.reason) add(edition.problem || edition.module.reason);
  const failed = edition.capabilities.filter(({ state }) => state === "failed").length;
  if (failed > 0) add(`${plural(failed, "capability", "capabilities")} of the Enterprise Edition did not start.`);
  return matters;
}

async function ofMails(): Promise<Matter[]> {
  if (!can("sysconsole_read_environment_smtp")) return [];
  const { counts } = await call<typeof mail.listOutbox>("GET", "/api/v4/courtyard/mail/outbox", {
    query: { per_page: 1 },
  });
  return counts.failed > 0
    ? [{ text: `${plural(counts.failed, "mail")} could not be delivered.`, path: "mails", action: "See which" }]
    : [];
}

async function ofUpkeep(): Promise<Matter[]> {
  if (!can()) return [];
  const { busy, expires } = await call<typeof upkeep.getBusy>("GET", "/api/v4/server_busy");
  return busy
    ? [
        {
          text: `The server is marked as busy: search, typing, statuses and figures are put off. It ends ${ago(expires * 1000)}.`,
          path: "help/troubleshooting#it-is-slow",
          action: "What is this?",
        },
      ]
    : [];
}

const DAY = 86_400_000;

async function ofJobs(): Promise<Matter[]> {
  if (!can("read_jobs")) return [];
  const failed = await call<typeof jobs.listJobs>("GET", "/api/v4/jobs", { query: { status: "error", per_page: 50 } });
  const fresh = failed.filter((job) => job.last_activity_at > Date.now() - DAY).length;
  return fresh > 0
    ? [{ text: `${plural(fresh, "job")} failed since yesterday.`, path: "jobs", action: "See which" }]
    : [];
}

/** What waits for a person: nothing is shown when all is well. */
export function Attention({ data }: { data: Overview }): JSX.Element | null {
  const asked = useLoad(async () => {
    const parts = await Promise.allSettled([ofEdition(), ofMails(), ofJobs(), ofUpkeep()]);
    return parts.flatMap((part) => (part.status === "fulfilled" ? part.value : []));
  });
  const errors = data.minutes.reduce((sum, minute) => sum + minute.errors, 0);
  const matters = [
    ...ofSettings(),
    ...data.problems.map(({ text, page }) => ({ text, path: `settings/${page}`, action: "Look at it" })),
    ...(asked.data ?? []),
    ...(errors > 0
      ? [
          {
            text: `${plural(errors, "request")} failed on the server in the last hours.`,
            path: "logs",
            action: "See the log",
          },
        ]
      : []),
  ];
  if (matters.length === 0) return null;
  return (
    <Card title="Waits for you">
      <ul class="list">
        {matters.map(({ text, path, action }) => (
          <li key={text}>
            <span>{text}</span>
            <a class="btn btn--secondary btn--small" href={to(path)}>
              {action}
              <span class="visually-hidden">: {text}</span>
            </a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
