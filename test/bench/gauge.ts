import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processesOf } from "../../core/platform/database/embedded-process.js";
import type { LiveServer } from "../support/live-server.js";

/** Microseconds of a tick of /proc: user space sees 100 a second on every Linux. */
const TICK = 10_000;

/** CPU time a process has used, and that of its children that have ended, in microseconds. */
function cpuOf(pid: number): { own: number; children: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const at = (field: number) => (fields[field - 3] ?? 0) * TICK;
    return { own: at(14) + at(15), children: at(16) + at(17) };
  } catch {
    // Ended between the list and the look: its time is among its parent's children now.
    return { own: 0, children: 0 };
  }
}

/** CPU time of a process alone, in microseconds. */
export const cpu = (pid: number): number => cpuOf(pid).own;

/** CPU time of all processes of a server's PostgreSQL, also those that have ended, in microseconds. */
export function databaseCpu(server: LiveServer): number {
  const living = processesOf(join(server.data, "postgres")).reduce((sum, pid) => sum + cpuOf(pid).own, 0);
  return living + cpuOf(server.postmaster).children;
}

/** Memory of a process in MiB: what it holds now, and the most it ever held. */
export function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) / 1024;
  return { now: field("VmRSS"), peak: field("VmHWM") };
}

/** Memory of all processes of a server's PostgreSQL in MiB, what they share counted once. */
export function databaseMemory(server: LiveServer): number {
  return processesOf(join(server.data, "postgres")).reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
    } catch {
      return sum;
    }
  }, 0);
}

/** What a piece of work cost, each operation, in microseconds of CPU. */
export interface Cost {
  /** Operations a second. */
  rate: number;
  /** Of the server, or of whatever stands in for it. */
  server: number;
  database: number;
  total: number;
}

/** Measures work that does `count` operations, with clocks of the server (µs) and of the database (µs). */
export async function costOf(work: () => Promise<number>, server: () => number, database: () => number): Promise<Cost> {
  const before = { at: performance.now(), server: server(), database: database() };
  const count = await work();
  const each = (now: number, then: number) => (now - then) / count;
  const cost = { server: each(server(), before.server), database: each(database(), before.database) };
  return { rate: (count * 1000) / (performance.now() - before.at), ...cost, total: cost.server + cost.database };
}

/** The cheapest and the middle one of several measurements of the same: other work on the machine only ever adds. */
export function bestAndTypical<T extends { total: number }>(list: readonly T[]): { best: T; typical: T } {
  const sorted = [...list].sort((a, b) => a.total - b.total);
  return { best: sorted[0] as T, typical: sorted[Math.floor(sorted.length / 2)] as T };
}
