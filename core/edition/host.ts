import type { Setting } from "../platform/config/setting.js";
import type { DomainEvents } from "../platform/events.js";
import type { Route } from "../platform/http/route.js";
import type { EnqueueOptions, JobHandler, JobOptions, JobType } from "../platform/jobs/index.js";
import type { Platform } from "../platform/platform.js";
import type { ConsolePage, Host, Services } from "./contract.js";
import type { Gate } from "./gate.js";
import type { Port, Ports } from "./ports.js";

/** What hosts build on; one for all capabilities of a server. */
export interface Ground {
  readonly platform: Platform;
  readonly services: Services;
  readonly ports: Ports;
  readonly gate: Gate;
  /** Types of jobs capabilities have added. */
  readonly jobs: Map<string, { capability: string; options: JobOptions }>;
  /** Pages of the console that are there now. */
  readonly pages: Map<string, ConsolePage & { capability: string }>;
}

/** The host of one capability, from one `up` to the next `down`. */
export class CapabilityHost implements Host {
  readonly platform: Platform;
  readonly services: Services;
  readonly #ground: Ground;
  readonly #capability: string;
  readonly #taken: (() => void)[] = [];
  readonly #end = new AbortController();

  constructor(capability: string, ground: Ground) {
    this.#capability = capability;
    this.#ground = ground;
    this.services = ground.services;
    this.platform = { ...ground.platform, log: ground.platform.log.child({ capability }) };
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  provide<T>(port: Port<T>, implementation: T): void {
    this.#remember(() => this.#ground.ports.provide(port, implementation));
  }

  route(route: Route): void {
    this.#remember(() => this.#ground.gate.open(route));
  }

  settings(settings: readonly Setting[]): void {
    this.#remember(() => this.#ground.platform.config.declare(settings));
  }

  job<Data extends object = Record<string, never>>(
    type: string,
    options: JobOptions,
    handler: JobHandler<Data>,
  ): JobType<Data> {
    const { jobs } = this.#ground.platform;
    const defined = { type, enqueue: (data: Data, more?: EnqueueOptions) => jobs.enqueue(type, data, more) };
    this.#remember(() => {
      jobs.define(type, options, handler);
      this.#ground.jobs.set(type, { capability: this.#capability, options });
      return () => {
        this.#ground.jobs.delete(type);
        jobs.undefine(type);
      };
    });
    return defined;
  }

  subscribe<N extends keyof DomainEvents>(name: N, listener: (event: DomainEvents[N]) => void): void {
    this.#remember(() => this.#ground.platform.events.on(name, listener));
  }

  consolePage(page: ConsolePage): void {
    const { pages } = this.#ground;
    if (pages.has(page.id)) throw new Error(`There is a console page ${page.id} already.`);
    this.#remember(() => {
      pages.set(page.id, { ...page, capability: this.#capability });
      return () => pages.delete(page.id);
    });
  }

  onDown(release: () => void): void {
    this.#remember(() => release);
  }

  #remember(give: () => () => void): void {
    // An `up` that was given up on may still be running: what it hands in now must not stay.
    if (this.signal.aborted) throw new Error(`The capability ${this.#capability} is down.`);
    this.#taken.push(give());
  }

  /** Takes back everything, the last first. Returns what went wrong; nothing stops it. */
  takeBack(): unknown[] {
    const problems: unknown[] = [];
    this.#end.abort();
    for (const release of this.#taken.splice(0).reverse()) {
      try {
        release();
      } catch (error) {
        problems.push(error);
      }
    }
    return problems;
  }
}
