import { signal } from "@preact/signals";
import type { WebPushDevice, WebPushDevices, WebPushTrial } from "../../../../core/api/web-push.js";
import { call, errorText, statusOf } from "../../lib/client.js";
import { configFlag } from "../../lib/config.js";
import { desktop } from "../../lib/desktop.js";
import { showByWorker, takeBackAll } from "./notifications.js";

/**
 * Whether this browser is notified while the app is closed, or why it cannot be. `install`: only once the app is on the
 * home screen. `worker`: the browser lets nothing of the app run while it is closed, as in private windows.
 */
export type DeviceState = "checking" | "insecure" | "install" | "unsupported" | "worker" | "blocked" | "off" | "on";

export const deviceState = signal<DeviceState>("checking");
/** The person's browsers that are notified; undefined = not known yet. */
export const devices = signal<readonly WebPushDevice[] | undefined>(undefined);

/** What this browser knows of its subscription: as what the server has it, where it is, and in which session it was. */
interface Kept {
  device: string;
  endpoint: string;
  session: string;
}

const keyOf = (userId: string) => `courtyard.web-push.${userId}`;
/** Differs from session to session, and can be read by the page. */
const sessionMark = () => (/(?:^|;\s*)MMCSRF=(\w+)/.exec(document.cookie)?.[1] ?? "").slice(0, 8);

function read(userId: string): Kept | undefined {
  try {
    return JSON.parse(localStorage.getItem(keyOf(userId)) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function write(userId: string, kept: Kept | undefined): void {
  showByWorker(kept !== undefined);
  try {
    if (kept) localStorage.setItem(keyOf(userId), JSON.stringify(kept));
    else localStorage.removeItem(keyOf(userId));
  } catch {
    // It works until the session ends; then it has to be switched on again.
  }
}

/** Whether the server and the app can have such notifications at all. The desktop app notifies by itself. */
export const webPushOffered = (): boolean => configFlag("EnableWebPush") && !desktop()?.sendNotification;

/** On iPhones and iPads only apps of the home screen may; iPads say that they are Macs. */
const onApple = () =>
  /iPhone|iPad/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

async function manager(): Promise<PushManager | undefined> {
  return (await navigator.serviceWorker.getRegistration())?.pushManager;
}

async function look(): Promise<DeviceState> {
  if (!isSecureContext) return "insecure";
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!able) return onApple() ? "install" : "unsupported";
  const push = await manager();
  if (!push) return "worker";
  if (Notification.permission === "denied") return "blocked";
  const subscription = await push.getSubscription();
  const current = devices.peek()?.some((device) => device.current);
  return subscription && current && Notification.permission === "granted" ? "on" : "off";
}

async function load(): Promise<WebPushDevices> {
  const answer = await call<WebPushDevices>("GET", "/courtyard/web_push/devices");
  devices.value = answer.devices;
  return answer;
}

/** Finds out how things stand. @throws ClientError */
export async function refreshDevice(): Promise<void> {
  await load();
  deviceState.value = await look();
}

const bytes = (text: string) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

/** Subscribes with the server's key, anew where the browser still has a subscription with another. */
async function subscribe(push: PushManager, publicKey: string): Promise<PushSubscription> {
  const options = { userVisibleOnly: true, applicationServerKey: bytes(publicKey) };
  const kept = await push.getSubscription();
  try {
    return await push.subscribe(options);
  } catch (error) {
    if (!kept || (error as Error).name !== "InvalidStateError") throw error;
    await kept.unsubscribe();
    return push.subscribe(options);
  }
}

async function register(userId: string, push: PushManager): Promise<void> {
  const { public_key } = await load();
  let subscription = await subscribe(push, public_key);
  const tell = () => {
    const { endpoint, keys } = subscription.toJSON();
    return call<WebPushDevice>("PUT", "/courtyard/web_push/device", { endpoint, keys });
  };
  let device: WebPushDevice;
  try {
    device = await tell();
  } catch (error) {
    if (statusOf(error) !== 400) throw error;
    // It may be known as that of somebody who was here before: this one gets an address of its own.
    await subscription.unsubscribe();
    subscription = await subscribe(push, public_key);
    device = await tell();
  }
  write(userId, { device: device.id, endpoint: subscription.endpoint, session: sessionMark() });
}

async function forget(userId: string): Promise<void> {
  write(userId, undefined);
  const push = "serviceWorker" in navigator ? await manager() : undefined;
  await (await push?.getSubscription())?.unsubscribe();
}

/** What went wrong, for the person. Push services are told of by the browser in words of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof DOMException)) return errorText(error);
  if (error.name === "NotAllowedError") return "The browser does not allow notifications of this page.";
  return "The browser could not reach its push service. Some browsers switch it off in their settings.";
}

/** Switches notifications on in this browser; only a person's click may. Returns what went wrong, or ''. */
export async function turnOn(userId: string): Promise<string> {
  try {
    const permission = await Notification.requestPermission();
    const push = permission === "granted" ? await manager() : undefined;
    if (push) await register(userId, push);
    await refreshDevice();
    return permission === "default" ? "The browser was not allowed to show notifications." : "";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Takes a browser off the list; this one is told no more, either. Returns what went wrong, or ''. */
export async function remove(userId: string, device: WebPushDevice): Promise<string> {
  try {
    await call("DELETE", `/courtyard/web_push/devices/${device.id}`).catch((error) => {
      if (statusOf(error) !== 404) throw error;
    });
    if (device.current) await forget(userId);
    await refreshDevice();
    return "";
  } catch (error) {
    return reasonOf(error);
  }
}

const WENT: Record<WebPushTrial["result"], string> = {
  sent: "Sent. It appears in a moment. If it does not, look whether the system lets this browser notify you.",
  gone: "The browser's push service does not know this device any more. Switch it on again.",
  refused: "The browser's push service refused the notification.",
  away: "The browser's push service could not be reached by the server.",
};

/** Has the server send a notification to this browser; returns what came of it. */
export async function tryDevice(userId: string): Promise<{ text: string; failed: boolean }> {
  try {
    const { result, detail } = await call<WebPushTrial>("POST", "/courtyard/web_push/device/test");
    if (result === "gone") await forget(userId);
    await refreshDevice();
    return { text: [WENT[result], detail].filter(Boolean).join(" "), failed: result !== "sent" };
  } catch (error) {
    return { text: errorText(error), failed: true };
  }
}

/**
 * Brings this browser and the server together when somebody is here: a new session of the same person goes on being
 * notified, what was removed elsewhere ends here, and what somebody else left in this browser ends.
 */
export async function syncDevice(userId: string): Promise<void> {
  if (!webPushOffered() || !("serviceWorker" in navigator) || !("PushManager" in window)) return;
  const push = await manager();
  if (!push) return;
  const kept = read(userId);
  const subscription = await push.getSubscription();
  if (!kept) return void (await subscription?.unsubscribe());
  if (Notification.permission !== "granted") return;
  if (subscription?.endpoint !== kept.endpoint || kept.session !== sessionMark()) return register(userId, push);
  const { devices: known } = await load();
  if (known.some(({ id, current }) => current && id === kept.device)) showByWorker(true);
  else await forget(userId);
}

/** Somebody signs out: this browser is told no more, and shows nothing of theirs. The session is over on the server. */
export async function leaveDevice(userId: string): Promise<void> {
  takeBackAll();
  const patience = new Promise<void>((resolve) => setTimeout(resolve, 2000));
  await Promise.race([forget(userId).catch(() => {}), patience]);
}
