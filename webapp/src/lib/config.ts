import type { ClientConfig, ClientLicense } from "@mattermost/types/config";
import { computed, signal } from "@preact/signals";
import { client } from "./client.js";

type Values = Record<string, string | undefined>;

/** The server's settings for clients: strings only. Reduced before sign-in, full after. */
export const config = signal<Values>({});
export const license = signal<Values>({ IsLicensed: "false" });

export const siteName = computed(() => config.value["SiteName"] || "Courtyard");

export async function loadConfig(): Promise<void> {
  config.value = (await client.getClientConfig()) as unknown as Values;
}

export async function loadLicense(): Promise<void> {
  license.value = (await client.getClientLicenseOld()) as unknown as Values;
}

export function receiveConfig(next: ClientConfig): void {
  config.value = next as unknown as Values;
}

export function receiveLicense(next: ClientLicense): void {
  license.value = next as unknown as Values;
}

/** A setting that is "true". Followed. */
export function configFlag(name: string): boolean {
  return config.value[name] === "true";
}

/** A number setting, or the fallback. Followed. */
export function configNumber(name: string, fallback: number): number {
  const value = Number.parseInt(config.value[name] ?? "", 10);
  return Number.isFinite(value) ? value : fallback;
}
