// Processes together with everything they have started, which is to end with them.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Pairs of a process and its parent, of all there are. */
function everyParent() {
  if (!existsSync("/proc/self/stat")) {
    const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
    return (stdout ?? "").split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  }
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => {
      try {
        // The name of the program, in brackets, may hold anything.
        const [, parent] = readFileSync(`/proc/${name}/stat`, "utf8").replace(/^.*\)/s, "").trim().split(" ");
        return [Number(name), Number(parent)];
      } catch {
        return [Number(name), 0];
      }
    });
}

/** The ids of all processes below one, without those below the ones to `spare` and these themselves. */
export function processesBelow(pid, spare = []) {
  const childrenOf = new Map();
  for (const [child, parent] of everyParent()) childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), child]);
  const below = (id) =>
    (childrenOf.get(id) ?? []).filter((child) => !spare.includes(child)).flatMap((child) => [child, ...below(child)]);
  return below(pid);
}

/** Sends a signal to processes; some may have ended. */
export function signalAll(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It is gone.
    }
  }
}

const lives = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Asks processes to end, and ends by force those that have not after some time, ms. */
export async function endAll(pids, patience = 5_000) {
  signalAll(pids, "SIGTERM");
  const end = performance.now() + patience;
  while (pids.some(lives) && performance.now() < end) await pause(50);
  signalAll(pids, "SIGKILL");
}
