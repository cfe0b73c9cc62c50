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

/** Finds out who is here and shows the right page. Called once, when the page starts. */
export async function boot(): Promise<void> {
  try {
    await loadConfig();
  } catch {
    session.value = "unreachable";
    setTimeout(() => void boot(), RETRY_MS);
    return;
  }
  if (config.value["NoAccounts"] === "true") {
    session.value = "setup";
    return;
  }
  // Set with every session, readable by scripts: without it there is nobody to ask about.
  if (!/(^|;\s*)MMUSERID=/.test(document.cookie)) {
    session.value = "out";
    return;
  }
  try {
    await enter(await client.getMe());
  } catch (error) {
    if (statusOf(error) === 401) session.value = "out";
    else {
      session.value = "unreachable";
      setTimeout(() => void boot(), RETRY_MS);
    }
  }
}

/** The person is signed in: loads what every page needs, then shows the app. */
export async function enter(user: UserProfile): Promise<void> {
  await prepare(user);
  session.value = "in";
  desktop()?.setSessionExpired?.(false);
  desktop()?.onLogin?.();
}

/** The first account signs in, but the wizard stays on screen until `finishSetup`. */
export async function enterSetup(user: UserProfile): Promise<void> {
  await prepare(user);
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
  await Promise.all([loadConfig(), loadLicense().catch(() => {}), loadPreferences(), loadTeams()]);
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
