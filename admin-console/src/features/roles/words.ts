/** Roles people know, in the order they matter. */
export const ROLES = [
  "system_user",
  "team_user",
  "channel_user",
  "team_admin",
  "channel_admin",
  "system_guest",
  "team_guest",
  "channel_guest",
  "system_admin",
];

const NAMES: Record<string, string> = {
  system_user: "Everybody with an account",
  team_user: "Members of a team",
  channel_user: "Members of a channel",
  team_admin: "Team administrators",
  channel_admin: "Channel administrators",
  system_guest: "Guests",
  team_guest: "Guests in a team",
  channel_guest: "Guests in a channel",
  system_admin: "System administrators",
};

/** What schemes are for. */
export const PLACES = { team: "Teams", channel: "Channels" } as const;

const REACH: Record<string, string> = {
  system:
    "What is switched on here counts everywhere, in every team and channel. What people may do where they are members stands with the roles of a team and of a channel.",
  team: "Counts in the teams they are in, and in the open channels of those.",
  channel: "Counts in the channels they are in.",
};

/** Where the rights of a role count; '' for roles this console does not know. */
export const reachOf = (kind: string): string =>
  kind === "system_admin" ? "" : (REACH[/^(system|team|channel)_/.exec(kind)?.[1] ?? ""] ?? "");

/** `team_post_all` as `Team post all`, or its own name. */
export const nameOfRole = (name: string): string => NAMES[name] ?? sentence(name);

function sentence(id: string): string {
  const text = id.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A permission in words. */
export function titleOf(id: string): string {
  const console = /^sysconsole_(read|write)_(.+)$/.exec(id);
  if (console) return `${console[1] === "read" ? "See" : "Change"}: ${sentence(console[2] ?? "")}`;
  return sentence(id);
}

const MESSAGES = "Messages and files";
const CONSOLE = "The console";
const SERVER = "The server";
const OTHER = "Other products";

const GROUPS: readonly (readonly [RegExp, string])[] = [
  [/^sysconsole_/, CONSOLE],
  [/playbook|^run_|products_boards/, OTHER],
  [/_job$|_cert|^test_|ldap|saml|elasticsearch|bleve|compliance|license|analytics|^get_logs/, SERVER],
  [/post|reaction|mention|upload_file|bookmark|public_link/, MESSAGES],
  [/channel/, "Channels"],
  [/team|invite|members/, "Teams"],
  [/guest|user|group|role|token|bot/, "People, groups and bots"],
  [/webhook|slash|oauth|emoji/, "Integrations and emoji"],
];

/** The headings in the order they are shown. */
export const groupOrder: readonly string[] = [
  MESSAGES,
  "Channels",
  "Teams",
  "People, groups and bots",
  "Integrations and emoji",
  SERVER,
  CONSOLE,
  OTHER,
];

/** The heading a permission stands under. */
export const groupOf = (id: string): string => GROUPS.find(([pattern]) => pattern.test(id))?.[1] ?? SERVER;

/** Rights over the whole server mean nothing in a role somebody has in a team or channel only. */
export const meansSomething = (role: string, id: string): boolean =>
  !/^(team|channel)_/.test(role) || ![SERVER, CONSOLE, OTHER].includes(groupOf(id));
