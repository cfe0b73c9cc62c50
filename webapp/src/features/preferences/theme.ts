import { effect, signal } from "@preact/signals";
import { preference, setPreferences } from "./store.js";

export type ThemeChoice = "system" | "light" | "dark";
const STORED = "courtyard.theme";

function stored(): ThemeChoice {
  try {
    const value = localStorage.getItem(STORED);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
}

/** What the person chose; kept on this device so that the first paint is right. */
export const theme = signal<ThemeChoice>("system");

/** Puts the choice on the page. Called before the first drawing. */
export function startTheme(): void {
  theme.value = stored();
  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme.value;
  });
}

export function chooseTheme(choice: ThemeChoice): void {
  theme.value = choice;
  try {
    localStorage.setItem(STORED, choice);
  } catch {
    // The choice then lasts until the page is closed.
  }
  void setPreferences([{ category: "display_settings", name: "courtyard_theme", value: choice }]);
}

/** Takes over the choice made on another device. */
export function followSavedTheme(): void {
  const saved = preference("display_settings", "courtyard_theme");
  if (saved !== "light" && saved !== "dark" && saved !== "system") return;
  theme.value = saved;
  try {
    localStorage.setItem(STORED, saved);
  } catch {
    // See chooseTheme.
  }
}
