import type { Role } from "@mattermost/types/roles";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { channelsById, membershipsById } from "../channels/store.js";
import { teamMembersById } from "../teams/store.js";
import { me } from "../users/store.js";

// These decide what is offered. What is allowed is the server's decision.

/** Roles by name: those that somebody has asked about. */
const rolesByName = new SignalMap<Role>();
const wanted = new Set<string>();
/** Asked once, not on every drawing; the server leaves unknown names out. */
const asked = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** As many names as the server takes at once. */
const AT_ONCE = 100;

function want(name: string): void {
  if (asked.has(name)) return;
  asked.add(name);
  wanted.add(name);
  schedule();
}

function schedule(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    void fetchRoles();
  }, 20);
}

async function fetchRoles(): Promise<void> {
  const names = [...wanted].slice(0, AT_ONCE);
  for (const name of names) wanted.delete(name);
  if (wanted.size > 0) schedule();
  try {
    for (const role of await client.getRolesByNames(names)) receiveRole(role);
  } catch {
    // Asked again by the next drawing that needs them.
    for (const name of names) asked.delete(name);
  }
}

export function receiveRole(role: Role): void {
  asked.add(role.name);
  rolesByName.set(role.name, role);
}

/** Events were missed: roles that are known may be others now. */
export async function reloadRoles(): Promise<void> {
  for (const name of rolesByName.keys()) {
    asked.add(name);
    wanted.add(name);
  }
  if (wanted.size > 0) await fetchRoles();
}

const namesIn = (roles: string | undefined) => (roles ?? "").split(" ").filter(Boolean);

/** Whether one of the roles permits something; while a role is on its way, it is taken to. Followed. */
function permits(names: readonly string[], permission: string): boolean {
  let unsure = false;
  for (const name of names) {
    const role = rolesByName.get(name);
    if (role?.permissions.includes(permission)) return true;
    if (role) continue;
    want(name);
    unsure = true;
  }
  return unsure;
}

const systemRoles = () => namesIn(me.value?.roles);

/** Whether one may do something on the whole server. Followed. */
export const may = (permission: string): boolean =>
  systemRoles().includes("system_admin") || permits(systemRoles(), permission);

/** Whether one sees anything of the admin console. Followed. */
export const mayAdminister = (): boolean =>
  systemRoles().some((name) => {
    const role = rolesByName.get(name);
    if (!role) want(name);
    return role?.permissions.some((one) => one.startsWith("sysconsole_")) ?? name === "system_admin";
  });

/** Whether one may do something in a team. Followed. */
export const mayInTeam = (permission: string, teamId: string): boolean =>
  systemRoles().includes("system_admin") ||
  permits([...systemRoles(), ...namesIn(teamMembersById.get(teamId)?.roles)], permission);

/** Whether one may see which channels a team has. Followed. */
export const mayBrowse = (teamId: string): boolean => mayInTeam("list_team_channels", teamId);

/** Whether one may make channels of any kind in a team. Followed. */
export const mayMakeChannels = (teamId: string): boolean =>
  mayInTeam("create_public_channel", teamId) || mayInTeam("create_private_channel", teamId);

/** Whether one may do something in a channel. Followed. */
export function mayInChannel(permission: string, channelId: string): boolean {
  if (systemRoles().includes("system_admin")) return true;
  const teamId = channelsById.get(channelId)?.team_id ?? "";
  const member = membershipsById.get(channelId);
  // In private channels one is not in, the rights one has in the team mean nothing.
  const team =
    teamId && (member || channelsById.get(channelId)?.type === "O") ? teamMembersById.get(teamId)?.roles : "";
  return permits([...systemRoles(), ...namesIn(team), ...namesIn(member?.roles)], permission);
}

type Kind =
  | "manage_{}_channel_properties"
  | "manage_{}_channel_members"
  | "delete_{}_channel"
  | "add_bookmark_{}_channel";

/** The same for what has permissions of its own in public and private channels; in conversations all may it. Followed. */
export function mayWithChannel(kind: Kind, channelId: string): boolean {
  const type = channelsById.get(channelId)?.type;
  if (type === "D" || type === "G") return true;
  return mayInChannel(kind.replace("{}", type === "O" ? "public" : "private"), channelId);
}
