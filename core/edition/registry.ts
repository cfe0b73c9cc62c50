import { nextSlot } from "../platform/jobs/index.js";
import type { Capability, ConsolePage, EditionModule, ImpactSection } from "./contract.js";
import { CapabilityHost, type Ground } from "./host.js";
import { loadModule, ModuleError, type ModuleFault, type ModulePlace, namesIn, within } from "./module.js";

/** Time for loading the module and raising all its capabilities when the server starts, and later. */
const AT_START = 4_000;
const LATER = 15_000;
const DOWN = 5_000;

/** What became of a capability that the licence allows. */
export type CapabilityState = "active" | "absent" | "failed";

export interface ModuleState {
  readonly state: "not loaded" | "loaded" | ModuleFault;
  /** In words, when it cannot be used. */
  readonly reason: string;
}

export interface Applied {
  readonly raised: string[];
  readonly lowered: string[];
  /** Why something the licence allows is not active, by capability. */
  readonly failed: Record<string, string>;
}

/** Brings up what the licence allows and takes down what it does not, while the server runs. */
export class Registry {
  readonly #up = new Map<string, { capability: Capability; host: CapabilityHost }>();
  readonly #failed = new Map<string, { reason: string; state: CapabilityState }>();
  #module: EditionModule | undefined;
  #moduleState: ModuleState = { state: "not loaded", reason: "" };
  #turn: Promise<unknown> = Promise.resolve();
  #complained = "";
  #names: readonly string[] | undefined;

  constructor(
    readonly ground: Ground,
    readonly place: ModulePlace | undefined,
  ) {}

  get active(): string[] {
    return [...this.#up.keys()].sort();
  }

  get module(): ModuleState {
    return this.#moduleState;
  }

  get pages(): (ConsolePage & { capability: string })[] {
    return [...this.ground.pages.values()];
  }

  /** Those of some capabilities that this release contains, as far as that is known without running it. */
  async contains(names: readonly string[]): Promise<readonly string[]> {
    this.#names ??= this.#module ? Object.keys(this.#module.capabilities) : await namesIn(this.place);
    return names.filter((name) => this.#names?.includes(name) ?? true);
  }

  /** When the scheduled jobs of a capability run next (ms); those that run only on demand are left out. */
  plannedJobs(name: string, now = Date.now()): { type: string; title: string; next: number }[] {
    return [...this.ground.jobs].flatMap(([type, { capability, options }]) => {
      const schedule = capability === name ? options.schedule?.() : undefined;
      const next = schedule && nextSlot(schedule, now);
      return next ? [{ type, title: options.title, next }] : [];
    });
  }

  /** State and reason of a capability the licence allows; undefined when it was not asked for. */
  stateOf(name: string): { state: CapabilityState; reason: string } | undefined {
    return this.#up.has(name) ? { state: "active", reason: "" } : this.#failed.get(name);
  }

  /** Compares what is active with what is allowed and makes it so; calls wait for each other. Never throws. */
  apply(allowed: readonly string[], starting = false): Promise<Applied> {
    const turn = this.#turn.then(() => this.#apply(new Set(allowed), starting ? AT_START : LATER));
    this.#turn = turn;
    return turn;
  }

  /** What people would notice if these capabilities went down, in the capabilities' own words. */
  async impact(names: readonly string[]): Promise<ImpactSection[]> {
    const sections = names.map(async (name) => {
      try {
        return (await within(5_000, this.#up.get(name)?.capability.impact?.())) ?? [];
      } catch (error) {
        this.#warn(name, "its part of the report failed", error);
        return [];
      }
    });
    return (await Promise.all(sections)).flat();
  }

  async #apply(allowed: ReadonlySet<string>, limit: number): Promise<Applied> {
    const deadline = performance.now() + limit;
    const lowered = this.active.filter((name) => !allowed.has(name));
    for (const name of lowered) await this.#lower(name);
    const missing = [...allowed].filter((name) => !this.#up.has(name));
    this.#failed.clear();
    const raised: string[] = [];
    const module = missing.length > 0 ? await this.#load(limit) : undefined;
    if (module) {
      const left = Math.max(500, deadline - performance.now());
      await Promise.all(missing.map(async (name) => (await this.#raise(name, module, left)) && raised.push(name)));
    } else {
      for (const name of missing) this.#failed.set(name, { state: "failed", reason: this.#moduleState.reason });
    }
    if (missing.length === 0) this.#complained = "";
    return {
      raised: raised.sort(),
      lowered,
      failed: Object.fromEntries([...this.#failed].map(([name, { reason }]) => [name, reason])),
    };
  }

  async #load(limit: number): Promise<EditionModule | undefined> {
    if (this.#module) return this.#module;
    try {
      this.#module = await loadModule(this.place, limit);
      this.#moduleState = { state: "loaded", reason: "" };
    } catch (error) {
      const fault = error instanceof ModuleError ? error.fault : "failed";
      const reason =
        fault === "slow" ? "The module of the Enterprise Edition did not load in time." : (error as Error).message;
      this.#moduleState = { state: fault, reason };
      // Once, not at every try.
      if (this.#complained !== reason)
        this.ground.platform.log.error(
          { fault, reason },
          "running as Team Edition: the licensed module cannot be used",
        );
      this.#complained = reason;
    }
    return this.#module;
  }

  async #raise(name: string, module: EditionModule, limit: number): Promise<boolean> {
    const capability = Object.hasOwn(module.capabilities, name) ? module.capabilities[name] : undefined;
    if (!capability) {
      this.#failed.set(name, { state: "absent", reason: "This release does not contain it." });
      return false;
    }
    const host = new CapabilityHost(name, this.ground);
    try {
      await within(
        limit,
        Promise.resolve().then(() => capability.up(host)),
      );
      this.#up.set(name, { capability, host });
      return true;
    } catch (error) {
      for (const problem of host.takeBack()) this.#warn(name, "something could not be taken back", problem);
      this.#failed.set(name, { state: "failed", reason: (error as Error)?.message ?? String(error) });
      this.#warn(name, "a capability did not come up", error);
      return false;
    }
  }

  async #lower(name: string): Promise<void> {
    const found = this.#up.get(name);
    this.#up.delete(name);
    for (const problem of found?.host.takeBack() ?? []) this.#warn(name, "something could not be taken back", problem);
    try {
      await within(
        DOWN,
        Promise.resolve().then(() => found?.capability.down?.()),
      );
    } catch (error) {
      this.#warn(name, "a capability did not go down in order", error);
    }
  }

  #warn(capability: string, message: string, error: unknown) {
    this.ground.platform.log.error({ capability, reason: (error as Error)?.message ?? String(error) }, message);
  }
}
