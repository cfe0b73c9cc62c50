import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { processIdentity } from "./embedded-process.js";

interface Holder {
  pid: number;
  identity: string;
}

export type LockResult = { release(): void } | { heldBy: number };

/**
 * Takes the lock file for this process. Returns a release function, or the process id of the live holder.
 * A lock whose holder no longer runs (also: whose number now belongs to another process) is taken over.
 */
export async function takeLock(file: string): Promise<LockResult> {
  const own = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? "" });
  for (;;) {
    if (createExclusively(file, own)) return { release: () => releaseLock(file, own) };
    const seen = readText(file);
    if (seen === undefined) continue;
    const holder = parse(seen);
    if (holder === undefined && ageOf(file) < 2000) {
      // Somebody is between creating and writing the file.
      await delay(50);
      continue;
    }
    if (holder !== undefined && processIdentity(holder.pid) === holder.identity) return { heldBy: holder.pid };
    removeStale(file, seen);
  }
}

function createExclusively(file: string, text: string): boolean {
  let handle: number;
  try {
    handle = openSync(file, "wx", 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  writeSync(handle, text);
  closeSync(handle);
  return true;
}

/** Moves the stale file away; if a new holder was quicker, puts the new holder's file back. */
function removeStale(file: string, seen: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  if (readText(aside) !== seen) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process holds the lock by now; the next turn of the loop sees it.
    }
  }
  rmSync(aside, { force: true });
}

function releaseLock(file: string, own: string): void {
  if (readText(file) === own) rmSync(file, { force: true });
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder>;
    return typeof value.pid === "number" && typeof value.identity === "string" ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function ageOf(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}
