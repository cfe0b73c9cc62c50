import { computed } from "@preact/signals";
import { config } from "../../lib/config.js";
import { sessionOwner } from "../../lib/session-owner.js";

/**
 * What this browser keeps of what the person who is signed in has seen, so that it can be read without a network. Each
 * account has a store of its own. It goes when the person signs out, when their session has ended, and when the
 * administrator does not want anything kept. Where browsers keep nothing (no TLS, private windows) there is nothing.
 */
const PREFIX = "courtyard-seen-";
const AT = "x-kept-at";

/** Whether the administrator lets things be kept; assumed until the settings have come. */
export const mayKeep = computed(() => config.value["KeepMessagesOnDevices"] !== "false");
let stopped = true;

const addressOf = (name: string) => `${location.origin}/kept/${encodeURIComponent(name)}`;
const nameOf = (address: string) => decodeURIComponent(new URL(address).pathname.slice("/kept/".length));

async function store(): Promise<Cache | undefined> {
  const owner = sessionOwner();
  if (stopped || !mayKeep.peek() || owner === "" || typeof caches === "undefined") return undefined;
  return caches.open(PREFIX + owner);
}

/** Keeps a value under a name. Does nothing where nothing can be kept. */
export async function keep(name: string, value: unknown): Promise<void> {
  try {
    const headers = { "content-type": "application/json", [AT]: String(Date.now()) };
    await (await store())?.put(addressOf(name), new Response(JSON.stringify(value), { headers }));
  } catch {
    // The disk is full, or the browser forbids it: then it cannot be read offline.
  }
}

/** What is kept under a name, or undefined. */
export async function kept<T>(name: string): Promise<T | undefined> {
  try {
    const found = await (await store())?.match(addressOf(name));
    return found ? ((await found.json()) as T) : undefined;
  } catch {
    return undefined;
  }
}

export async function forget(name: string): Promise<void> {
  try {
    await (await store())?.delete(addressOf(name));
  } catch {
    // Nothing can be kept, so nothing is.
  }
}

/** The names with a beginning under which something is kept and when that was (ms), the newest first. */
export async function keptNames(beginning: string): Promise<{ name: string; at: number }[]> {
  try {
    const cache = await store();
    if (!cache) return [];
    const found = await Promise.all(
      (await cache.keys())
        .map((request) => nameOf(request.url))
        .filter((name) => name.startsWith(beginning))
        .map(async (name) => ({ name, at: Number((await cache.match(addressOf(name)))?.headers.get(AT) ?? 0) })),
    );
    return found.sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

/** Somebody is signed in: what they see may be kept. */
export function allowKeeping(): void {
  stopped = false;
}

/** Deletes what is kept of every account; nothing more is kept until somebody signs in. */
export async function forgetAll(): Promise<void> {
  stopped = true;
  try {
    for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
  } catch {
    // No store, nothing kept.
  }
}
