/** Who sees a setting in `GET /config/client`: everybody, or those who are signed in. */
export type ClientVisibility = "everyone" | "members";

interface Common<T> {
  /** The value in force when nobody chose another. */
  readonly default: T;
  /** Short name for the administrator. */
  readonly title: string;
  /** What it does and how to choose, in one or two sentences. */
  readonly help: string;
  /** Given to clients, under its own key or under `as`. */
  readonly client?: ClientVisibility;
  readonly as?: string;
  /** Never answered, never logged; shown as stars. */
  readonly secret?: boolean;
  /** Takes effect at the next start only. */
  readonly restart?: boolean;
  /** Keys of the same section that hold secrets meant for the value of this setting: another host must not get them. */
  readonly forgets?: readonly string[];
  /** Page of the console, such as `environment_smtp`; left out where the table of pages names the path. */
  readonly page?: string;
}

export type SettingType =
  | { readonly type: "text"; readonly maxLength?: number; readonly pattern?: string; readonly multiline?: boolean }
  | { readonly type: "number"; readonly min?: number; readonly max?: number; readonly unit?: string }
  | { readonly type: "switch" }
  | { readonly type: "choice"; readonly choices: readonly string[] }
  | { readonly type: "list" };

/** One setting, declared once: storage, validation, environment name, form and documentation are derived from this. */
export type Setting<T = unknown> = Common<T> & SettingType & { readonly section: string; readonly key: string };

type Declared<T> = Common<T> & SettingType;
type Declaration = Declared<string> | Declared<number> | Declared<boolean> | Declared<string[]>;
type Value<D> = D extends Declared<infer T> ? T : never;

export const text = (
  o: Common<string> & { maxLength?: number; pattern?: string; multiline?: boolean },
): Declared<string> => ({ ...o, type: "text" });
export const number = (o: Common<number> & { min?: number; max?: number; unit?: string }): Declared<number> => ({
  ...o,
  type: "number",
});
export const toggle = (o: Common<boolean>): Declared<boolean> => ({ ...o, type: "switch" });
export const choice = <C extends string>(o: Common<C> & { choices: readonly C[] }): Declared<C> => ({
  ...o,
  type: "choice",
});
export const list = (o: Common<string[]>): Declared<string[]> => ({ ...o, type: "list" });

/** Declares the settings of one section; returns them by key, each knowing its path. */
export function section<D extends Record<string, Declaration>>(
  name: string,
  declarations: D,
): { readonly [K in keyof D]: Setting<Value<D[K]>> } {
  return Object.fromEntries(
    Object.entries(declarations).map(([key, declaration]) => [key, { ...declaration, section: name, key }]),
  ) as never;
}

/** `ServiceSettings.SiteURL`. */
export const pathOf = (setting: Setting<never> | Setting) => `${setting.section}.${setting.key}`;
/** `MM_SERVICESETTINGS_SITEURL`. */
export const environmentName = (setting: Setting<never> | Setting) =>
  `MM_${setting.section}_${setting.key}`.toUpperCase();

/** Checks a value against its setting; returns what is wrong with it in words, or undefined. */
export function invalid(setting: Setting, value: unknown): string | undefined {
  switch (setting.type) {
    case "text":
      if (typeof value !== "string") return "must be a text";
      if (value.length > (setting.maxLength ?? 4096))
        return `must have at most ${setting.maxLength ?? 4096} characters`;
      if (setting.pattern && value !== "" && !new RegExp(setting.pattern, "u").test(value))
        return "does not have the right form";
      return;
    case "number":
      if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
      if (setting.min !== undefined && value < setting.min) return `must be at least ${setting.min}`;
      if (setting.max !== undefined && value > setting.max) return `must be at most ${setting.max}`;
      return;
    case "switch":
      return typeof value === "boolean" ? undefined : "must be true or false";
    case "choice":
      return setting.choices.includes(value as string) ? undefined : `must be one of: ${setting.choices.join(", ")}`;
    case "list":
      return Array.isArray(value) && value.every((item) => typeof item === "string")
        ? undefined
        : "must be a list of texts";
  }
}

/** Reads a value from an environment variable. @throws Error that says what is wrong with it. */
export function fromEnvironment(setting: Setting, raw: string): unknown {
  const value =
    setting.type === "number"
      ? Number(raw)
      : setting.type === "switch"
        ? ({ true: true, "1": true, false: false, "0": false } as Record<string, boolean>)[raw.toLowerCase()]
        : setting.type === "list"
          ? raw.split(/[\s,]+/).filter(Boolean)
          : raw;
  const reason = raw === "" && setting.type === "number" ? "must be a number" : invalid(setting, value);
  if (reason) throw new Error(`${environmentName(setting)} ${reason}`);
  return value;
}
