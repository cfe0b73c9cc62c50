import { AppError } from "../platform/app-error.js";
import type { AnyCall } from "../platform/http/call.js";
import type { Guard } from "../platform/http/guards.js";
import type { Route } from "../platform/http/route.js";
import type { HttpServer } from "../platform/http/server.js";

const closed = () => new AppError("api.license_error");

interface Slot {
  route: Route | undefined;
  readonly guards: string;
  readonly payload: Route["options"]["payload"];
}

const guardsOf = (route: Route) => JSON.stringify(route.guards.map(({ words, session }) => [words, session]));

/**
 * The endpoints of capabilities. The HTTP server can add routes while it runs but not remove them, so each is added
 * once and answers 501 while nobody stands behind it.
 */
export class Gate {
  readonly #slots = new Map<string, Slot>();

  constructor(readonly http: Pick<HttpServer, "add" | "hapi">) {}

  /** Answers 501 below these paths (`/api/v4/ldap/{rest*}`) until a capability opens a route there. */
  fence(paths: readonly string[]): void {
    const handler = () => {
      throw closed();
    };
    for (const path of paths) {
      this.http.hapi.route({ method: "GET", path, handler });
      this.http.hapi.route({
        method: ["POST", "PUT", "PATCH", "DELETE"],
        path,
        handler,
        options: { payload: { parse: false, output: "stream" } },
      });
    }
  }

  /** Puts a route into its place; returns the function that closes it. @throws Error when the place is taken */
  open(route: Route): () => void {
    const key = `${route.endpoint.method} ${route.endpoint.path}`;
    const slot = this.#slots.get(key);
    if (slot?.route) throw new Error(`The route ${key} is there already.`);
    // What was said of a route when it was added must stay true, because that is what its documentation says.
    const changed = slot && (slot.guards !== guardsOf(route) || slot.payload !== route.options.payload);
    if (changed) throw new Error(`The route ${key} has other guards than before; it can change at a restart only.`);
    if (slot) slot.route = route;
    else this.#add(key, route);
    return () => {
      const current = this.#slots.get(key);
      if (current?.route === route) current.route = undefined;
    };
  }

  #add(key: string, route: Route) {
    const slot: Slot = { route, guards: guardsOf(route), payload: route.options.payload };
    const isOpen = () => {
      if (!slot.route) throw closed();
    };
    const gate: Guard = { words: "while the capability is active", session: false, check: isOpen };
    const handler = (call: AnyCall) => {
      if (!slot.route) throw closed();
      return slot.route.handler(call);
    };
    // The guards and the handler of the newest `up`: those of an older one know only what is gone.
    const guards = route.guards.map(
      ({ words, session }, at): Guard => ({
        words,
        session,
        check(call) {
          const guard = slot.route?.guards[at];
          if (!guard) throw closed();
          return guard.check(call);
        },
      }),
    );
    this.http.add({ ...route, guards: [gate, ...guards], handler, closed: isOpen });
    this.#slots.set(key, slot);
  }
}
