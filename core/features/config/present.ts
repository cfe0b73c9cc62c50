import type { SettingInfo, SettingsPageInfo } from "../../api/config.js";
import type { Config } from "../../platform/config/config.js";
import { environmentName, pathOf, type Setting } from "../../platform/config/setting.js";
import type { Access } from "./access.js";
import { MASK, secretsOf, soundsSecret } from "./change.js";
import { pageOfSetting, settingsPages } from "./pages.js";

/** What may be shown of a value: stars for a secret that is set. */
export const masked = (secret: boolean, value: unknown) =>
  secret && value !== "" && value !== undefined && value !== null ? MASK : value;

type Sections = Record<string, Record<string, unknown>>;

function put(sections: Sections, section: string, key: string, value: unknown) {
  if (!Object.hasOwn(sections, section)) sections[section] = {};
  (sections[section] as Record<string, unknown>)[key] = value;
}

/** The settings in force a reader may see, in sections. */
export function fullConfig(
  config: Config,
  access: Access,
  leaveOut: { defaults?: boolean; masked?: boolean } = {},
): Sections {
  const sections: Sections = {};
  const declared = new Set<string>();
  const add = (section: string, key: string, secret: boolean, value: unknown) => {
    const shown = masked(secret, value);
    if (!(leaveOut.masked && shown === MASK)) put(sections, section, key, shown);
  };
  for (const setting of config.settings) {
    declared.add(pathOf(setting));
    if (!access.reads(setting) || (leaveOut.defaults && config.sourceOf(setting) === "default")) continue;
    add(setting.section, setting.key, setting.secret === true, config.get(setting));
  }
  if (!access.unknown) return sections;
  for (const [section, values] of Object.entries(config.stored)) {
    for (const [key, value] of Object.entries(values)) {
      const path = `${section}.${key}`;
      if (!declared.has(path)) add(section, key, soundsSecret(path), value);
    }
  }
  return sections;
}

/** Which of the settings a reader may see come from the environment. */
export function environmentConfig(config: Config, access: Access): Record<string, Record<string, boolean>> {
  const sections: Sections = {};
  for (const setting of config.settings) {
    if (access.reads(setting) && config.sourceOf(setting) === "environment")
      put(sections, setting.section, setting.key, true);
  }
  return sections as Record<string, Record<string, boolean>>;
}

function bounds(setting: Setting): Partial<SettingInfo> {
  switch (setting.type) {
    case "number":
      return { min: setting.min, max: setting.max, unit: setting.unit };
    case "text":
      return { maxLength: setting.maxLength, pattern: setting.pattern, multiline: setting.multiline };
    case "choice":
      return { choices: [...setting.choices] };
    default:
      return {};
  }
}

/** A setting as a form needs it. */
export function settingInfo(config: Config, access: Access, setting: Setting): SettingInfo {
  const source = config.sourceOf(setting);
  return {
    path: pathOf(setting),
    page: pageOfSetting(setting),
    type: setting.type,
    title: setting.title,
    help: setting.help,
    value: masked(setting.secret === true, config.get(setting)),
    default: masked(setting.secret === true, setting.default),
    source,
    variable: environmentName(setting),
    secret: setting.secret === true,
    restart: setting.restart === true,
    writable: source !== "environment" && access.writes(setting),
    forgets: secretsOf(setting),
    ...bounds(setting),
  };
}

/** The settings a reader may see, in the order of the pages, and the pages that have any. */
export function settingsFor(config: Config, access: Access): { pages: SettingsPageInfo[]; settings: SettingInfo[] } {
  const order = new Map(settingsPages.flatMap(({ paths }) => paths).map((path, at) => [path, at]));
  const rank = ({ path }: SettingInfo) => order.get(path) ?? order.size;
  const settings = config.settings
    .filter((setting) => access.reads(setting))
    .map((setting) => settingInfo(config, access, setting));
  settings.sort((a, b) => rank(a) - rank(b));
  const pages = settingsPages
    .map(({ id, group, title }) => {
      const own = settings.filter((setting) => setting.page === id);
      return { id, group, title, writable: own.some((setting) => setting.writable), count: own.length };
    })
    .filter((page) => page.count > 0)
    .map(({ count: _, ...page }) => page);
  return { pages, settings };
}
