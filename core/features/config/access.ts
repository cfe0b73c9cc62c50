import type { Setting } from "../../platform/config/setting.js";
import type { Caller } from "../../platform/http/caller.js";
import { pageOfSetting, settingsPages } from "./pages.js";

/** What a caller may do with settings, asked path by path: the right to one page never opens another. */
export interface Access {
  reads(setting: Setting): boolean;
  writes(setting: Setting): boolean;
  /** Sections and keys nobody declares: what they mean is not known, so only who may do everything touches them. */
  readonly unknown: boolean;
}

/** For the server itself and its command line. */
export const fullAccess: Access = { reads: () => true, writes: () => true, unknown: true };

export function accessOf(caller: Caller): Access {
  const can = (permission: string) => caller.permissions.has(permission);
  const all = can("manage_system");
  const writes = (setting: Setting) => all || can(`sysconsole_write_${pageOfSetting(setting)}`);
  return {
    writes,
    reads: (setting) => writes(setting) || can(`sysconsole_read_${pageOfSetting(setting)}`),
    unknown: all,
  };
}

/** The permissions of which one opens some page of settings. */
export const anyPage: readonly string[] = settingsPages.flatMap(({ id }) => [
  `sysconsole_read_${id}`,
  `sysconsole_write_${id}`,
]);
