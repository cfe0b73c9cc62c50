import { deviceTheme, isTheme, type Theme } from "../../../shared/lib/theme.js";
import { preference, setPreferences } from "./store.js";

const device = deviceTheme("courtyard.theme");

export const theme = device.theme;
export const startTheme = device.start;

export function chooseTheme(choice: Theme): void {
  device.choose(choice);
  void setPreferences([{ category: "display_settings", name: "courtyard_theme", value: choice }]);
}

/** Takes over the choice made on another device. */
export function followSavedTheme(): void {
  const saved = preference("display_settings", "courtyard_theme");
  if (isTheme(saved)) device.choose(saved);
}
