import type { FunctionComponent } from "preact";
import { lazy } from "preact-iso";
import { can, seesSettings } from "./lib/session.js";

export interface PageDef {
  /** First part of the address below the console; '' = its first page. */
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** What else people call it, for the search. */
  readonly words: string;
  readonly may: () => boolean;
  /** Gets the second part of the address, or ''. */
  readonly view: FunctionComponent<{ item: string }>;
}

const reads =
  (...pages: string[]) =>
  () =>
    can(...pages.flatMap((page) => [`sysconsole_read_${page}`, `sysconsole_write_${page}`]));

/** The pages of the console but for those of settings, which the server names. */
export const pages: readonly PageDef[] = [
  {
    id: "",
    title: "Overview",
    group: "Server",
    words: "statistics charts analytics active messages per day storage latency health dashboard",
    may: () => can("sysconsole_read_reporting_site_statistics", "get_analytics"),
    view: lazy(() => import("./features/overview/overview-page.js").then((m) => m.OverviewPage)),
  },
  {
    id: "edition",
    title: "Edition and licence",
    group: "Server",
    words: "license key upload upgrade downgrade team enterprise evaluation trial seats",
    may: reads("about_edition_and_license"),
    view: lazy(() => import("./features/edition/edition-page.js").then((m) => m.EditionPage)),
  },
  {
    id: "users",
    title: "People",
    group: "People and places",
    words:
      "users accounts reset password unlock deactivate reactivate sessions revoke mfa promote demote administrator guest export csv",
    may: reads("user_management_users"),
    view: lazy(() => import("./features/users/users-pages.js").then((m) => m.UsersPages)),
  },
  {
    id: "teams",
    title: "Teams",
    group: "People and places",
    words: "archive restore invite link members statistics",
    may: reads("user_management_teams"),
    view: lazy(() => import("./features/places/teams-pages.js").then((m) => m.TeamsPages)),
  },
  {
    id: "channels",
    title: "Channels",
    group: "People and places",
    words: "archive restore private public members",
    may: reads("user_management_channels"),
    view: lazy(() => import("./features/places/channels-page.js").then((m) => m.ChannelsPage)),
  },
  {
    id: "bots",
    title: "Bots",
    group: "People and places",
    words: "bot accounts programs robots integrations access tokens owner",
    may: () => can("read_others_bots"),
    view: lazy(() => import("./features/bots/bots-page.js").then((m) => m.BotsPage)),
  },
  {
    id: "profile-fields",
    title: "Profile fields",
    group: "People and places",
    words: "custom attributes department telephone location pronouns",
    may: () => can(),
    view: lazy(() => import("./features/profile-fields/profile-fields-page.js").then((m) => m.ProfileFieldsPage)),
  },
  {
    id: "roles",
    title: "Roles and permissions",
    group: "People and places",
    words: "rights who may do what administrators delegated schemes",
    may: () => can(),
    view: lazy(() => import("./features/roles/roles-page.js").then((m) => m.RolesPages)),
  },
  {
    id: "history",
    title: "Changes of settings",
    group: "Records",
    words: "configuration history diff undo who changed",
    may: seesSettings,
    view: lazy(() => import("./features/records/history-page.js").then((m) => m.HistoryPage)),
  },
  {
    id: "audit",
    title: "Audit log",
    group: "Records",
    words: "who did what security",
    may: () => can("read_audits"),
    view: lazy(() => import("./features/records/audit-page.js").then((m) => m.AuditPage)),
  },
  {
    id: "jobs",
    title: "Jobs",
    group: "Records",
    words: "background work progress schedule cancel",
    may: () => can("read_jobs", "manage_jobs"),
    view: lazy(() => import("./features/records/jobs-page.js").then((m) => m.JobsPage)),
  },
  {
    id: "mails",
    title: "Mails",
    group: "Records",
    words: "outbox email held failed retry invitation reset link",
    may: reads("environment_smtp"),
    view: lazy(() => import("./features/records/mails-page.js").then((m) => m.MailsPage)),
  },
  {
    id: "logs",
    title: "Server log",
    group: "Records",
    words: "errors warnings follow tail download request id",
    may: () => can("get_logs", "sysconsole_read_reporting_server_logs"),
    view: lazy(() => import("./features/records/logs-page.js").then((m) => m.LogsPage)),
  },
  {
    id: "help",
    title: "Guide",
    group: "Help",
    words: "help manual documentation handbook how to",
    may: () => true,
    view: lazy(() => import("./features/help/help-page.js").then((m) => m.HelpPages)),
  },
];

/** The page of settings; its second part is the id of the page. */
export const settingsView: FunctionComponent<{ item: string }> = lazy(() =>
  import("./features/settings/settings-page.js").then((m) => m.SettingsPage),
);
