import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "courtyard.console.theme";
const stored = (): Theme => {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
};

/** Light, dark, or as the system has it. */
export const theme = signal<Theme>("system");
/** Counts up when colours change, for what is drawn and not styled. */
export const repaint = signal(0);

function apply(value: Theme): void {
  if (value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = value;
  repaint.value++;
}

/** Puts the chosen theme in force and follows the system. Called once. */
export function startTheme(): void {
  theme.value = stored();
  apply(theme.value);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaint.value++);
}

export function setTheme(value: Theme): void {
  theme.value = value;
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // It then lasts until the page is closed.
  }
  apply(value);
}
