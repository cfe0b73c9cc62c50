import type { UserProfile } from "@mattermost/types/users";
import { signal } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, statusOf, watchSecondFactor, watchSessionEnd, watchTerms } from "../../lib/client.js";
import { config, loadConfig, loadLicense } from "../../lib/config.js";
import { desktop } from "../../lib/desktop.js";
import { navigate } from "../../lib/navigation.js";
import { sessionOwner } from "../../lib/session-owner.js";
import { confirmDialog } from "../../ui/overlay.js";
import { sendLastDrafts, startDrafts, stopDrafts } from "../drafts/store.js";
import { mustSetUp } from "../mfa/store.js";
import { keepAnswers, showsKept } from "../offline/answers.js";
import { allowKeeping, forgetAll } from "../offline/kept.js";
import { recallPeople, startKeeping, stopKeeping } from "../offline/windows.js";
import { countKept } from "../posts/outbox.js";
import { startOutbox, stopOutbox, waitingCount } from "../posts/store.js";
import { loadPreferences } from "../preferences/store.js";
import { followSavedTheme } from "../preferences/theme.js";
import { connect, disconnect } from "../realtime/socket.js";
import { loadTeams } from "../teams/store.js";
import { mustAccept } from "../terms/store.js";
import { myId, receiveUsers } from "../users/store.js";
import { leaveDevice, syncDevice } from "../web-push/device.js";
import { takeBackAll } from "../web-push/notifications.js";

export type SessionState = "loading" | "unreachable" | "setup" | "out" | "second-factor" | "terms" | "in";

export const session = signal<SessionState>("loading");
/** The session ended by itself, which the sign-in page explains. */
export const sessionExpired = signal(false);

/** Kept for whoever sits at this browser, and still something of the person. */
const RECENT_EMOJI = ["courtyard.emoji.recent"];
const EXPIRED = "courtyard.expired";

/** The person is signing out by themselves: what is answered "not signed in" on the way is no news. */
let leaving = false;

watchSessionEnd(() => {
  if (session.peek() !== "in" || leaving) return;
  session.value = "loading";
  rememberExpiry(true);
  desktop()?.setSessionExpired?.(true);
  // A new page is the surest way to forget all that the person could see. Drafts and unsent messages are on disk.
  location.reload();
});

// Demanded while people are signed in: the page then starts anew with what is demanded.
function startAnew(): void {
  if (session.peek() !== "in") return;
  session.value = "loading";
  location.reload();
}
watchSecondFactor(startAnew);
watchTerms(startAnew);

function rememberExpiry(expired: boolean): void {
  try {
    if (expired) sessionStorage.setItem(EXPIRED, "1");
    else sessionStorage.removeItem(EXPIRED);
  } catch {
    // The sign-in page then does not say why it is there.
  }
}

function expiredBefore(): boolean {
  try {
    return sessionStorage.getItem(EXPIRED) !== null;
  } catch {
    return false;
  }
}

const RETRY_MS = 4000;

// After the watches: what they hear of must be the server's own answer.
keepAnswers();

/** How many messages of whoever was here last wait in this browser. */
export function unsentMessages(): number {
  const userId = sessionOwner();
  try {
    return userId ? countKept(localStorage, userId) : 0;
  } catch {
    return 0;
  }
}

/** Finds out who is here and shows the right page. Called once, when the page starts. */
export async function boot(): Promise<void> {
  if (sessionOwner()) allowKeeping();
  const asked = sessionOwner() ? client.getMe() : Promise.reject(new Error("nobody"));
  const [settings, user] = await Promise.allSettled([loadConfig(), asked]);
  if (settings.status === "rejected") return again();
  if (config.value["NoAccounts"] === "true") session.value = "setup";
  else if (user.status === "fulfilled") await admit(user.value).catch(again);
  else if (!sessionOwner() || statusOf(user.reason) === 401) signedOut();
  else again();
}

function signedOut(): void {
  void forgetAll();
  takeBackAll();
  sessionExpired.value = expiredBefore();
  session.value = "out";
}

/** Tries again in a moment, at once when the browser says that there is a network. */
function again(): void {
  session.value = "unreachable";
  const retry = () => {
    clearTimeout(timer);
    removeEventListener("online", retry);
    void boot();
  };
  const timer = setTimeout(retry, RETRY_MS);
  addEventListener("online", retry);
}

function open(): void {
  session.value = "in";
  desktop()?.setSessionExpired?.(false);
  desktop()?.onLogin?.();
}

/** Shows the app, or the page of what is demanded first: to set up the second factor, to accept the terms. */
async function admit(user: UserProfile): Promise<void> {
  const first = mustSetUp(user) ? "second-factor" : mustAccept(user) ? "terms" : undefined;
  if (first) {
    client.setUserId(user.id);
    receiveUsers([user]);
    myId.value = user.id;
    session.value = first;
    return;
  }
  // Those who are signed in are told more settings than strangers.
  await Promise.all([prepare(user), session.peek() === "loading" ? undefined : loadConfig()]);
  // Nobody waits for it.
  void syncDevice(user.id).catch(() => {});
  open();
}

/** The person has just signed in: loads what every page needs, then shows the app. */
export const enter = (user: UserProfile): Promise<void> => admit(user);

/** What was demanded first is done: the app may be shown. */
export async function enterAgain(): Promise<void> {
  await admit(await client.getMe());
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
  allowKeeping();
  client.setUserId(user.id);
  client.setUserRoles(user.roles);
  receiveUsers([user]);
  myId.value = user.id;
  if (showsKept.peek()) await recallPeople();
  // Before the loads: what happens while they run comes as events.
  connect();
  await Promise.all([loadLicense().catch(() => {}), loadPreferences(), loadTeams()]);
  followSavedTheme();
  startOutbox(user.id);
  startDrafts(user.id);
  startKeeping();
  sessionExpired.value = false;
  rememberExpiry(false);
}

/** What signing out would lose: messages that have not been sent, and drafts that only this browser has. */
async function losses(): Promise<string> {
  const drafts = await sendLastDrafts();
  const of = (count: number, one: string, many: string) => (count === 0 ? "" : count === 1 ? one : `${count} ${many}`);
  return [
    of(waitingCount.peek(), "one message that has not been sent", "messages that have not been sent"),
    of(drafts, "one draft that only this browser has", "drafts that only this browser has"),
  ]
    .filter(Boolean)
    .join(" and ");
}

/** Signs out, here and on the server, and leaves nothing of it in the page and in the browser. */
export async function signOut(): Promise<void> {
  const lost = await losses();
  const confirmed =
    lost === "" ||
    (await confirmDialog({
      title: "Sign out all the same?",
      text: `Signing out deletes ${lost}.`,
      confirm: "Sign out",
      danger: true,
    }));
  if (!confirmed) return;
  leaving = true;
  try {
    await client.logout();
  } catch (error) {
    // Whoever is told to be signed out must be it: without the server the session would go on.
    if (statusOf(error) === 0) {
      leaving = false;
      toast("The server cannot be reached, so you are still signed in. Try again when the connection is back.", {
        error: true,
      });
      return;
    }
  }
  session.value = "loading";
  disconnect();
  stopOutbox();
  stopDrafts();
  stopKeeping();
  await leaveDevice(myId.peek());
  forgetAccount(myId.peek());
  await forgetAll();
  desktop()?.onLogout?.();
  location.assign("/login");
}

/** Deletes what this browser keeps for an account: unsent messages, drafts, places, searches. */
function forgetAccount(userId: string): void {
  try {
    const names = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? "");
    const own = names.filter((name) => name.startsWith("courtyard.") && userId !== "" && name.includes(`.${userId}`));
    for (const name of [...own, ...RECENT_EMOJI]) localStorage.removeItem(name);
  } catch {
    // A browser that lets nothing be kept has nothing to forget.
  }
}

/** Goes where the server said after it has ended all sessions, or to whoever proves people in the browser. */
export function leaveFor(link: string): void {
  const target = new URL(link, location.origin);
  if (!/^https?:$/.test(target.protocol)) return;
  if (target.origin === location.origin) {
    // What still comes back as "not signed in" must not load the page anew on the way.
    session.value = "loading";
    disconnect();
    stopOutbox();
    desktop()?.onLogout?.();
  }
  location.assign(target.href);
}
