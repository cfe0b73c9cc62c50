const RELOADED = "courtyard.reloaded";
const PAUSE_MS = 60_000;

/**
 * A page older than the server asks for parts that are no longer there. Loading it again brings the
 * new ones; drafts and unsent messages are on disk. At most once a minute, should the reason be another.
 */
export function reloadWhenStale(): void {
  addEventListener("vite:preloadError", (event) => {
    try {
      const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
      if (Date.now() - last < PAUSE_MS) return;
      sessionStorage.setItem(RELOADED, String(Date.now()));
    } catch {
      return;
    }
    event.preventDefault();
    location.reload();
  });
}
