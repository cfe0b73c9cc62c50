import type { KeyObject } from "node:crypto";
import type { Services } from "../edition/contract.js";
import { capabilities } from "../edition/features.js";
import { Gate } from "../edition/gate.js";
import { Licensing } from "../edition/license.js";
import type { ModulePlace } from "../edition/module.js";
import { seats } from "../edition/ports/seats.js";
import type { Ports } from "../edition/ports.js";
import { Registry } from "../edition/registry.js";
import type { HttpServer } from "../platform/http/server.js";
import type { Platform } from "../platform/platform.js";
import "../features/services.js";

export interface EditionOptions {
  /** Public keys that verify licences, by their short names. */
  readonly licenseKeys: ReadonlyMap<string, KeyObject>;
  /** Where the licensed module is, if this server has one. */
  readonly module?: ModulePlace;
  /** The clock licences are measured by; tests set it. */
  readonly now?: () => number;
}

/** The part of the server that goes from one edition to the other. */
export interface Editions {
  readonly licensing: Licensing;
  readonly registry: Registry;
  /** Raises what the licence allows, once the features are there for it. */
  start(services: Services): Promise<void>;
  stop(): Promise<void>;
}

/** Puts the editions together; nothing happens before `start`. */
export function composeEditions(platform: Platform, http: HttpServer, ports: Ports, options: EditionOptions): Editions {
  const { db, events, log } = platform;
  const services = {} as Services;
  const gate = new Gate(http);
  const registry = new Registry({ platform, services, ports, gate, jobs: new Map(), pages: new Map() }, options.module);
  const licensing = new Licensing({ db, events, log, registry, keys: options.licenseKeys, now: options.now });
  ports.base(seats, licensing);
  return {
    licensing,
    registry,
    async start(features) {
      Object.assign(services, features);
      gate.fence(capabilities.flatMap((feature) => feature.paths ?? []));
      await licensing.start();
    },
    stop: () => licensing.stop(),
  };
}
