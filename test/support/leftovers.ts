import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { TestServer } from "./server.js";
import { until } from "./until.js";

/** What of a server is looked for when it has stopped. */
export type Leftovers = Record<string, WeakRef<object>>;

const processListeners = () =>
  Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name as "exit")]));

/** Parts of a server, for when it has stopped. */
export function partsOf({ app }: TestServer): Leftovers {
  const { hub, db, config } = app.platform;
  const parts = { app, http: app.http, hub, db, config, editions: app.editions };
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, new WeakRef<object>(part)]));
}

/** Runs servers to their ends; fails when anything of them is in memory then, or listens to the process. */
export async function leavesNothing(run: () => Promise<Leftovers>): Promise<void> {
  // The first brings along what the process keeps.
  await run();
  const before = processListeners();
  const stopped = [await run(), await run(), await run()];
  assert.deepEqual(processListeners(), before);
  // A program cannot call the collector unless it was told to at its start, or just before it asks.
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const left = () =>
    stopped.flatMap((parts, n) =>
      Object.keys(parts)
        .filter((name) => parts[name]?.deref())
        .map((name) => `${name} ${n}`),
    );
  // What the other side of a connection has to say may take a moment.
  await until(left, "everything of the servers to be given back", {
    every: 100,
    passes: async (there) => {
      if (there.length === 0) return true;
      // What was looked at is kept until the turn is over.
      await new Promise((done) => setTimeout(done, 10));
      collect();
      return false;
    },
  });
}
