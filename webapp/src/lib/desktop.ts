/** The bridge that the desktop app offers to the page; every part of it may be missing. */
interface DesktopApi {
  reactAppInitialized?(): void;
  onLogin?(): void;
  onLogout?(): void;
  setSessionExpired?(expired: boolean): void;
  setUnreadsAndMentions?(unread: boolean, mentions: number): void;
  sendNotification?(
    title: string,
    body: string,
    channelId: string,
    teamId: string,
    url: string,
    silent: boolean,
    sound: string,
  ): Promise<{ status: string }>;
  onNotificationClicked?(listener: (channelId: string, teamId: string, url: string) => void): void;
  onUserActivityUpdate?(listener: (active: boolean, idleSeconds: number, system: boolean) => void): void;
  onBrowserHistoryPush?(listener: (path: string) => void): void;
  sendBrowserHistoryPush?(path: string): void;
  onBrowserHistoryStatusUpdated?(listener: (back: boolean, forward: boolean) => void): void;
}

export function desktop(): DesktopApi | undefined {
  return (globalThis as { desktopAPI?: DesktopApi }).desktopAPI;
}
