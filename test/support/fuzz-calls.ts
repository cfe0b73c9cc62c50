import fc from "fast-check";
import type { Route } from "../../core/platform/http/route.js";
import { fill, like, pathWord, queryWords } from "./fuzz.js";
import { type Prepared, paramNames, prepare } from "./world/calls.js";
import { Scene } from "./world/scene.js";
import { places, type Role, type World } from "./world/world.js";

const CALLERS: Role[] = ["member", "outsider", "systemAdmin"];

/** One call, before ids are put in. */
export interface Case {
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

/** Bodies of a route that its schema says too little of, such as settings; undefined = those of its schema. */
export type BodyOf = (route: Route) => fc.Arbitrary<unknown> | undefined;

/** Calls of any of the routes. */
export function casesOf(routes: readonly Route[], bodyOf: BodyOf): fc.Arbitrary<Case> {
  return fc.nat(routes.length - 1).chain((route) => {
    const { endpoint, options } = routes[route] as Route;
    const body = bodyOf(routes[route] as Route) ?? (endpoint.body ? like(endpoint.body) : fc.jsonValue());
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
export async function poolOf({ server }: World): Promise<{ ids: string[]; names: string[] }> {
  const tables = ["users", "teams", "channels", "posts", "files", "sessions", "roles", "emoji", "uploads"];
  tables.push("groups", "directory_syncs");
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
export async function callOf(world: World, route: Route, made: Case, pool: Awaited<ReturnType<typeof poolOf>>) {
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
