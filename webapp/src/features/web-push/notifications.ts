/** Whether the server notifies this browser while the app is closed: the worker then shows what pages show, too. */
let byWorker = false;
export const showByWorker = (value: boolean): void => {
  byWorker = value;
};

/** The place a notification stands for; the server names it alike. */
const tagOf = (channelId: string, rootId: string) => (rootId ? `${channelId}:${rootId}` : channelId);

const worker = () =>
  typeof navigator !== "undefined" && navigator.serviceWorker?.controller ? navigator.serviceWorker : undefined;

interface About {
  id: string;
  channel_id: string;
  root_id: string;
}

/**
 * Shows a notification of a message through the worker, where the server may tell of the same message: the one takes the
 * place of the other. `again`: it is to be seen once more. Says whether that is so.
 */
export function notifyByWorker(
  post: About,
  title: string,
  options: NotificationOptions & { url: string; again: boolean },
): boolean {
  const container = byWorker ? worker() : undefined;
  if (!container) return false;
  const { url, again, ...rest } = options;
  const tag = tagOf(post.channel_id, post.root_id);
  const show = async () => {
    const registration = await container.ready;
    const [shown] = await registration.getNotifications({ tag });
    if (shown?.data?.post_id === post.id && !again) return;
    const data = { url, post_id: post.id };
    await registration.showNotification(title, { ...rest, tag, data, renotify: true } as NotificationOptions);
  };
  void show().catch(() => {});
  return true;
}

/** Takes back notifications whose place passes: it was read. */
function takeBackWhere(passes: (tag: string) => boolean): void {
  const container = worker();
  if (!container) return;
  const close = async () => {
    const registration = await container.ready;
    for (const shown of await registration.getNotifications()) if (passes(shown.tag)) shown.close();
  };
  void close().catch(() => {});
}

/** Takes back the notification of a channel, that of its threads apart. */
export const takeBack = (channelId: string): void => takeBackWhere((tag) => tag === channelId);
export const takeBackThread = (rootId: string): void => takeBackWhere((tag) => tag.endsWith(`:${rootId}`));
/** Takes back whatever stands there: somebody signs out. */
export const takeBackAll = (): void => {
  takeBackWhere(() => true);
  showBadge(0);
};

/** The number on the icon of the installed app. */
export function showBadge(count: number): void {
  if (typeof navigator === "undefined" || !("setAppBadge" in navigator)) return;
  void (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()).catch(() => {});
}
