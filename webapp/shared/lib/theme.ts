import { type ReadonlySignal, signal } from "@preact/signals";

/** Light, dark, or as the system has it. */
export type Theme = "system" | "light" | "dark";

export const isTheme = (value: unknown): value is Theme => value === "system" || value === "light" || value === "dark";

export interface DeviceTheme {
  readonly theme: ReadonlySignal<Theme>;
  /** Puts the choice on the page. Called before the first drawing. */
  start(): void;
  choose(theme: Theme): void;
}

/** What the person chose on this device, where it is kept as `key` so that the first paint is right. */
export function deviceTheme(key: string): DeviceTheme {
  const theme = signal<Theme>("system");
  const apply = (value: Theme) => {
    // First the page: whoever hears of the change may ask it for its colours.
    if (value === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = value;
    theme.value = value;
  };
  return {
    theme,
    start: () => apply(stored(key)),
    choose(value) {
      try {
        localStorage.setItem(key, value);
      } catch {
        // The choice then lasts until the page is closed.
      }
      apply(value);
    },
  };
}

function stored(key: string): Theme {
  try {
    const value = localStorage.getItem(key);
    return isTheme(value) ? value : "system";
  } catch {
    return "system";
  }
}
