import assert from "node:assert/strict";
import fc from "fast-check";
import type { Route } from "../../core/platform/http/route.js";
import { type BodyOf, callOf, casesOf, poolOf } from "./fuzz-calls.js";
import { type Answer, Person } from "./people.js";
import { nameOf } from "./world/calls.js";
import type { World } from "./world/world.js";

/** How many cases were asked for: `npm run fuzz` asks for many, and everything else gets `fewer`. */
export const fuzzCases = (fewer: number): number => Number(process.env.COURTYARD_FUZZ ?? fewer);
/** Where the cases come from: the same number makes the same cases. */
export const FUZZ_SEED = Number(process.env.COURTYARD_FUZZ_SEED ?? Date.now() % 2 ** 31);
const LONGEST = 5_000;

/** Routes to be called with everything that is not meant for them, and the world they are in. */
export interface Fuzz<W extends World> {
  readonly cases: number;
  readonly makeWorld: () => Promise<W>;
  readonly routesOf: (world: W) => readonly Route[];
  readonly bodyOf: BodyOf;
  /** Puts back what calls may have changed; comes every hundred cases. */
  readonly restore?: (world: W) => Promise<unknown>;
  /** How long a call may take, ms. */
  readonly longest?: number;
  /** Answers of 500 and above that are right where they come, such as of a directory that was set wrong. */
  readonly mayFail?: (route: Route, answer: Answer) => boolean;
}

/** Whether the people of the world can still do what they could; calls of the fuzzer may end that, as they should. */
async function isWell({ cast, places: { private: place } }: World): Promise<boolean> {
  const answers = await Promise.all([
    cast.member.send("GET", `/channels/${place.channel.id}/posts`),
    cast.outsider.send("GET", "/users/me/teams"),
    cast.systemAdmin.send("GET", "/config"),
  ]);
  return answers.every((answer) => answer.status === 200);
}

/** What is wrong with an answer, if anything. */
function faultOf(route: Route, answer: Answer, ms: number, longest: number): string | undefined {
  const { status, body, headers } = answer;
  if (ms > longest) return `took ${Math.round(ms)} ms`;
  if (status >= 500 && ![501, 507].includes(status) && body?.id !== "app.search.timeout.app_error")
    return `answered ${status}`;
  const type = headers.get("content-type");
  // Pages for people say in words what is wrong.
  const page = route.endpoint.reply.type === undefined && type?.startsWith("text/html");
  if (status >= 400 && !page) {
    if (type !== "application/json") return `error of type ${type}`;
    const whole = body.status_code === status && body.id && body.message && body.request_id;
    if (!whole) return `error without its fields: ${JSON.stringify(body)}`;
  }
  const declared = route.endpoint.reply.type !== undefined && status < 300 && status !== 204;
  if (declared && type !== "application/json") return `${status} of type ${type}`;
  return undefined;
}

/** What the server wrote in its log when it failed. */
function logged({ server }: World, { body }: Answer): string {
  const lines = server.log().split("\n");
  const id = String(body?.request_id ?? "-");
  return lines.find((line) => line.includes('"level":"error"') && line.includes(id))?.slice(0, 1_000) ?? "";
}

/** Collects the rejections nobody handles while `work` runs. */
export async function strayRejections(work: () => Promise<void>): Promise<string[]> {
  const stray: string[] = [];
  const onStray = (reason: unknown) => void stray.push(String((reason as Error)?.stack ?? reason));
  process.on("unhandledRejection", onStray);
  try {
    await work();
    // One that was just made is told of in the next turn.
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    process.off("unhandledRejection", onStray);
  }
  return stray;
}

/** Adds a test to the current suite: makes the calls and says what answers they got. */
export function fuzzCalls<W extends World>(fuzz: Fuzz<W>): void {
  let world: W;

  before(async () => {
    world = await fuzz.makeWorld();
  });
  after(() => world?.stop());

  it(`finds no fault in ${fuzz.cases} calls (COURTYARD_FUZZ_SEED=${FUZZ_SEED})`, async function () {
    this.timeout(0);
    const cases = fc.sample(casesOf(fuzz.routesOf(world), fuzz.bodyOf), { numRuns: fuzz.cases, seed: FUZZ_SEED });
    const faults = new Map<string, string>();
    const tally = new Map<number, number>();
    const stray = await strayRejections(async () => {
      let pool = await poolOf(world);
      for (const [at, made] of cases.entries()) {
        if (at % 100 === 99) {
          world = await refreshed(fuzz, world);
          pool = await poolOf(world);
        }
        const route = fuzz.routesOf(world)[made.route] as Route;
        const call = await callOf(world, route, made, pool);
        const { url, token } = world.cast[made.role];
        const start = performance.now();
        const address = { "X-Forwarded-For": `10.9.${(at >> 8) & 255}.${at & 255}` };
        const answer = await new Person(url, token)
          .send(call.method, call.path, call.body, { ...address, ...call.headers })
          .catch((error: Error) => ({ status: 599, headers: new Headers(), body: String(error.cause ?? error) }));
        const ms = performance.now() - start;
        const right = fuzz.mayFail?.(route, answer);
        const fault = right ? undefined : faultOf(route, answer, ms, fuzz.longest ?? LONGEST);
        tally.set(answer.status, (tally.get(answer.status) ?? 0) + 1);
        if (fault && faults.size < 30) {
          const sent = `case ${at} as ${made.role}: ${call.method} ${call.path} ${typeof call.body === "string" ? call.body.slice(0, 500) : "(form)"}`;
          const said = `${sent} -> ${JSON.stringify(answer.body)?.slice(0, 300)}`;
          faults.set(`${nameOf(route)} ${fault}`, `${said}\n  ${logged(world, answer)}`);
        }
        await call.after?.().catch(() => {});
        // A busy server would refuse much of what is to be tried.
        world.server.app.platform.busy.clear();
        // Its session may have been ended, as it should.
        if (answer.status === 401) await world.renew().catch(() => {});
      }
    });
    const answers = [...tally].sort(([a], [b]) => a - b).map(([status, n]) => `${n}x ${status}`);
    console.log(`      answers: ${answers.join(", ")}`);
    const found = [...faults].map((fault) => fault.join("\n  "));
    assert.deepEqual(found, [], `seed ${FUZZ_SEED}`);
    assert.deepEqual(stray, [], "rejections that nobody handled");
  });
}

/** The world, fit for more calls: mended, or a new one where that does not help. */
async function refreshed<W extends World>(fuzz: Fuzz<W>, world: W): Promise<W> {
  const restored = async () => (await fuzz.restore?.(world).catch(() => false)) !== false && (await isWell(world));
  if (await restored()) return world;
  await world.renew().catch(() => {});
  if (await restored()) return world;
  await world.stop();
  return fuzz.makeWorld();
}
