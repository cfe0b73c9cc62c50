import assert from "node:assert/strict";
import fc from "fast-check";
import type { Route } from "../../core/platform/http/route.js";
import { fill, like, pathWord, queryWords, settingsBody } from "../support/fuzz.js";
import { type Answer, Person } from "../support/people.js";
import { nameOf, type Prepared, paramNames, prepare } from "../support/world/calls.js";
import { Scene } from "../support/world/scene.js";
import { aWorld, places, type Role, type World } from "../support/world/world.js";

const CASES = Number(process.env.COURTYARD_FUZZ ?? 2_000);
const SEED = Number(process.env.COURTYARD_FUZZ_SEED ?? Date.now() % 2 ** 31);
const LONGEST = 5_000;
const CALLERS: Role[] = ["member", "outsider", "systemAdmin"];

/** One call, before ids are put in. */
interface Case {
  readonly route: number;
  readonly role: Role;
  readonly place: (typeof places)[number];
  /** Begins with the valid call of the route and changes it in one place, or makes all of it up. */
  readonly base: "valid" | "made up";
  readonly change: "params" | "query" | "body" | "nothing";
  readonly params: string[];
  readonly query: [string, string][];
  readonly body: unknown;
  /** Which field of the body is changed when the rest stays as it was. */
  readonly field: number;
  readonly raw: string;
  readonly how: "json" | "raw" | "form" | "none";
  readonly type: string;
}

function casesOf(routes: readonly Route[]): fc.Arbitrary<Case> {
  return fc.nat(routes.length - 1).chain((route) => {
    const { endpoint, options } = routes[route] as Route;
    const body = /\/config(\/patch)?$/.test(endpoint.path)
      ? settingsBody
      : endpoint.body
        ? like(endpoint.body)
        : fc.jsonValue();
    const params = paramNames({ endpoint }).map(pathWord);
    return fc.record({
      route: fc.constant(route),
      role: fc.constantFrom(...CALLERS),
      place: fc.constantFrom(...places),
      base: fc.constantFrom<Case["base"]>("valid", "made up"),
      change: fc.constantFrom<Case["change"]>("params", "query", "body", "body", "nothing"),
      params: fc.tuple(...params),
      query: queryWords(endpoint.query),
      body,
      field: fc.nat(50),
      raw: fc.oneof(
        fc.string(),
        fc.constantFrom("{", "[", '{"a":', "nul", '"\\ud800"', "{}{}", '{"__proto__":{}}', "1e400"),
      ),
      how: options.payload
        ? fc.constantFrom<Case["how"]>("form", "raw", "json", "none")
        : fc.constantFrom<Case["how"]>("json", "json", "json", "json", "json", "json", "raw", "none", "form"),
      type: fc.constantFrom(
        "application/json",
        "application/json",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "",
      ),
    });
  });
}

/** Ids and names of what there is, from the tables themselves. */
async function poolOf({ server }: World): Promise<{ ids: string[]; names: string[] }> {
  const tables = ["users", "teams", "channels", "posts", "files", "sessions", "roles", "emoji", "uploads"];
  const ids: string[] = [];
  for (const table of tables) {
    const rows = await server.sql<{ id: string }>(`SELECT id FROM ${table} ORDER BY id DESC LIMIT 25`).catch(() => []);
    ids.push(...rows.map((row) => row.id));
  }
  const names = await server.sql<{ name: string }>(
    "SELECT name FROM teams UNION SELECT name FROM channels UNION SELECT username FROM users UNION SELECT name FROM roles UNION SELECT name FROM emoji",
  );
  return { ids, names: names.map((row) => row.name) };
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

function formOf(value: unknown): FormData {
  const form = new FormData();
  const fields = value && typeof value === "object" ? Object.entries(value) : [["files", String(value)]];
  for (const [name, field] of fields.slice(0, 5) as [string, unknown][]) {
    const content = typeof field === "string" ? field : (JSON.stringify(field) ?? "");
    if (name.length % 2) form.append(name, content);
    else form.append(name, new File([content], content.slice(0, 40)));
  }
  for (const name of ["image", "files", "license", "channel_id"])
    if (!form.has(name)) form.append(name, new File(["x"], name));
  return form;
}

/** The call of a case, ready to be sent, with its headers. */
async function callOf(world: World, route: Route, made: Case, pool: Awaited<ReturnType<typeof poolOf>>) {
  const { ids, names } = pool;
  const put = <T>(value: T) => fill(value, ids, names);
  const known =
    made.base === "valid"
      ? await prepare(route, new Scene(world, world.places[made.place], made.role)).catch(() => undefined)
      : undefined;
  const changes = (what: Case["change"]) => !known || made.change === what;
  const params = changes("params")
    ? Object.fromEntries(paramNames(route).map((name, at) => [name, put(made.params[at] ?? "")]))
    : (known as Prepared).params;
  const query = changes("query") ? put(made.query) : Object.entries((known as Prepared).query);
  const path = route.endpoint.path.replace(
    /\{(\w+)[*?]?\}/g,
    (_, name: string) => encoded(params[name] ?? "") || "%20",
  );
  const search = query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&");
  return {
    method: route.endpoint.method,
    path: search ? `${path}?${search}` : path,
    ...(changes("body")
      ? payloadOf(route, made, oneChanged(known?.body, put(made.body), made.field))
      : { body: (known as Prepared).body, headers: {} }),
    after: known?.after,
  };
}

/** A valid body with one field, or one item, of a made up one; the made up one when they have nothing in common. */
function oneChanged(valid: unknown, madeUp: unknown, field: number): unknown {
  if (Array.isArray(valid) && Array.isArray(madeUp)) return [...valid, madeUp[field % Math.max(1, madeUp.length)]];
  const plain = (value: unknown): value is object => Object.getPrototypeOf(value ?? "") === Object.prototype;
  if (!plain(valid) || !plain(madeUp)) return madeUp;
  const entries = Object.entries(madeUp);
  return entries.length > 0
    ? { ...valid, ...Object.fromEntries([entries[field % entries.length] as [string, unknown]]) }
    : valid;
}

/** Half a surrogate pair has no place in an address; everything else has. */
const encoded = (value: string) => encodeURIComponent(value.toWellFormed());

function payloadOf(route: Route, made: Case, body: unknown): { body?: unknown; headers: Record<string, string> } {
  if (route.endpoint.method === "GET" || made.how === "none") return { headers: {} };
  if (made.how === "form") return { body: formOf(body), headers: {} };
  if (made.how === "raw") return { body: made.raw, headers: made.type ? { "Content-Type": made.type } : {} };
  return { body: JSON.stringify(body) ?? "null", headers: { "Content-Type": "application/json" } };
}

/** What is wrong with an answer, if anything. */
function faultOf(route: Route, answer: Answer, ms: number): string | undefined {
  const { status, body, headers } = answer;
  if (ms > LONGEST) return `took ${Math.round(ms)} ms`;
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

describe("fuzz", () => {
  const stray: string[] = [];
  const onStray = (reason: unknown) => void stray.push(String((reason as Error)?.stack ?? reason));
  let world: World;

  before(async () => {
    world = await aWorld();
    process.on("unhandledRejection", onStray);
  });
  after(async () => {
    process.off("unhandledRejection", onStray);
    await world.stop();
  });

  it(`finds no fault in ${CASES} calls (COURTYARD_FUZZ_SEED=${SEED})`, async function () {
    this.timeout(0);
    const routes = world.server.app.http.routes;
    const cases = fc.sample(casesOf(routes), { numRuns: CASES, seed: SEED });
    const faults = new Map<string, string>();
    const tally = new Map<number, number>();
    let pool = await poolOf(world);
    for (const [at, made] of cases.entries()) {
      if (at % 100 === 99) {
        if (!(await isWell(world))) await world.renew().catch(() => {});
        if (!(await isWell(world))) {
          await world.stop();
          world = await aWorld();
        }
        pool = await poolOf(world);
      }
      const route = world.server.app.http.routes[made.route] as Route;
      const call = await callOf(world, route, made, pool);
      const { url, token } = world.cast[made.role];
      const start = performance.now();
      const address = { "X-Forwarded-For": `10.9.${(at >> 8) & 255}.${at & 255}` };
      const answer = await new Person(url, token)
        .send(call.method, call.path, call.body, { ...address, ...call.headers })
        .catch((error: Error) => ({ status: 599, headers: new Headers(), body: String(error.cause ?? error) }));
      const fault = faultOf(route, answer, performance.now() - start);
      tally.set(answer.status, (tally.get(answer.status) ?? 0) + 1);
      if (fault && faults.size < 30) {
        const sent = `case ${at} as ${made.role}: ${call.method} ${call.path} ${typeof call.body === "string" ? call.body.slice(0, 500) : "(form)"}`;
        faults.set(`${nameOf(route)} ${fault}`, `${sent} -> ${JSON.stringify(answer.body)?.slice(0, 300)}`);
      }
      await call.after?.().catch(() => {});
      // A busy server would refuse much of what is to be tried.
      world.server.app.platform.busy.clear();
      // Its session may have been ended, as it should.
      if (answer.status === 401) await world.renew().catch(() => {});
    }
    console.log(
      `      answers: ${[...tally]
        .sort(([a], [b]) => a - b)
        .map(([status, n]) => `${n}x ${status}`)
        .join(", ")}`,
    );
    assert.deepEqual(
      [...faults].map((fault) => fault.join("\n  ")),
      [],
      `seed ${SEED}`,
    );
    assert.deepEqual(stray, [], "rejections that nobody handled");
  });
});
