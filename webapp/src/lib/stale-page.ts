const RELOADED = "courtyard.reloaded";
const PAUSE_MS = 60_000;

/** Whether the server answers: a part that does not come is missing there only then. */
async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch("/static/manifest.webmanifest", { method: "HEAD", cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** True once, and again a minute later: the reason may be another than a page that is too old. */
function mayReload(): boolean {
  try {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (Date.now() - last < PAUSE_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
    return true;
  } catch {
    return false;
  }
}

/**
 * A page older than the server asks for parts that are no longer there. Loading it again brings the new ones; drafts and
 * unsent messages are on disk. While the server is away the page stays: there would be nothing to read in a new one.
 */
export function reloadWhenStale(): void {
  addEventListener("vite:preloadError", () => {
    void serverAnswers().then((answers) => {
      if (answers && mayReload()) location.reload();
    });
  });
}
