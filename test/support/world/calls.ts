import type { Route } from "../../../core/platform/http/route.js";
import { type Answer, Person } from "../people.js";
import { directorySamples } from "./samples-directory.js";
import { mailSamples } from "./samples-mail.js";
import { messageSamples } from "./samples-messages.js";
import { peopleSamples } from "./samples-people.js";
import { placeSamples } from "./samples-places.js";
import { systemSamples } from "./samples-system.js";
import type { Builder, Sample, Scene } from "./scene.js";
import type { PlaceName } from "./world.js";

/** How to call each route that needs more than ids of the world. */
export const samples: Record<string, Builder> = {
  ...peopleSamples,
  ...placeSamples,
  ...messageSamples,
  ...systemSamples,
  ...mailSamples,
  ...directorySamples,
};

/** `GET /users/{user_id}`: how a route is named in the tables of the tests. */
export const nameOf = ({ endpoint }: Pick<Route, "endpoint">): string =>
  `${endpoint.method} ${endpoint.path.replace("/api/v4", "")}`;

/** The names of the parameters in the path of a route, in their order. */
export const paramNames = (route: Pick<Route, "endpoint">) =>
  [...route.endpoint.path.matchAll(/\{(\w+)[*?]?\}/g)].map((match) => match[1] as string);

/** The kinds of channel in which a route is called: those whose ids lead into a channel are called in each. */
export function placesOf(route: Pick<Route, "endpoint">): readonly PlaceName[] {
  const leadsIn = paramNames(route).some((name) => ["channel_id", "post_id", "thread_id", "file_id"].includes(name));
  return leadsIn || inBody.has(nameOf(route)) ? ["private", "public", "direct"] : ["private"];
}

/** Routes that name the channel or the message in their body. */
const inBody = new Set([
  "POST /posts",
  "POST /notifications/ack",
  "POST /posts/ids",
  "POST /posts/ids/reactions",
  "POST /reactions",
  "POST /files",
  "POST /uploads",
  "POST /drafts",
  "POST /posts/schedule",
  "POST /users/{user_id}/typing",
  "POST /channels/members/{user_id}/view",
  "POST /channels/members/{user_id}/mark_read",
  "POST /channels/stats/member_count",
]);

/** Whether a route names a person and something else that may be hidden from them. */
export function hasOwnName(route: Pick<Route, "endpoint">): boolean {
  const names = paramNames(route);
  return (
    names.includes("user_id") &&
    (names.some((name) => name !== "user_id" && name.endsWith("_id")) || inBody.has(nameOf(route)))
  );
}

function defaults({ world, place, subject }: Scene): Record<string, string> {
  return {
    user_id: subject.id,
    username: subject.username,
    email: `${subject.username}@example.org`,
    team_id: world.team.id,
    team_name: world.team.name,
    invite_id: world.team.invite_id,
    channel_id: place.channel.id,
    channel_name: place.channel.name,
    post_id: place.post.id,
    thread_id: place.root.id,
    file_id: place.file.id,
    plugin_id: "com.example.plugin",
    emoji_id: world.emoji.id,
    emoji_name: world.emoji.name,
    role_name: "system_user",
    timestamp: "1",
  };
}

/** A call as it goes out. */
export interface Prepared {
  readonly method: string;
  readonly template: string;
  readonly params: Record<string, string>;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly caller: Person;
  readonly after: (() => Promise<unknown>) | undefined;
}

/** Makes a call of a route ready. @throws Error that says which sample is missing */
export async function prepare(route: Pick<Route, "endpoint">, scene: Scene): Promise<Prepared> {
  const name = nameOf(route);
  const builder = samples[name];
  const sample: Sample = builder ? await builder(scene) : {};
  const known = { ...defaults(scene), ...sample.params };
  const params: Record<string, string> = {};
  for (const param of paramNames(route)) {
    const value = known[param] ?? (await lookedUp(scene, param));
    if (value === undefined)
      throw new Error(`${name}: say what {${param}} is, in a builder of test/support/world/samples-*.ts.`);
    params[param] = value;
  }
  return {
    method: route.endpoint.method,
    template: route.endpoint.path,
    params,
    query: sample.query ?? {},
    body: route.endpoint.method === "GET" ? undefined : sample.body,
    caller: (scene.role === "member" && sample.owner) || scene.caller,
    after: sample.after,
  };
}

async function lookedUp({ cast }: Scene, param: string): Promise<string | undefined> {
  if (param !== "role_id") return undefined;
  return (await cast.systemAdmin.get<{ id: string }>("/roles/name/channel_guest")).id;
}

/** The address of a prepared call. */
export function addressOf({ template, params, query }: Pick<Prepared, "template" | "params" | "query">): string {
  const path = template.replace(/\{(\w+)[*?]?\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

let address = 0;
/** Each call comes from another address, so that limits for one address do not decide what is tested. */
const elsewhere = () => ({
  "X-Forwarded-For": `10.${(++address >> 16) & 255}.${(address >> 8) & 255}.${address & 255}`,
});

/** Sends a prepared call. */
export function send(call: Prepared): Promise<Answer> {
  const { method, caller } = call;
  return new Person(caller.url, caller.token).send(method, addressOf(call), call.body, elsewhere());
}
