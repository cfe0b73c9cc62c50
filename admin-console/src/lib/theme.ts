import { signal } from "@preact/signals";
import { deviceTheme, type Theme } from "../../../webapp/shared/lib/theme.js";

const device = deviceTheme("courtyard.console.theme");

export const theme = device.theme;
/** Counts up when colours change, for what is drawn and not styled. */
export const repaint = signal(0);

/** Puts the chosen theme in force and follows the system. Called once. */
export function startTheme(): void {
  device.start();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => repaint.value++);
}

export function setTheme(value: Theme): void {
  device.choose(value);
  repaint.value++;
}
