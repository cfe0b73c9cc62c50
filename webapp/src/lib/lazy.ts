import { lazy as lazyOnce } from "preact-iso";
import { toast } from "../../shared/lib/toast.js";

const AGAIN_MS = 5000;

/** Resolves when the network may be back. */
function later(): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, AGAIN_MS);
    addEventListener("online", go);
  });
}

let told = false;

/** Loads a part of the app; without a network, as soon as there is one again. */
async function persist<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      const part = await load();
      told = false;
      return part;
    } catch {
      if (!told) toast("No connection. This part of the app opens as soon as it is back.", { error: true });
      told = true;
      await later();
    }
  }
}

/** A component that is loaded when it is first drawn. Inside <Suspense>. */
export const lazy: typeof lazyOnce = (load) => lazyOnce(() => persist(load));
