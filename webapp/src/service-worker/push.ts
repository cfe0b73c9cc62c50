/**
 * What the server tells this browser while the app is closed: shown as one notification a channel or thread, taken back
 * when it was read elsewhere, and opened by a click. It has a file of its own, and shares none with the app's pages but types.
 */

import type { WebPushPayload } from "../../../core/api/web-push.js";

// The types of workers contradict those of pages, with which this file is checked.
interface Waiting {
  waitUntil(work: Promise<unknown>): void;
}
interface Pushed extends Waiting {
  readonly data: { json(): unknown } | null;
}
interface Clicked extends Waiting {
  readonly notification: Notification;
}
interface Renewed extends Waiting {
  readonly oldSubscription?: PushSubscription | null;
  readonly newSubscription?: PushSubscription | null;
}
interface Page {
  readonly url: string;
  readonly focused: boolean;
  readonly visibilityState: string;
  focus(): Promise<Page>;
  postMessage(message: unknown, transfer?: Transferable[]): void;
}
interface Worker {
  addEventListener(type: "push", listener: (event: Pushed) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Clicked) => void): void;
  addEventListener(type: "pushsubscriptionchange", listener: (event: Renewed) => void): void;
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
}

const worker = self as unknown as Worker;
/** How long a page is waited for that is asked what it shows, ms. */
const PATIENCE_MS = 1000;
/** Other pages of the server: what is opened there would be lost. */
const FOREIGN = /^\/(admin_console|api|files|oauth|saml)(\/|$)/;
const ICON = "/static/icon-192.png";

/** The app's open pages, the one in use first. */
async function pages(): Promise<Page[]> {
  const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const rank = (page: Page) => (page.focused ? 0 : page.visibilityState === "visible" ? 1 : 2);
  return all.filter((page) => !FOREIGN.test(new URL(page.url).pathname)).sort((a, b) => rank(a) - rank(b));
}

async function takeBack(tags: string[]): Promise<void> {
  for (const tag of tags) for (const shown of await worker.registration.getNotifications({ tag })) shown.close();
}

async function count(badge: number): Promise<void> {
  if (!("setAppBadge" in navigator)) return;
  await (badge > 0 ? navigator.setAppBadge(badge) : navigator.clearAppBadge()).catch(() => {});
}

/** Whether somebody has the message before their eyes: only then a browser lets it be shown by no notification. */
async function isSeen({ channel_id, root_id }: WebPushPayload): Promise<boolean> {
  const page = (await pages())[0];
  if (!page?.focused || page.visibilityState !== "visible") return false;
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data === true);
    setTimeout(() => resolve(false), PATIENCE_MS);
    page.postMessage({ type: "courtyard.seen", channel_id, root_id }, [port2]);
  });
}

async function show(payload: WebPushPayload): Promise<void> {
  const { title = "Courtyard", body = "There is something new.", tag = "new", url = "/", post_id = "" } = payload;
  const [shown] = await worker.registration.getNotifications({ tag });
  // An open page may have told of it already: its notification is replaced without a sound.
  const known = post_id !== "" && shown?.data?.post_id === post_id && !payload.again;
  const options = { body, tag, icon: ICON, data: { url, post_id }, renotify: !known, silent: known };
  await worker.registration.showNotification(title, options);
}

async function receive(payload: WebPushPayload): Promise<void> {
  await takeBack(payload.read ?? []);
  if (payload.badge !== undefined) await count(payload.badge);
  if (payload.type === "clear") return;
  if (payload.type === "message" && (await isSeen(payload))) return;
  await show(payload);
}

/** What cannot be read is told of all the same: browsers take a subscription from who shows nothing. */
function payloadOf(data: Pushed["data"]): WebPushPayload {
  try {
    return { type: "message", ...(data?.json() as Partial<WebPushPayload>) };
  } catch {
    return { type: "message" };
  }
}

/** A path of this server, whatever is said. */
function pathOf(url: unknown): string {
  const target =
    typeof url === "string" && URL.canParse(url, location.origin) ? new URL(url, location.origin) : undefined;
  return target?.origin === location.origin ? target.pathname + target.search : "/";
}

async function open(url: string): Promise<void> {
  const page = (await pages())[0];
  if (!page) return void (await worker.clients.openWindow(url));
  const focused = await page.focus().catch(() => page);
  focused.postMessage({ type: "courtyard.open", url });
}

/** The browser has another address for us: the server is told, or the next page that is opened does it. */
async function renew({ oldSubscription, newSubscription }: Renewed): Promise<void> {
  const options = oldSubscription?.options;
  const renewed = newSubscription ?? (options && (await worker.registration.pushManager.subscribe(options)));
  if (!renewed) return;
  const { endpoint, keys } = renewed.toJSON();
  await fetch("/api/v4/courtyard/web_push/device", {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-Requested-With": "XMLHttpRequest" },
    body: JSON.stringify({ endpoint, keys }),
  });
}

worker.addEventListener("push", (event) => event.waitUntil(receive(payloadOf(event.data))));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(pathOf(event.notification.data?.url)));
});
worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event).catch(() => {})));
