import type { Setting } from "../platform/config/setting.js";
import type { DomainEvents } from "../platform/events.js";
import type { Route } from "../platform/http/route.js";
import type { JobHandler, JobOptions, JobType } from "../platform/jobs/index.js";
import type { Platform } from "../platform/platform.js";
import type { Port } from "./ports.js";

/**
 * Version of everything in this file. It is raised when a module made for the one before could no longer work; such a
 * module is refused before any of its code runs.
 */
export const CORE_API = 1;

/** The features a capability may use, by name; `core/features/services.ts` says which. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the features
export interface Services {}

/** What the licensed module, `enterprise/index.ts`, exports as `edition`. */
export interface EditionModule {
  /** The CORE_API the module was written for, as a number of its own: not the constant imported from here. */
  readonly coreApi: number;
  /** By the names in `features.ts`. */
  readonly capabilities: Readonly<Record<string, Capability>>;
}

/** One part of the Enterprise Edition. It comes and goes while the server runs, any number of times. */
export interface Capability {
  /**
   * Hands everything the capability gives to the host. It has a few seconds and waits for nothing outside this
   * server: a directory or cluster that is away must not keep the capability down. What it gave before it threw is
   * taken back.
   */
  up(host: Host): void | Promise<void>;
  /** Ends what the host knows nothing of (connections, timers). Everything given to the host is taken back already. */
  down?(): void | Promise<void>;
  /** What people would notice if the capability went down now; called only while it is up. */
  impact?(): Promise<ImpactSection[]>;
}

/** Where a capability hands in what it gives. The host remembers it, so that it can be taken back without help. */
export interface Host {
  /** As every feature has it; `log` marks entries with the name of the capability. */
  readonly platform: Platform;
  readonly services: Services;
  /** Aborted when the capability goes down. */
  readonly signal: AbortSignal;
  /** Takes the place of the community implementation of a port, or joins the others of a port that takes many. */
  provide<T>(port: Port<T>, implementation: T): void;
  /** Answers an endpoint, behind its guards; 501 while the capability is down. */
  route(route: Route): void;
  /** Declares settings. Their stored values were kept all the time and are in force again. */
  settings(settings: readonly Setting[]): void;
  /**
   * Adds a type of background job, such as `ldap_sync`: `options.schedule` says when it runs by itself, and what is
   * answered can put one in the queue. Jobs that wait when the capability goes down wait until it is up again.
   */
  job<Data extends object = Record<string, never>>(
    type: string,
    options: JobOptions,
    handler: JobHandler<Data>,
  ): JobType<Data>;
  /** Listens to events of features. */
  subscribe<N extends keyof DomainEvents>(name: N, listener: (event: DomainEvents[N]) => void): void;
  /** Adds a page to the admin console. */
  consolePage(page: ConsolePage): void;
  /** Calls back when the capability goes down, for what has no place in the other calls. */
  onDown(release: () => void): void;
}

/** A page of the admin console that the console draws from settings, or from a view it knows by name. */
export interface ConsolePage {
  /** In addresses, such as `ldap`. */
  readonly id: string;
  readonly title: string;
  /** The group of the navigation it stands in, such as `authentication`. */
  readonly group: string;
  /** Sections of settings shown as a form. */
  readonly sections?: readonly string[];
  /** Path prefix of the endpoints its own view calls. */
  readonly api?: string;
}

/** A part of the report about what a switch of editions means. */
export interface ImpactSection {
  readonly kind: "sign_in" | "jobs" | "policies" | "settings" | "integrations" | "seats" | "features" | "data";
  readonly capability: string;
  /** One line: what happens. */
  readonly title: string;
  /** What can be done about it, or '' when nothing need be done. */
  readonly advice: string;
  /** How many things are meant; `items` may name fewer. */
  readonly count: number;
  readonly items: readonly ImpactItem[];
}

export interface ImpactItem {
  readonly id?: string;
  readonly name: string;
  readonly detail?: string;
  /** Milliseconds since 1970: the last sign-in of a person, the next run of a job. */
  readonly at?: number;
}
