import type { JSX } from "preact";
import type { Theme } from "../../../shared/lib/theme.js";
import { IconMonitor, IconMoon, IconSun } from "../../../shared/ui/icons.js";
import { preference, setPreferences, use24Hours } from "../preferences/store.js";
import { chooseTheme, theme } from "../preferences/theme.js";
import { nameFormat } from "../users/store.js";

const set = (name: string, value: string) => void setPreferences([{ category: "display_settings", name, value }]);

const THEMES: ReadonlyArray<[Theme, string, JSX.Element]> = [
  ["system", "System", <IconMonitor />],
  ["light", "Light", <IconSun />],
  ["dark", "Dark", <IconMoon />],
];

const NAMES = [
  ["full_name", "First and last name"],
  ["nickname_full_name", "Nickname, or else first and last name"],
  ["username", "User name"],
] as const;

export function DisplaySettings(): JSX.Element {
  const compact = preference("display_settings", "message_display") === "compact";
  return (
    <>
      <fieldset class="settings__group">
        <legend>Colours</legend>
        <div class="option-cards option-cards--three">
          {THEMES.map(([value, label, icon]) => (
            <label key={value} class="option-card">
              <input type="radio" name="theme" checked={theme.value === value} onChange={() => chooseTheme(value)} />
              {icon}
              <span>{label}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="settings__group">
        <legend>Clock</legend>
        <div>
          <label class="choice">
            <input
              type="radio"
              name="clock"
              checked={use24Hours.value}
              onChange={() => set("use_military_time", "true")}
            />
            24 hours, 16:30
          </label>
          <label class="choice">
            <input
              type="radio"
              name="clock"
              checked={!use24Hours.value}
              onChange={() => set("use_military_time", "false")}
            />
            12 hours, 4:30 PM
          </label>
        </div>
      </fieldset>
      <fieldset class="settings__group">
        <legend>Names</legend>
        <div>
          {NAMES.map(([value, label]) => (
            <label key={value} class="choice">
              <input
                type="radio"
                name="names"
                checked={nameFormat.value === value}
                onChange={() => set("name_format", value)}
              />
              {label}
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="settings__group">
        <legend>Messages</legend>
        <div>
          <label class="choice">
            <input type="radio" name="density" checked={!compact} onChange={() => set("message_display", "clean")} />
            Roomy, with pictures
          </label>
          <label class="choice">
            <input type="radio" name="density" checked={compact} onChange={() => set("message_display", "compact")} />
            Compact
          </label>
        </div>
      </fieldset>
    </>
  );
}
