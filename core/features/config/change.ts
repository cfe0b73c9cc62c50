import { isDeepStrictEqual } from "node:util";
import { AppError, badBody, forbidden } from "../../platform/app-error.js";
import type { Config, StoredConfig } from "../../platform/config/config.js";
import { environmentName, invalid, pathOf, type Setting } from "../../platform/config/setting.js";
import type { Access } from "./access.js";

/** Stands for a secret in every answer; written back it means "as it is". */
export const MASK = "*".repeat(32);

/** New values by path; undefined = back to the default. */
export type Changes = ReadonlyMap<string, unknown>;

export interface Plan {
  readonly next: StoredConfig;
  /** Paths whose stored value is another, sorted. */
  readonly changed: readonly string[];
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,63}$/;
/** Values of settings that are not declared now are treated as secrets by their names. */
export const soundsSecret = (path: string) =>
  /password|passphrase|secret|token|salt|key|credential|datasource|private|bind/i.test(path.split(".")[1] ?? "");

/** Reads sections as clients send them. A value null means "not given": some clients send it for all they do not know. */
export function changesIn(body: Record<string, unknown>): Map<string, unknown> {
  const changes = new Map<string, unknown>();
  for (const [section, values] of Object.entries(body)) {
    if (values === null) continue;
    if (!NAME.test(section) || typeof values !== "object" || Array.isArray(values)) throw badBody(section.slice(0, 64));
    for (const [key, value] of Object.entries(values as object)) {
      if (!NAME.test(key)) throw badBody(`${section}.${key.slice(0, 64)}`);
      if (value !== null) changes.set(`${section}.${key}`, value);
    }
  }
  return changes;
}

export function storedAt(stored: StoredConfig, path: string): unknown {
  const [section = "", key = ""] = path.split(".");
  if (!Object.hasOwn(stored, section)) return undefined;
  const values = stored[section] as Record<string, unknown>;
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

/** The value that would be in force if this were stored. */
export function inForce(config: Config, stored: StoredConfig, setting: Setting): unknown {
  if (config.sourceOf(setting) === "environment") return config.get(setting);
  const value = storedAt(stored, pathOf(setting));
  return value !== undefined && !invalid(setting, value) ? value : setting.default;
}

export const secretsOf = (setting: Setting) => (setting.forgets ?? []).map((key) => `${setting.section}.${key}`);

/**
 * What is stored after the changes. A changed host loses the secrets that were meant for the other one, unless new ones
 * come with it. @throws AppError 400 that names the path; 403 for a path the caller may not write
 */
export function plan(config: Config, stored: StoredConfig, changes: Changes, access: Access): Plan {
  const declared = new Map(config.settings.map((setting) => [pathOf(setting), setting]));
  const values = new Map<string, unknown>();
  const forgotten = new Set<string>();
  for (const [path, value] of changes) {
    const setting = declared.get(path);
    if (!setting) {
      if (!access.unknown) throw forbidden();
      if (!(value === MASK && soundsSecret(path))) values.set(path, value);
      continue;
    }
    if (!isChange(config, stored, setting, value, access)) continue;
    values.set(path, value === undefined || isDeepStrictEqual(value, setting.default) ? undefined : value);
    for (const secret of secretsOf(setting)) forgotten.add(secret);
  }
  forget(config, stored, forgotten, declared, changes, values);
  return {
    next: apply(stored, values),
    changed: [...values.keys()].filter((path) => !isDeepStrictEqual(storedAt(stored, path), values.get(path))).sort(),
  };
}

/** Whether a value given for a declared setting is another one, and may be. */
function isChange(config: Config, stored: StoredConfig, setting: Setting, value: unknown, access: Access): boolean {
  const path = pathOf(setting);
  if (!access.reads(setting)) throw forbidden();
  if (setting.secret && value === MASK) return false;
  const asked = value === undefined ? setting.default : value;
  if (
    isDeepStrictEqual(asked, inForce(config, stored, setting)) &&
    (value !== undefined || storedAt(stored, path) === undefined)
  )
    return false;
  if (!access.writes(setting)) throw forbidden();
  if (config.sourceOf(setting) === "environment") throw environmentRules(setting);
  const reason = value === undefined ? undefined : invalid(setting, value);
  if (reason) throw new AppError("api.config.update_config.invalid.app_error", { path, reason });
  return true;
}

const environmentRules = (setting: Setting) =>
  new AppError("api.config.update_config.environment.app_error", {
    path: pathOf(setting),
    variable: environmentName(setting),
  });

function forget(
  config: Config,
  stored: StoredConfig,
  forgotten: ReadonlySet<string>,
  declared: ReadonlyMap<string, Setting>,
  changes: Changes,
  values: Map<string, unknown>,
) {
  for (const path of forgotten) {
    const setting = declared.get(path);
    const given = changes.get(path);
    if (!setting || (given !== undefined && given !== MASK)) continue;
    if (inForce(config, stored, setting) === setting.default) continue;
    // It cannot be taken back from the environment, and the new host must not get it.
    if (config.sourceOf(setting) === "environment") throw environmentRules(setting);
    values.set(path, undefined);
  }
}

function apply(stored: StoredConfig, values: Changes): StoredConfig {
  const next = structuredClone(stored);
  for (const [path, value] of values) {
    const [section = "", key = ""] = path.split(".");
    if (value === undefined) {
      if (Object.hasOwn(next, section)) delete next[section]?.[key];
    } else {
      if (!Object.hasOwn(next, section)) next[section] = {};
      (next[section] as Record<string, unknown>)[key] = value;
    }
  }
  return Object.fromEntries(Object.entries(next).filter(([, section]) => Object.keys(section).length > 0));
}

export interface Difference {
  readonly path: string;
  /** As stored; undefined = the default. */
  readonly before: unknown;
  readonly after: unknown;
}

/** The paths in which two stored states differ, sorted. */
export function differences(before: StoredConfig, after: StoredConfig): Difference[] {
  const paths = new Set(
    [before, after].flatMap((state) =>
      Object.entries(state).flatMap(([section, values]) => Object.keys(values).map((key) => `${section}.${key}`)),
    ),
  );
  return [...paths]
    .sort()
    .map((path) => ({ path, before: storedAt(before, path), after: storedAt(after, path) }))
    .filter(({ before: old, after: now }) => !isDeepStrictEqual(old, now));
}
