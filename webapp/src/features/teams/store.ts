import type { Team, TeamMembership } from "@mattermost/types/teams";
import { computed, signal } from "@preact/signals";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";
import { isGuestRole, me, myId } from "../users/store.js";

export const teamsById = new SignalMap<Team>();
/** One's own membership by team id. */
export const teamMembersById = new SignalMap<TeamMembership>();
export const currentTeamId = signal("");
export const currentTeam = computed<Team | undefined>(() => teamsById.get(currentTeamId.value));

/** The teams one is in, by display name. */
export const myTeams = computed<Team[]>(() =>
  teamsById
    .values()
    .filter((team) => !team.delete_at && (teamMembersById.get(team.id)?.delete_at ?? 1) === 0)
    .sort((a, b) => a.display_name.localeCompare(b.display_name)),
);

export async function loadTeams(): Promise<void> {
  const [teams, members] = await Promise.all([client.getMyTeams(), client.getMyTeamMembers()]);
  const ids = new Set(teams.map((team) => team.id));
  for (const id of teamsById.keys()) if (!ids.has(id)) forgetTeam(id);
  for (const team of teams) teamsById.set(team.id, team);
  for (const member of members) teamMembersById.set(member.team_id, member);
}

export function receiveTeam(team: Team): void {
  const old = teamsById.peek(team.id);
  // Invite ids are left out for those who may not invite, and from events for all.
  teamsById.set(team.id, { ...old, ...team, invite_id: team.invite_id || old?.invite_id || "" });
}

export function forgetTeam(teamId: string): void {
  teamsById.delete(teamId);
  teamMembersById.delete(teamId);
}

/** Whether one has a role in the whole system. Followed. */
export function isSystemAdmin(): boolean {
  return (me.value?.roles ?? "").split(" ").includes("system_admin");
}

export function isGuest(): boolean {
  return isGuestRole(me.value?.roles);
}

/** Whether one may manage the team. Followed. */
export function isTeamAdmin(teamId: string): boolean {
  const member = teamMembersById.get(teamId);
  return isSystemAdmin() || Boolean(member?.scheme_admin) || (member?.roles ?? "").split(" ").includes("team_admin");
}

/** On this device, for each person apart. */
const lastKey = () => `courtyard.last.${myId.peek()}`;

interface LastPlaces {
  team?: string;
  channels: Record<string, string>;
}

function readLast(): LastPlaces {
  try {
    const parsed = JSON.parse(localStorage.getItem(lastKey()) ?? "") as LastPlaces;
    return parsed && typeof parsed.channels === "object" ? parsed : { channels: {} };
  } catch {
    return { channels: {} };
  }
}

/** Remembers on this device where one was, for the next visit of the team. */
export function rememberPlace(teamId: string, channelId: string): void {
  const last = readLast();
  try {
    localStorage.setItem(
      lastKey(),
      JSON.stringify({ team: teamId, channels: { ...last.channels, [teamId]: channelId } }),
    );
  } catch {
    // Without storage the visit starts in the default channel.
  }
}

export function lastTeamId(): string {
  return readLast().team ?? "";
}

export function lastChannelId(teamId: string): string {
  return readLast().channels[teamId] ?? "";
}
