import type { Route } from "../../../core/platform/http/route.js";
import type { Outgoing } from "../../../core/platform/realtime/index.js";
import { type Heard, Listener } from "../listener.js";
import { until } from "../until.js";
import { scripts } from "./audience-scripts.js";
import { prepare, send } from "./calls.js";
import { type Role, roles } from "./people.js";
import { Scene } from "./scene.js";
import type { PlaceName, World } from "./world.js";

/** Those of the cast who can have a socket. */
export const listeners = roles.filter((role) => role !== "anonymous" && role !== "expired");
export type ListenerRole = (typeof listeners)[number];

/** Something that makes events: a call, or one of `scripts`; where, and as whom. */
export interface Trigger {
  readonly call: string;
  /** `own`: in the private channel, under the caller's own name. */
  readonly place: PlaceName | "own";
  readonly by: Role;
}

/** One row of the table: an event a call makes, and who hears it. */
export interface AudienceRow extends Trigger {
  readonly event: string;
  readonly heard: ReadonlySet<Role>;
}

export const triggerOf = ({ call, place, by }: Trigger): string => `${call} (${place}, by ${by})`;

/** Reads the rows of the table. */
export function readAudiences(markdown: string): AudienceRow[] {
  return markdown
    .split("\n")
    .filter((line) => /^\| [a-z]+(_[a-z]+)* +\| /.test(line))
    .map((line) => {
      const [event = "", call = "", place = "", by = "", ...cells] = line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
      const heard = new Set<Role>(listeners.filter((_, at) => cells[at] === "yes"));
      return { event, call, place: place as Trigger["place"], by: by as Role, heard };
    });
}

/** A row as it stands in the table. */
export function writeAudience({ event, call, place, by, heard }: AudienceRow): string {
  const cells = listeners.map((role) => (heard.has(role) ? "yes" : "–").padEnd(4));
  const head = [event.padEnd(39), call.padEnd(74), place.padEnd(7), by.padEnd(12)];
  return `| ${[...head, ...cells].join(" | ")} |`;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Open sockets of the cast, and a record of all that is published. */
export class Ears {
  readonly published: Outgoing[] = [];
  readonly #open = new Map<Role, Listener>();

  constructor(readonly world: World) {
    const { hub } = world.server.app.platform;
    const publish = hub.publish.bind(hub);
    hub.publish = (outgoing) => {
      this.published.push(outgoing);
      publish(outgoing);
    };
  }

  /** Opens the sockets that are not open, and waits until nothing is on its way any more. */
  async ready(): Promise<void> {
    for (const role of listeners) {
      const listener = this.#open.get(role);
      if (listener && listener.closed === undefined) continue;
      if (listener) await this.world.renew();
      this.#open.set(role, await Listener.open(this.world.cast[role]));
    }
    await this.quiet([]);
    await Promise.all([...this.#open.values()].map((listener) => listener.forget()));
    this.published.length = 0;
  }

  /** Waits for events to be published, until no more come, and until they have arrived. */
  async quiet(expected: readonly string[], calm = 120): Promise<void> {
    const missing = () => expected.filter((name) => !this.published.some(({ event }) => event === name));
    // What never comes is missing in the table that is made of it.
    await until(() => missing().length === 0, "events", { every: 10 }).catch(() => {});
    for (let before = -1; before !== this.published.length; ) {
      before = this.published.length;
      await pause(calm);
      // On a slow machine what is under way takes longer, and so does this.
      for (let n = 0; n < 10; n++) await this.world.server.app.platform.db.ping();
    }
    await Promise.all([...this.#open.values()].filter(({ closed }) => !closed).map((listener) => listener.ask("ping")));
  }

  heardBy = (role: Role): readonly Heard[] => this.#open.get(role)?.heard ?? [];

  close(): void {
    for (const listener of this.#open.values()) listener.close();
  }
}

export interface Happened {
  readonly rows: AudienceRow[];
  /** Secrets in what somebody heard. */
  readonly leaks: string[];
  readonly status: number;
}

/** Does what makes events and listens who hears what. `expected` are the events to be waited for. */
export async function happens(
  ears: Ears,
  routes: ReadonlyMap<string, Route>,
  trigger: Trigger,
  expected: readonly string[],
  calm?: number,
): Promise<Happened> {
  const { world } = ears;
  const own = trigger.place === "own";
  const place = world.places[own ? "private" : (trigger.place as PlaceName)];
  const act = await ready(routes, trigger.call, new Scene(world, place, trigger.by, own ? "own" : "member"));
  await ears.ready();
  const status = await act.run();
  await ears.quiet(expected, calm);
  // Whether somebody is there is told whenever anybody does something; only calls about that are looked at for it.
  const names = [...new Set(ears.published.map(({ event }) => event))].filter(
    (event) => event !== "status_change" || trigger.call.includes("/status"),
  );
  const rows = names.map((event) => {
    const heard = listeners.filter((role) => ears.heardBy(role).some((one) => one.event === event));
    return { ...trigger, event, heard: new Set<Role>(heard) };
  });
  const leaks = listeners.flatMap((role) =>
    ears.heardBy(role).flatMap((one) => {
      const text = JSON.stringify(one);
      return world.secrets.leaks(role, text).map((found) => `${role}: ${found} in ${text}`);
    }),
  );
  await act.after?.();
  return { rows, leaks, status };
}

/** Prepares a call, or a script, so that only what it does itself is heard. */
async function ready(routes: ReadonlyMap<string, Route>, call: string, scene: Scene) {
  const script = scripts[call];
  if (script) {
    const act = await script(scene);
    const run = async () => {
      await act();
      return 200;
    };
    return { run, after: undefined };
  }
  const route = routes.get(call);
  if (!route) throw new Error(`There is no call ${call}, and no script of this name.`);
  const prepared = await prepare(route, scene);
  return { run: async () => (await send(prepared)).status, after: prepared.after };
}
