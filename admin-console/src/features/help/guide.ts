/** A page of the guide: `help/<id>.md`. */
export interface GuidePage {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  /** What else people call it, for the search. */
  readonly words: string;
}

/** The pages of the guide in the order they are read. */
export const guidePages: readonly GuidePage[] = [
  {
    id: "start",
    title: "Getting started",
    lead: "From an empty machine to a team that writes to each other.",
    words: "install first port address proxy tls https site url begin setup quick",
  },
  {
    id: "editions",
    title: "Editions and licence",
    lead: "Try the Enterprise Edition, apply a licence, go back: what happens, and what stays.",
    words: "license key upload upgrade downgrade evaluation trial seats grace expiry receipt impact features table",
  },
  {
    id: "ldap",
    title: "AD/LDAP step by step",
    lead: "People sign in with the account of your directory.",
    words: "active directory openldap bind base dn filter attribute synchronise sync tls starttls groups",
  },
  {
    id: "people",
    title: "Helping people",
    lead: "Lost passwords, locked accounts, lost phones, people who leave.",
    words: "help desk reset password unlock deactivate sessions mfa erase export administrator sign-in link",
  },
  {
    id: "bots",
    title: "Bots",
    lead: "Accounts for programs: who answers for them, and how they get to work.",
    words: "bot robot program script token api integration webhook curl owner",
  },
  {
    id: "mail",
    title: "Mail",
    lead: "Invitations, new passwords and notifications by e-mail.",
    words: "smtp email server outbox held test sender",
  },
  {
    id: "push",
    title: "Push notifications and urgent messages",
    lead: "The push proxy and browsers’ push services, what they are told, and messages that notify again until they are answered.",
    words:
      "push proxy web browser closed mobile app ios android apple google phone urgent persistent repeat do not disturb",
  },
  {
    id: "files",
    title: "Files",
    lead: "Where uploads are kept, on this machine or in an object storage.",
    words: "s3 storage bucket folder upload size limit public link",
  },
  {
    id: "backups",
    title: "Backups",
    lead: "What to copy, when, and how to come back from it.",
    words: "backup restore copy data move another machine update postgres dump",
  },
  {
    id: "settings",
    title: "Settings: sources and undo",
    lead: "Where a value comes from, who changed it, and how to take it back.",
    words: "environment variable default history configuration undo conflict delegate",
  },
  {
    id: "command-line",
    title: "The command line",
    lead: "Everything that matters without a browser, also when nobody can sign in.",
    words: "courtyard cli terminal doctor shell lost administrator",
  },
  {
    id: "security",
    title: "Security check-list",
    lead: "Ten things to look at before many people use the server.",
    words: "hardening tls https proxy sessions mfa passwords roles audit updates",
  },
  {
    id: "troubleshooting",
    title: "Troubleshooting",
    lead: "What is wrong, and what to do about it.",
    words: "problem error does not work fails log request id port slow websocket login",
  },
];

const BY_SETTINGS: readonly (readonly [start: string, page: string])[] = [
  ["authentication_ldap", "ldap"],
  ["authentication_", "security"],
  ["integrations_bot_accounts", "bots"],
  ["environment_smtp", "mail"],
  ["environment_push_notification_server", "push"],
  ["site_posts", "push"],
  ["site_notifications", "mail"],
  ["environment_file_storage", "files"],
  ["site_file_sharing", "files"],
  ["site_public_links", "files"],
  ["environment_web_server", "start"],
];

const BY_PAGE: Readonly<Record<string, string>> = {
  "": "start",
  edition: "editions",
  users: "people",
  bots: "bots",
  teams: "start",
  channels: "people",
  "profile-fields": "people",
  roles: "people",
  history: "settings",
  audit: "security",
  jobs: "troubleshooting",
  mails: "mail",
  logs: "troubleshooting",
};

/** The page of the guide that fits a page of the console, or '' for its list. */
export function guideFor(first: string, item: string): string {
  if (first === "settings") return BY_SETTINGS.find(([start]) => item.startsWith(start))?.[1] ?? "settings";
  return BY_PAGE[first] ?? "";
}
