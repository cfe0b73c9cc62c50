import { toast } from "../../shared/lib/toast.js";

const ADDRESS = "/service-worker.js";

let registration: ServiceWorkerRegistration | undefined;

/** Installs what gives the page when the network does not. Not while one writes the app: it would give old parts. */
export function startServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) serviceWorker.addEventListener("controllerchange", () => void offerReload());
  // What it keeps comes after what the person waits for.
  const register = () =>
    serviceWorker.register(ADDRESS).then(
      (done) => {
        registration = done;
      },
      // Browsers refuse it in private windows; the app does without.
      () => {},
    );
  if (document.readyState === "complete") void register();
  else addEventListener("load", () => void register());
}

/** The server may have been replaced by a newer one: looks for a new version of the app. */
export function lookForUpdate(): void {
  void registration?.update().catch(() => {});
}

/** The entry of the app that this page runs. */
const ownEntry = () => document.querySelector<HTMLScriptElement>('script[type="module"][src]')?.getAttribute("src");

/** Resolves when a worker has thrown away what the one before it kept. */
function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (worker.state === "activated") resolve();
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

/** A new version is kept: says so, unless this page has come from it. */
async function offerReload(): Promise<void> {
  const { controller } = navigator.serviceWorker;
  if (controller) await activated(controller);
  const entry = ownEntry();
  const page = await caches.match("/").then((found) => found?.text());
  if (!entry || !page || page.includes(entry)) return;
  toast("There is a new version of this app.", {
    stays: true,
    action: { label: "Load it", run: () => location.reload() },
  });
}
