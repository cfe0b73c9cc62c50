import type { UserProfile } from "@mattermost/types/users";
import { signal } from "@preact/signals";
import { client, statusOf, watchSessionEnd } from "../../lib/client.js";
import { config, loadConfig, loadLicense } from "../../lib/config.js";
import { desktop } from "../../lib/desktop.js";
import { navigate } from "../../lib/navigation.js";
import { pane } from "../../lib/panes.js";
import { channelsById, currentChannelId, membershipsById } from "../channels/store.js";
import { clearPosts, startOutbox, stopOutbox } from "../posts/store.js";
import { clearPreferences, loadPreferences } from "../preferences/store.js";
import { followSavedTheme } from "../preferences/theme.js";
import { connect, disconnect } from "../realtime/socket.js";
import { forgetLoadedTeams } from "../teams/load.js";
import { currentTeamId, forgetTeam, loadTeams, teamsById } from "../teams/store.js";
import { clearThreads } from "../threads/store.js";
import { myId, receiveUsers } from "../users/store.js";

export type SessionState = "loading" | "unreachable" | "setup" | "out" | "in";

export const session = signal<SessionState>("loading");
/** The session ended by itself, which the sign-in page explains. */
export const sessionExpired = signal(false);

watchSessionEnd(() => {
  if (session.peek() !== "in") return;
  sessionExpired.value = true;
  desktop()?.setSessionExpired?.(true);
  leave();
});

const RETRY_MS = 4000;

/** Set with every session and readable by scripts: without it there is nobody to ask about. */
const hasSession = () => /(^|;\s*)MMUSERID=/.test(document.cookie);

/** Finds out who is here and shows the right page. Called once, when the page starts. */
export async function boot(): Promise<void> {
  const asked = hasSession() ? client.getMe() : Promise.reject(new Error("nobody"));
  const [settings, user] = await Promise.allSettled([loadConfig(), asked]);
  if (settings.status === "rejected") return again();
  if (config.value["NoAccounts"] === "true") session.value = "setup";
  else if (user.status === "fulfilled") await prepare(user.value).then(open, again);
  else if (!hasSession() || statusOf(user.reason) === 401) session.value = "out";
  else again();
}

function again(): void {
  session.value = "unreachable";
  setTimeout(() => void boot(), RETRY_MS);
}

function open(): void {
  session.value = "in";
  desktop()?.setSessionExpired?.(false);
  desktop()?.onLogin?.();
}

/** The person has just signed in: loads what every page needs, then shows the app. */
export async function enter(user: UserProfile): Promise<void> {
  // Those who are signed in are told more settings than strangers.
  await Promise.all([prepare(user), loadConfig()]);
  open();
}

/** The first account signs in, but the wizard stays on screen until `finishSetup`. */
export async function enterSetup(user: UserProfile): Promise<void> {
  await Promise.all([prepare(user), loadConfig()]);
}

export function finishSetup(url: string): void {
  session.value = "in";
  navigate(url, true);
}

async function prepare(user: UserProfile): Promise<void> {
  client.setUserId(user.id);
  client.setUserRoles(user.roles);
  receiveUsers([user]);
  myId.value = user.id;
  // Before the loads: what happens while they run comes as events.
  connect();
  await Promise.all([loadLicense().catch(() => {}), loadPreferences(), loadTeams()]);
  followSavedTheme();
  startOutbox(user.id);
  sessionExpired.value = false;
}

/** Clears the page of everything the person could see. */
function leave(): void {
  disconnect();
  stopOutbox();
  session.value = "out";
  pane.value = undefined;
  currentChannelId.value = "";
  currentTeamId.value = "";
  clearPosts();
  clearThreads();
  clearPreferences();
  channelsById.clear();
  membershipsById.clear();
  forgetLoadedTeams();
  for (const id of teamsById.keys()) forgetTeam(id);
  myId.value = "";
}

/** Signs out, here and on the server. */
export async function signOut(): Promise<void> {
  await client.logout().catch(() => {});
  client.setToken("");
  leave();
  desktop()?.onLogout?.();
  await loadConfig().catch(() => {});
  navigate("/login");
}
