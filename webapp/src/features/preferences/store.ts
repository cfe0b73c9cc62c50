import type { PreferenceType } from "@mattermost/types/preferences";
import { batch, computed, effect } from "@preact/signals";
import { toast } from "../../../shared/lib/toast.js";
import { client, errorText } from "../../lib/client.js";
import { config } from "../../lib/config.js";
import { SignalMap } from "../../lib/signal-map.js";
import { myId, type NameFormat, nameFormat } from "../users/store.js";

const preferences = new SignalMap<string>();
const key = (category: string, name: string) => `${category}\n${name}`;

export function receivePreferences(list: readonly PreferenceType[]): void {
  batch(() => {
    for (const one of list) preferences.set(key(one.category, one.name), one.value);
  });
}

export function receiveDeletedPreferences(list: readonly PreferenceType[]): void {
  batch(() => {
    for (const one of list) preferences.delete(key(one.category, one.name));
  });
}

export async function loadPreferences(): Promise<void> {
  const list = (await client.getMyPreferences()) as unknown as PreferenceType[];
  batch(() => {
    preferences.clear();
    receivePreferences(list);
  });
}

/** The value of a preference, followed. */
export function preference(category: string, name: string, fallback = ""): string {
  return preferences.get(key(category, name)) ?? fallback;
}

/** Sets preferences: visible at once, undone with a notice if the server refuses. */
export async function setPreferences(
  list: ReadonlyArray<{ category: string; name: string; value: string }>,
): Promise<boolean> {
  const full = list.map((one) => ({ ...one, user_id: myId.peek() }));
  const before = full.map((one) => ({ ...one, value: preferences.peek(key(one.category, one.name)) }));
  receivePreferences(full);
  try {
    await client.savePreferences(myId.peek(), full);
    return true;
  } catch (error) {
    batch(() => {
      for (const one of before) {
        if (one.value === undefined) preferences.delete(key(one.category, one.name));
        else preferences.set(key(one.category, one.name), one.value);
      }
    });
    toast(errorText(error), { error: true });
    return false;
  }
}

/** True for a message the person has saved for later. Followed. */
export function isSaved(postId: string): boolean {
  return preference("flagged_post", postId) === "true";
}

/** Saves a message for later, or lets it go. */
export async function setSaved(postId: string, saved: boolean): Promise<void> {
  if (saved) {
    await setPreferences([{ category: "flagged_post", name: postId, value: "true" }]);
    return;
  }
  const one = { category: "flagged_post", name: postId, user_id: myId.peek(), value: "true" };
  receiveDeletedPreferences([one]);
  try {
    await client.deletePreferences(myId.peek(), [one]);
  } catch (error) {
    receivePreferences([one]);
    toast(errorText(error), { error: true });
  }
}

/** 24-hour clock? Unset: what the browser's language says. */
export const use24Hours = computed(() => {
  const wish = preference("display_settings", "use_military_time");
  if (wish) return wish === "true";
  return new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 !== true;
});

export const compactMessages = computed(() => preference("display_settings", "message_display") === "compact");

const FORMATS: readonly string[] = ["username", "nickname_full_name", "full_name"];

effect(() => {
  const wish = preference("display_settings", "name_format", config.value["TeammateNameDisplay"] ?? "");
  nameFormat.value = FORMATS.includes(wish) ? (wish as NameFormat) : "full_name";
});
