import type { Route } from "../../../core/platform/http/route.js";
import { growing } from "../hostile.js";
import { nameOf, type Prepared, prepare } from "./calls.js";
import { Scene } from "./scene.js";
import type { World } from "./world.js";

/** Bytes of a text as JSON: what the largest body may have, less what else is in it. */
const LONG = 280_000;

/** Where a text stands in a body. */
export type Place = readonly (string | number)[];

/** A valid call of a route that takes JSON, and where its texts are. */
export interface TextCall {
  readonly name: string;
  readonly call: Prepared;
  readonly texts: readonly Place[];
}

function textsIn(value: unknown, place: Place = []): Place[] {
  if (typeof value === "string") return [place];
  if (!value || typeof value !== "object" || value instanceof FormData) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...place, key]));
}

/** The calls of every route that takes JSON, as an administrator. */
export async function textCalls(world: World): Promise<TextCall[]> {
  const made: TextCall[] = [];
  for (const route of world.server.app.http.routes as readonly Route[]) {
    if (!route.endpoint.body || route.options.payload) continue;
    const call = await prepare(route, new Scene(world, world.places.private, "systemAdmin", "own"));
    made.push({ name: nameOf(route), call, texts: textsIn(call.body) });
  }
  return made;
}

/** A copy of a body with something else at a place. */
export function replaced(body: unknown, [key, ...rest]: Place, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(body) ? [...body] : { ...(body as object) }) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

/** A hostile text as long as a body may be. */
export function longest(kind: string): string {
  const make = growing[kind] as (length: number) => string;
  const share = JSON.stringify(make(10_000)).length / 10_000;
  const bytes = Buffer.byteLength(JSON.stringify(make(10_000))) / 10_000;
  return make(Math.floor(LONG / Math.max(share, bytes)));
}
