import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Hub } from "./realtime/index.js";

let shared: Registry | undefined;

/** The figures of the process, watched once: what watches them ends with the process only, and would hold a server. */
function ofProcess(): Registry {
  if (!shared) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared, prefix: "courtyard_" });
  }
  return shared;
}

/** Figures of the server in the Prometheus format. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests = new Histogram({
    name: "courtyard_http_request_seconds",
    help: "Time to answer HTTP requests, by route, method and status.",
    labelNames: ["route", "method", "status"],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor() {
    ofProcess();
  }

  observe = (route: string, method: string, status: number, ms: number): void => {
    this.#requests.observe({ route, method, status: String(status) }, ms / 1000);
  };

  /** Adds a figure that is read when somebody asks. */
  gauge(name: string, help: string, read: () => number | Promise<number>): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await read());
      },
    });
  }

  watchHub(hub: Hub): void {
    for (const [key, help] of [
      ["connections", "Open WebSocket connections."],
      ["users", "People with at least one open connection."],
      ["queuedBytes", "Bytes of events that wait for slow connections."],
      ["delivered", "Events delivered since the start."],
      ["backlog", "Deliveries that wait for their turn."],
    ] as const) {
      this.gauge(
        `courtyard_websocket_${key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
        help,
        () => hub.stats()[key],
      );
    }
  }

  text = () => Registry.merge([ofProcess(), this.registry]).metrics();
}
