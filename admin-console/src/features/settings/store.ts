import { signal } from "@preact/signals";
import type * as api from "../../../../core/api/config.js";
import type { ReplyOf } from "../../../../core/api/endpoint.js";
import { call, statusOf } from "../../lib/client.js";

export type Settings = ReplyOf<typeof api.listSettings>;

/** Every setting the person may read, and the version they were read at. */
export const settingsState = signal<Settings | undefined>(undefined);
/** Why they could not be read, or ''. */
export const settingsError = signal("");
/** Values that were edited and not saved, by path; null = back to the default. They outlive a visit to another page. */
export const drafts = signal<ReadonlyMap<string, unknown>>(new Map());

export async function loadSettings(): Promise<void> {
  try {
    settingsState.value = await call<typeof api.listSettings>("GET", "/api/v4/courtyard/config/settings");
    settingsError.value = "";
  } catch (error) {
    // Somebody who may only see people, say, has no settings; that is no error.
    settingsError.value = statusOf(error) === 403 ? "" : (error as Error).message;
  }
}

export function edit(path: string, value: unknown): void {
  const next = new Map(drafts.value);
  if (value === undefined) next.delete(path);
  else next.set(path, value);
  drafts.value = next;
}

/** Saves the drafts of these paths. @throws CallError; 409 when somebody else saved in between */
export async function save(paths: readonly string[], comment: string): Promise<number> {
  const changes = Object.fromEntries(paths.map((path) => [path, drafts.value.get(path)]));
  const version = settingsState.value?.version ?? "";
  const { changed } = await call<typeof api.changeSettings>("PUT", "/api/v4/courtyard/config", {
    body: { version, changes, comment },
  });
  discard(paths);
  await loadSettings();
  return changed.length;
}

export function discard(paths: readonly string[]): void {
  const next = new Map(drafts.value);
  for (const path of paths) next.delete(path);
  drafts.value = next;
}

addEventListener("beforeunload", (event) => {
  if (drafts.value.size > 0) event.preventDefault();
});
