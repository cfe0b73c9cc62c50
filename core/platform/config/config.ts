import { StartupError } from "../startup-error.js";
import { environmentName, fromEnvironment, invalid, pathOf, type Setting } from "./setting.js";

/** Sections of settings as they are stored: only what somebody chose. Sections nobody declares are kept verbatim. */
export type StoredConfig = Record<string, Record<string, unknown>>;

/** Where the value in force comes from. */
export type Source = "default" | "console" | "environment";

/** The settings in force: the environment wins over what is stored, which wins over the defaults. */
export class Config {
  readonly #settings = new Map<string, Setting>();
  readonly #environment = new Map<string, unknown>();
  readonly #listeners = new Set<() => void>();
  #stored: StoredConfig = {};

  readonly #variables: NodeJS.ProcessEnv;

  /** @throws StartupError when a variable of the environment has a value its setting cannot take. */
  constructor(settings: readonly Setting[], environment: NodeJS.ProcessEnv = {}) {
    this.#variables = environment;
    this.declare(settings);
  }

  /**
   * Adds settings; returns the function that takes them away again, which leaves their stored values alone.
   * @throws StartupError when a variable of the environment has a value its setting cannot take; nothing is added then.
   */
  declare(settings: readonly Setting[]): () => void {
    const paths = settings.map((setting) => pathOf(setting));
    const twice = paths.find((path, at) => this.#settings.has(path) || paths.indexOf(path) !== at);
    if (twice) throw new Error(`The setting ${twice} is declared twice.`);
    const chosen = settings.map((setting) => this.#fromEnvironment(setting));
    for (const [at, setting] of settings.entries()) {
      this.#settings.set(paths[at]!, setting);
      if (chosen[at] !== undefined) this.#environment.set(paths[at]!, chosen[at]);
    }
    return () => {
      for (const path of paths) {
        this.#settings.delete(path);
        this.#environment.delete(path);
      }
    };
  }

  #fromEnvironment(setting: Setting): unknown {
    const raw = this.#variables[environmentName(setting)];
    if (raw === undefined) return undefined;
    try {
      return fromEnvironment(setting, raw);
    } catch (error) {
      throw new StartupError(`${(error as Error).message}. Correct or remove that variable.`);
    }
  }

  /** All declared settings. */
  get settings(): readonly Setting[] {
    return [...this.#settings.values()];
  }

  /** The value in force. */
  get<T>(setting: Setting<T>): T {
    const path = pathOf(setting as Setting);
    if (this.#environment.has(path)) return this.#environment.get(path) as T;
    const stored = this.#stored[setting.section]?.[setting.key];
    return stored !== undefined && !invalid(setting as Setting, stored) ? (stored as T) : setting.default;
  }

  sourceOf(setting: Setting): Source {
    if (this.#environment.has(pathOf(setting))) return "environment";
    return this.#stored[setting.section]?.[setting.key] !== undefined ? "console" : "default";
  }

  get stored(): StoredConfig {
    return this.#stored;
  }

  /** Puts a stored state in force and tells the listeners. */
  replace(stored: StoredConfig): void {
    this.#stored = stored;
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after every change; returns the function that stops it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What clients may know, as texts by key. */
  forClients(signedIn: boolean): Record<string, string> {
    const values: Record<string, string> = {};
    for (const setting of this.#settings.values()) {
      if (!setting.client || setting.secret || (setting.client === "members" && !signedIn)) continue;
      const value = this.get(setting);
      values[setting.as ?? setting.key] = Array.isArray(value) ? value.join(" ") : String(value);
    }
    return values;
  }
}
