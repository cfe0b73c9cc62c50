import type { UserProfile, UserStatus } from "@mattermost/types/users";
import { computed, signal } from "@preact/signals";
import { client } from "../../lib/client.js";
import { SignalMap } from "../../lib/signal-map.js";

export type Presence = "online" | "away" | "dnd" | "ooo" | "offline";

export const presenceWords: Record<Presence, string> = {
  online: "Online",
  away: "Away",
  dnd: "Do not disturb",
  ooo: "Out of office",
  offline: "Offline",
};

/** Everyone this page has met, by id. */
export const usersById = new SignalMap<UserProfile>();
export const statusesById = new SignalMap<UserStatus>();
/** The person who is signed in; "" before. */
export const myId = signal("");
export const me = computed<UserProfile | undefined>(() => usersById.get(myId.value));

const wantedProfiles = new Set<string>();
const wantedStatuses = new Set<string>();
const wantedNames = new Set<string>();
/** User names that were asked for. */
const askedNames = new Set<string>();
/** Ids that were asked for: once, not on every drawing. */
const askedIds = new Set<string>();
/** Ids for which the server answered with nobody. */
const nobodyIds = new SignalMap<true>();
let timer: ReturnType<typeof setTimeout> | undefined;

function schedule(): void {
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    void flush();
  }, 20);
}

async function flush(): Promise<void> {
  const profiles = [...wantedProfiles].slice(0, 100);
  const statuses = [...wantedStatuses].slice(0, 200);
  for (const id of profiles) wantedProfiles.delete(id);
  for (const id of statuses) wantedStatuses.delete(id);
  const names = [...wantedNames].slice(0, 100);
  for (const name of names) wantedNames.delete(name);
  if (wantedProfiles.size + wantedStatuses.size + wantedNames.size > 0) schedule();
  await Promise.all([fetchProfiles(profiles), fetchStatuses(statuses), fetchNames(names)]);
}

async function fetchNames(names: string[]): Promise<void> {
  if (names.length === 0) return;
  try {
    receiveUsers(await client.getProfilesByUsernames(names));
  } catch {
    for (const name of names) askedNames.delete(name);
  }
}

async function fetchProfiles(ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const id of ids) askedIds.add(id);
  try {
    receiveUsers(await client.getProfilesByIds(ids));
    for (const id of ids) if (!usersById.peek(id)) nobodyIds.set(id, true);
  } catch {
    // Asked again by the next drawing that needs them.
    for (const id of ids) askedIds.delete(id);
  }
}

async function fetchStatuses(ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  try {
    for (const status of await client.getStatusesByIds(ids)) statusesById.set(status.user_id, status);
  } catch {
    // A missing status dot is harmless.
  }
}

export function receiveUsers(users: readonly UserProfile[]): void {
  for (const user of users) {
    askedIds.delete(user.id);
    const old = usersById.peek(user.id);
    // An event for others carries fewer fields than the profile we may already have of ourselves.
    usersById.set(user.id, old ? { ...old, ...user } : user);
  }
}

/** The profile, followed. Unknown people are fetched together, a moment later. */
export function user(id: string): UserProfile | undefined {
  const found = usersById.get(id);
  if (!found && id && !askedIds.has(id)) {
    wantedProfiles.add(id);
    schedule();
  }
  return found;
}

/** Whether somebody's profile is still on its way. Followed. */
export function isComing(id: string): boolean {
  return !usersById.get(id) && !nobodyIds.get(id);
}

const byUsername = computed(() => new Map(usersById.values().map((profile) => [profile.username, profile])));

/** The profile of a user name, followed; fetched when it is not known. */
export function userNamed(username: string): UserProfile | undefined {
  const found = byUsername.value.get(username);
  if (!found && !askedNames.has(username)) {
    askedNames.add(username);
    wantedNames.add(username);
    schedule();
  }
  return found;
}

/** The presence, followed and fetched when missing. */
export function presence(id: string): Presence {
  const found = statusesById.get(id);
  if (!found && id) {
    if (!wantedStatuses.has(id)) {
      wantedStatuses.add(id);
      schedule();
    }
    return "offline";
  }
  const status = found?.status;
  return status === "online" || status === "away" || status === "dnd" || status === "ooo" ? status : "offline";
}

/** Whether roles of the whole system are those of a guest. */
export const isGuestRole = (roles: string | undefined): boolean => (roles ?? "").split(" ").includes("system_guest");

export function ensureUsers(ids: Iterable<string>): void {
  for (const id of ids) {
    if (id && !usersById.peek(id) && !askedIds.has(id)) wantedProfiles.add(id);
  }
  if (wantedProfiles.size) schedule();
}

/** After a gap in the event stream every status we hold may be old. */
export function refreshStatuses(): void {
  for (const id of statusesById.keys()) wantedStatuses.add(id);
  if (wantedStatuses.size) schedule();
}

export type NameFormat = "username" | "nickname_full_name" | "full_name";
/** How people want names shown; set by the preferences and the server's configuration. */
export const nameFormat = signal<NameFormat>("full_name");

/** The name to show for a person. Bots and people without a name show their user name. */
export function displayName(profile: UserProfile | undefined, format: NameFormat = nameFormat.value): string {
  if (!profile) return "Someone";
  const full = `${profile.first_name ?? ""} ${profile.last_name ?? ""}`.trim();
  if (format === "nickname_full_name") return profile.nickname || full || profile.username;
  if (format === "full_name") return full || profile.username;
  return profile.username;
}

/** Address of a person's picture; changes when the picture does. */
export function pictureUrl(profile: Pick<UserProfile, "id" | "last_picture_update">): string {
  return client.getProfilePictureUrl(profile.id, profile.last_picture_update ?? 0);
}
