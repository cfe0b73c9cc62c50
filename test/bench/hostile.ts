/**
 * What hostile texts cost the server that come in the largest bodies it takes: every call that takes texts, each of its
 * texts, each kind of hostile text. CPU time of the server and of the client that asks, in one process.
 *
 *   npm run bench -- --only hostile
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { growing } from "../support/hostile.js";
import { stopTestPostgres } from "../support/postgres.js";
import { send } from "../support/world/calls.js";
import { longest, replaced, textCalls } from "../support/world/hostile-calls.js";
import { aWorld } from "../support/world/world.js";

/** The most one call may cost, ms of CPU. */
const MOST = 200;

const world = await aWorld();
const texts = Object.keys(growing).map((kind) => [kind, longest(kind)] as const);
const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
const slow: { what: string; ms: number }[] = [];
let calls = 0;
for (const { name, call, texts: places } of await textCalls(world)) {
  for (const place of places) {
    for (const [kind, text] of texts) {
      const measure = async () => {
        const start = process.cpuUsage();
        await send({ ...call, body: replaced(call.body, place, text) });
        const { user, system } = process.cpuUsage(start);
        return (user + system) / 1000;
      };
      let ms = await measure();
      // Once more, when it may have been the garbage of others.
      if (ms > MOST / 4) ms = Math.min(ms, await measure());
      calls++;
      slow.push({ what: `${name}, ${place.join(".")}: ${kind}`, ms });
    }
  }
  await call.after?.();
  world.server.app.platform.busy.clear();
  if ((await world.cast.systemAdmin.send("GET", "/users/me")).status === 401) await world.renew();
}
slow.sort((a, b) => b.ms - a.ms);
console.log(`  ${calls} calls; 99 of 100 hold up others for less than ${(delay.percentile(99) / 1e6).toFixed(0)} ms`);
for (const { what, ms } of slow.slice(0, 5)) console.log(`  ${ms.toFixed(1).padStart(7)} ms  ${what}`);
const missed = slow.filter(({ ms }) => ms > MOST).length;
console.log(`aim ${MOST} ms at most: ${missed === 0 ? "met" : `MISSED ${missed} times`}`);
await world.stop();
await stopTestPostgres();
